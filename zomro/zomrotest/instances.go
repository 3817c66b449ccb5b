package zomrotest

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// listInstances is the function whose view the filter of instances changes.
const listInstances = "instances"

// ListInstances implements the generated server.
func (s *service) ListInstances(ctx context.Context, body *zomroapi.ListForm) (any, error) {
	c := callOf(ctx)
	var rows []*instance
	for _, in := range s.instances {
		if !s.now().Before(in.listedAt) && passes(s.view(listInstances).filter, s.matches(in)) {
			rows = append(rows, in)
		}
	}
	p := paged(s, c.function, rows, columns[*instance]{
		"id":         byInt(func(in *instance) int64 { return in.ID }),
		"servername": byText(func(in *instance) string { return in.ServerName }),
		"name":       byText(func(in *instance) string { return in.Tariff }),
		"createdate": byTime(func(in *instance) time.Time { return in.Created }),
	}, *body)
	doc := zomroapi.InstanceListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
	}
	for _, in := range p.rows {
		doc.Elem = append(doc.Elem, s.instanceRow(c, in))
	}
	return doc, nil
}

func (s *service) instanceRow(c callInfo, in *instance) zomroapi.Instance {
	t := tariffNamed(in.Tariff)
	code, status, color := in.itemStatus()
	row := zomroapi.Instance{
		ID: value(text(in.ID)), Name: value(in.Tariff), ServerName: value(in.ServerName),
		PriceList: value(text(t.id)), Cost: value(t.daily.priced() + " / Day"), ItemCost: value(t.daily.String()),
		DataCenter: value(dataCenterID(in.DataCenter)), DataCenterName: value(in.DataCenter),
		CreateDate: value(s.day(in.Created)),
		OSDistro:   value("Debian"), OSVersion: value("12 x64"), InstancesOS: value(in.Image),
		IP: value(in.IP), IPV6: value(in.IPV6), InstanceStatus: value(in.Status),
		ItemStatus: billmgr.Value{Text: translate(c.lang, status), Orig: code, Attrs: map[string]string{"color": color}},
		Status:     value(code), ItemRealStatus: value(code), ChangePriceList: value(onOff(t.id != 0)),
		ExpireDate:     value(translate(c.lang, "Daily charges")),
		RealExpireDate: value(s.day(in.Created.AddDate(1, 0, 0))),
	}
	if !in.PaidUntil.IsZero() {
		row.ExpireDate = value(s.day(in.PaidUntil))
		row.RealExpireDate = row.ExpireDate
	}
	return row
}

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

// ShowInstance implements the generated server.
func (s *service) ShowInstance(ctx context.Context, body *zomroapi.ShowInstanceForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(body.ElementID)
	if in == nil {
		return nil, missed("instances", body.ElementID)
	}
	code, _, _ := in.itemStatus()
	return zomroapi.InstanceDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		ElementID: value(text(in.ID)), Name: value(in.Tariff), ServerName: value(in.ServerName), Status: value(code),
		CreateDate: value(s.day(in.Created)), InstancesUUID: value(in.uuid), IP: value(in.IP), IPV6: value(in.IPV6),
		RDNSRecord: value(in.RDNS), BackupRotation: value(text(in.BackupRotation)),
		Slist: []zomroapi.ChoiceList{{Name: "stored_method", Values: []zomroapi.Choice{{Key: "0", Text: "Balance"}}}},
	}, nil
}

// maxRotation is how many scheduled backups can be kept at most.
const maxRotation = 10

// UpdateInstance implements the generated server.
func (s *service) UpdateInstance(ctx context.Context, form *zomroapi.UpdateInstanceForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(form.ElementID)
	if in == nil {
		return nil, missed("instances", form.ElementID)
	}
	changed := in.Instance
	if form.ServerName != "" {
		name, err := checkName("servername", form.ServerName)
		if err != nil {
			return nil, err
		}
		changed.ServerName = name
	}
	if c.form.Get("backup_rotation") != "" {
		if form.BackupRotation < 1 || form.BackupRotation > maxRotation {
			return nil, invalid("backup_rotation", text(form.BackupRotation))
		}
		changed.BackupRotation = form.BackupRotation
	}
	if form.RDNSRecord != "" {
		changed.RDNS = form.RDNSRecord
		for _, a := range s.addresses {
			if a.InstanceID == in.ID && a.Fixed {
				a.Domain = form.RDNSRecord
			}
		}
	}
	in.Instance = changed
	s.record(c, in.ID, "The service was changed")
	return c.done(), nil
}

// DeleteInstance implements the generated server. Its backups stay.
func (s *service) DeleteInstance(ctx context.Context, body *zomroapi.DeleteInstanceForm) (any, error) {
	c, id := callOf(ctx), body.ElementID
	if in := s.instance(id); in != nil && body.Sok == "" {
		return formOn(c, id, 0), nil
	}
	in, err := s.idle(id)
	if err != nil {
		return nil, err
	}
	s.record(c, id, "The service was deleted")
	in.Status = statusDeleting
	in.next = &work{s.now().Add(s.cfg.deletionTime), statusDeleting, func(in *instance) { in.gone = true }}
	s.schedules = without(s.schedules, func(sc *schedule) bool { return sc.InstanceID == id })
	s.addresses = without(s.addresses, func(a *Address) bool { return a.InstanceID == id })
	s.settle()
	return c.done(), nil
}

// without drops the elements that a test finds.
func without[T any](list []*T, drop func(*T) bool) []*T {
	var kept []*T
	for _, e := range list {
		if !drop(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// ShowGroup implements the generated server.
func (s *service) ShowGroup(ctx context.Context, body *zomroapi.GroupForm) (any, error) {
	c := callOf(ctx)
	if sok := c.form.Get("sok"); sok != "" {
		return nil, wrongSubmit(sok) // what it can change is not public
	}
	for id := range strings.SplitSeq(body.ElementIDs, ", ") {
		if n, err := strconv.ParseInt(id, 10, 64); err != nil || s.instance(n) == nil {
			return nil, missedKey("instances", id)
		}
	}
	return newForm(c).set("elid", body.ElementIDs).set("autoprolong", "").choose("autoprolong", periodChoices()...), nil
}
