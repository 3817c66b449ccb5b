package cloutility

import (
	"context"
	"time"
)

// Compliance returns how many jobs of a month were in order, and how many had to
// be: of the month that the date is in. With Recalculate the service throws away
// what it keeps of the month and counts again by the goals of that time. Only the
// vendor's help pages show this call.
func (s *ReportsService) Compliance(ctx context.Context, businessUnitID int64, month time.Time, in GetComplianceSummaryInput) (*ComplianceSummary, error) {
	if month.IsZero() {
		return nil, invalidArgument("month", "is zero")
	}
	return s.client.api.GetComplianceSummary(ctx, businessUnitID, int64(month.Year()), int64(month.Month()), in)
}
