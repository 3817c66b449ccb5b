package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
)

// TimeZonesService reads time zones.
type TimeZonesService struct{ client *Client }

// List returns all time zones the installation knows.
func (s *TimeZonesService) List(ctx context.Context, in ListTimeZonesInput) (*backup.Page[TimeZone], error) {
	if err := checkPage("ListTimeZonesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListTimeZones(ctx, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *TimeZonesService) All(ctx context.Context, in ListTimeZonesInput) iter.Seq2[TimeZone, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[TimeZone], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, page)
	}, func(item TimeZone) string { return keyOf(item.ID) })
}

// Get returns one time zone.
func (s *TimeZonesService) Get(ctx context.Context, timeZoneID int64) (*TimeZone, error) {
	return s.client.api.GetTimeZone(ctx, timeZoneID)
}

// Offset returns how far a time zone is from UTC on a date, as the server
// writes it. The form is not documented; a .NET server writes "02:00:00".
// Inference: only its address appears, in responses of other calls.
func (s *TimeZonesService) Offset(ctx context.Context, timeZoneID int64, in GetTimeZoneOffsetInput) (string, error) {
	if in.Date.IsZero() {
		return "", invalidArgument("GetTimeZoneOffsetInput.Date", "is zero")
	}
	in.Date = in.Date.UTC()
	return text(s.client.api.GetTimeZoneOffset(ctx, timeZoneID, in))
}
