package cloutilitytest

import (
	"context"
	"maps"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// berlin is the time zone business units have.
const berlin int64 = 6

func zones() []entry {
	return []entry{
		{2, object{"name": "(GMT) Coordinated Universal Time", "windowsId": "UTC", "offset": 0}},
		{berlin, object{"name": "(GMT+01:00) Berlin", "windowsId": "W. Europe Standard Time", "offset": 0}},
	}
}

func (s *service) zoneObject(ctx context.Context, e entry) object {
	href := base(ctx) + "/v1/timezones/" + itoa(e.id)
	out := s.based(maps.Clone(e.fields), e.id)
	out["$type"], out["href"] = typeName("TimeZone"), href
	out["actions"] = []object{{"name": "Calculate UTC offset", "method": "GET", "href": href + "/offset?date"}}
	return out
}

// ListTimeZones returns all time zones.
func (s *service) ListTimeZones(ctx context.Context, in cloutilityapi.ListTimeZonesInput) (any, error) {
	defer s.lock()()
	all := zones()
	return s.listOf(ctx, "/v1/timezones", len(all), func(i int) object { return s.zoneObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}

// GetTimeZone returns one time zone.
func (s *service) GetTimeZone(ctx context.Context, timeZoneID int64) (any, error) {
	defer s.lock()()
	e := find(zones(), timeZoneID)
	if e == nil {
		return nil, notFound("Time zone " + itoa(timeZoneID) + " was not found.")
	}
	return s.zoneObject(ctx, *e), nil
}

// GetTimeZoneOffset returns how far a zone is from UTC, the way .NET writes a
// span of time. Berlin has summer time by the rule of the European Union.
func (s *service) GetTimeZoneOffset(_ context.Context, timeZoneID int64, in cloutilityapi.GetTimeZoneOffsetInput) (any, error) {
	defer s.lock()()
	e := find(zones(), timeZoneID)
	switch date := in.Date; {
	case e == nil:
		return nil, notFound("Time zone " + itoa(timeZoneID) + " was not found.")
	case e.id != berlin:
		return "00:00:00", nil
	case date.Before(lastSunday(date.Year(), time.March)) || !date.Before(lastSunday(date.Year(), time.October)):
		return "01:00:00", nil
	}
	return "02:00:00", nil
}

// lastSunday is when clocks change: one o'clock UTC on a month's last Sunday.
func lastSunday(year int, month time.Month) time.Time {
	end := time.Date(year, month+1, 0, 1, 0, 0, 0, time.UTC)
	return end.AddDate(0, 0, -int(end.Weekday()))
}
