package zomrotest

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// matchers say, by the name of a filter's field, whether a row matches what it
// wants.
type matchers map[string]func(want string) bool

// passes reports whether a filter lets a row pass. Empty fields do not filter.
func passes(filter url.Values, fields matchers) bool {
	for name, match := range fields {
		if want := filter.Get(name); want != "" && !match(want) {
			return false
		}
	}
	return true
}

// same wants the very text, whatever its case; part wants it somewhere inside.
func same(have string) func(string) bool {
	return func(want string) bool { return strings.EqualFold(have, want) }
}

func part(have string) func(string) bool {
	return func(want string) bool { return strings.Contains(strings.ToLower(have), strings.ToLower(want)) }
}

// keepFilter stores the fields of a filter that was submitted.
func (s *service) keepFilter(c callInfo, list string, fields []string) {
	kept := make(url.Values)
	for _, name := range fields {
		if v := c.form.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	v := s.view(list)
	v.filter, v.page = kept, 0
}

// filterForm is the filter of a list as it is stored.
func (s *service) filterForm(c callInfo, list string, fields []string) *form {
	f := newForm(c)
	for _, name := range fields {
		f.values[name] = s.view(list).filter.Get(name)
	}
	return f
}

// listInstances is the function whose view the filter of instances changes.
const listInstances = "instances"

// instanceFilter are the fields of the filter of instances.
func instanceFilter() []string {
	return []string{
		"id", "ip", "name", "pricelist", "instance_status", "datacenter", "period", "autoprolong", "domain", "opendate",
		"expiredate", "orderdatefrom", "orderdateto", "cost_from", "cost_to",
	}
}

func (s *service) matches(in *instance) matchers {
	t := tariffNamed(in.Tariff)
	created := s.day(in.Created)
	return matchers{
		"id": same(text(in.ID)), "ip": part(in.IP), "name": part(in.Tariff), "pricelist": same(text(t.id)),
		"instance_status": same(in.filterStatus()), "datacenter": same(dataCenterID(in.DataCenter)),
		"domain": part(in.ServerName), "opendate": same(created), "period": same(text(daily)), "autoprolong": same("on"),
		"expiredate":    same(s.day(in.PaidUntil)),
		"orderdatefrom": func(want string) bool { return created >= want },
		"orderdateto":   func(want string) bool { return created <= want },
		"cost_from":     func(want string) bool { return t.daily >= parseCents(want) },
		"cost_to":       func(want string) bool { return t.daily <= parseCents(want) },
	}
}

// filterStatus is how the filter calls a state.
func (in *instance) filterStatus() string {
	switch in.Status {
	case statusResized:
		return "verify_resize"
	case "suspended":
		return "suspend"
	}
	return strings.ToLower(in.Status)
}

// parseCents reads an amount without its currency; 0 when it is none.
func parseCents(amount string) cents {
	f, err := strconv.ParseFloat(strings.TrimSpace(amount), 64)
	if err != nil {
		return 0
	}
	return cents(f*100 + 0.5)
}

// ShowInstanceFilter implements the generated server.
func (s *service) ShowInstanceFilter(ctx context.Context) (any, error) {
	return s.filterForm(callOf(ctx), listInstances, instanceFilter()).
		choose("instance_status", choices(statusActive, statusStopped, "verify_resize", statusRescued, "suspend", statusFromISO, statusError)...).
		choose("datacenter", dataCenterChoices()...).
		choose("pricelist", tariffChoices()...), nil
}

// SetInstanceFilter implements the generated server.
func (s *service) SetInstanceFilter(ctx context.Context, _ *zomroapi.SetInstanceFilterForm) (any, error) {
	c := callOf(ctx)
	s.keepFilter(c, listInstances, instanceFilter())
	return c.done(), nil
}

// listImages is the function whose view the filter of images changes.
const listImages = "image"

func imageFilter() []string {
	return []string{"name", "id", "fleio_status", "os_distro", "image_type", "region", "disk_format"}
}

// matchesImage says what filters compare of an image.
func matchesImage(i *image) matchers {
	return matchers{
		"name": part(i.Name), "id": same(text(i.ID)), "fleio_status": same(i.Status), "os_distro": same(i.OSDistro),
		"image_type": same(i.Kind), "region": same(i.Region), "disk_format": same(i.DiskFormat), "protected": same(onOff(i.Protected)),
	}
}

// ShowImageFilter implements the generated server.
func (s *service) ShowImageFilter(ctx context.Context) (any, error) {
	return s.filterForm(callOf(ctx), listImages, imageFilter()).
		choose("fleio_status", choices(stateActive, stateSaving, stateSuspended)...).
		choose("image_type", choices(KindImage, KindSnapshot, KindBackup)...).
		choose("region", regionChoices()...).
		choose("disk_format", choices(diskFormats()...)...), nil
}

// SetImageFilter implements the generated server.
func (s *service) SetImageFilter(ctx context.Context, _ *zomroapi.SetImageFilterForm) (any, error) {
	c := callOf(ctx)
	s.keepFilter(c, listImages, imageFilter())
	return c.done(), nil
}

// listSnapshots is the function whose view the filter of snapshots changes.
const listSnapshots = "instances.snapshots"

func snapshotFilter() []string {
	return []string{"name", "id", "fleio_status", "os_distro", "protected"}
}

// ShowSnapshotFilter implements the generated server.
func (s *service) ShowSnapshotFilter(ctx context.Context, body *zomroapi.SnapshotFilterForm) (any, error) {
	if s.instance(body.ElementID) == nil {
		return nil, missed("instances", body.ElementID)
	}
	return s.filterForm(callOf(ctx), listSnapshots, snapshotFilter()).
		choose("fleio_status", choices(stateActive, stateSaving, stateSuspended)...).choose("protected", choices("on", "off")...), nil
}

// SetSnapshotFilter implements the generated server. The filter is for the
// snapshots of all instances.
func (s *service) SetSnapshotFilter(ctx context.Context, body *zomroapi.SetSnapshotFilterForm) (any, error) {
	if s.instance(body.ElementID) == nil {
		return nil, missed("instances", body.ElementID)
	}
	c := callOf(ctx)
	s.keepFilter(c, listSnapshots, snapshotFilter())
	return c.done(), nil
}
