package cloutility

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// TimeZonesService reads time zones.
type TimeZonesService struct{ client *Client }

// List returns all time zones the installation knows.
func (s *TimeZonesService) List(ctx context.Context, in ListInput) (*backup.Page[TimeZone], error) {
	return pageOf[TimeZone](ctx, s.client, cloutilityapi.OpListTimeZones, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListTimeZonesRequest(base, &cloutilityapi.ListTimeZonesParams{Offset: offset, Limit: limit})
	})
}

// All yields all that List returns, page after page.
func (s *TimeZonesService) All(ctx context.Context) iter.Seq2[TimeZone, error] {
	return all(ctx, s.List, func(item *TimeZone) int64 { return item.ID })
}

// Get returns one time zone.
func (s *TimeZonesService) Get(ctx context.Context, timeZoneID int64) (*TimeZone, error) {
	return fetch[TimeZone](ctx, s.client, cloutilityapi.OpGetTimeZone, "time zone", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetTimeZoneRequest(base, timeZoneID)
	}, timeZoneID)
}

// Offset returns how far a time zone is from UTC on a date, as the server
// writes it. The form is not documented; a .NET server writes "02:00:00".
// Inference: only its address appears, in answers of other calls.
func (s *TimeZonesService) Offset(ctx context.Context, timeZoneID int64, date time.Time) (string, error) {
	if date.IsZero() {
		return "", refuse("date", "is zero")
	}
	return bare(ctx, s.client, cloutilityapi.OpGetTimeZoneOffset, "offset", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetTimeZoneOffsetRequest(base, timeZoneID, &cloutilityapi.GetTimeZoneOffsetParams{Date: date.UTC()})
	}, timeZoneID)
}
