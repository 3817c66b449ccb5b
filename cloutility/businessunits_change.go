package cloutility

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Create makes a business unit below another one. Names need not be unique: a
// second call makes a second unit, so it is not sent again once it may have
// arrived.
func (s *BusinessUnitsService) Create(ctx context.Context, businessUnitID int64, in BusinessUnitInput) (*BusinessUnit, error) {
	if err := checkBusinessUnit(&in); err != nil {
		return nil, err
	}
	return fetch[BusinessUnit](ctx, s.client, cloutilityapi.OpCreateBusinessUnit, "business unit", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateBusinessUnitRequest(base, businessUnitID, in)
	}, businessUnitID)
}

func checkBusinessUnit(in *BusinessUnitInput) error {
	const days = 31
	switch {
	case strings.TrimSpace(in.Name) == "":
		return refuse("BusinessUnitInput.Name", "is empty")
	case in.InvoiceDay != nil && (*in.InvoiceDay < 0 || *in.InvoiceDay > days):
		return refuse("BusinessUnitInput.InvoiceDay", "must be a day of a month, or 0 for the last")
	}
	return checkRef("BusinessUnitInput.TimeZone", in.TimeZone)
}

// Update changes a business unit. Whether fields left out keep their values is
// not documented: read the unit first and send all that matters.
func (s *BusinessUnitsService) Update(ctx context.Context, businessUnitID int64, in BusinessUnitInput) (*BusinessUnit, error) {
	if err := checkBusinessUnit(&in); err != nil {
		return nil, err
	}
	return fetch[BusinessUnit](ctx, s.client, cloutilityapi.OpUpdateBusinessUnit, "business unit", func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateBusinessUnitRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// DeleteBusinessUnitInput says which business unit to delete and how.
type DeleteBusinessUnitInput struct {
	BusinessUnitID int64
	// DeleteChildren also deletes the units below.
	DeleteChildren bool
	// DeleteConsumers also deletes the consumption units.
	DeleteConsumers bool
	// DeleteServers also deletes the backup servers.
	DeleteServers bool
}

// Delete deletes a business unit. With children or consumption units in it the
// server is expected to refuse, unless the input says to delete them too. Those
// flags are documented in an early version only.
func (s *BusinessUnitsService) Delete(ctx context.Context, in DeleteBusinessUnitInput) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteBusinessUnit, func(base string) (*http.Request, error) {
		return cloutilityapi.NewDeleteBusinessUnitRequest(base, in.BusinessUnitID, &cloutilityapi.DeleteBusinessUnitParams{DeleteChildren: flag(in.DeleteChildren), DeleteConsumers: flag(in.DeleteConsumers), DeleteServers: flag(in.DeleteServers)})
	}, in.BusinessUnitID)
}
