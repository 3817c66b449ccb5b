package zomrotest

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// Instance is a Cloud VPS instance of the fake.
type Instance struct {
	// ID is assigned by the server when it is 0.
	ID int64
	// ServerName is the customer's name for it, Tariff the product's: "Cloud S1"
	// (20 GB of disk, 2 GB of memory), "Cloud S2" (40, 4) or "Cloud S3" (80, 8).
	ServerName, Tariff string
	// Status is the machine's state, such as "active" or "stopped"; empty is
	// "active".
	Status string
	// DataCenter is its region, such as "Poland-1".
	DataCenter string
	// IP is its IPv4 address, IPV6 the other one.
	IP, IPV6 string
	// Created is when it was ordered; zero is now.
	Created time.Time
	// DiskGB and RAMGB are the sizes of its disk and memory.
	DiskGB, RAMGB int64
	// RDNS is the reverse DNS name of its address.
	RDNS string
	// BackupRotation is how many scheduled backups are kept; 5 when it is 0.
	BackupRotation int64
	// Image is the UUID of the image or backup the disk was made from: an
	// order's, or the last rebuild's.
	Image string
	// Password is the last one that was set, by whatever function.
	Password string
	// SSHKey is the UUID of the key that was last put on it.
	SSHKey string
	// Booted is the UUID of the rescue or ISO image it runs from, empty for its
	// own disk.
	Booted string
	// PaidUntil is the day it is paid until; zero while it is paid by the day.
	PaidUntil time.Time
}

// States of a machine.
const (
	statusActive    = "active"
	statusStopped   = "stopped"
	statusResized   = "resized"
	statusRescued   = "rescued"
	statusFromISO   = "booted_from_iso"
	statusError     = "error"
	statusUploading = "image_uploading"
	statusDeleting  = "deletion_in_progress"
)

// defaultRotation is how many scheduled backups are kept by default.
const defaultRotation = 5

// maxRotation is how many scheduled backups can be kept at most.
const maxRotation = 10

// instance is an instance with what is not public about it.
type instance struct {
	Instance

	uuid     string
	listedAt time.Time
	// next is the work in progress, nil without.
	next *work
	// before is what a resize can be rolled back to.
	before Instance
	gone   bool
}

// work is something in progress that ends in another state.
type work struct {
	at     time.Time
	status string
	do     func(*instance)
}

// settle ends the work that is due.
func (in *instance) settle(now time.Time) {
	if in.next == nil || now.Before(in.next.at) {
		return
	}
	done := in.next
	in.next = nil
	in.Status = done.status
	if done.do != nil {
		done.do(in)
	}
}

// begin starts work on an instance: it is in the first state for a while, then
// in the second. Without a working time it is done at once.
func (s *service) begin(in *instance, during, after string, do func(*instance)) {
	in.Status = during
	in.next = &work{s.now().Add(s.cfg.workTime), after, do}
	in.settle(s.now())
}

func (s *service) instance(id int64) *instance {
	i := slices.IndexFunc(s.instances, func(in *instance) bool { return in.ID == id })
	if i < 0 {
		return nil
	}
	return s.instances[i]
}

// idle returns an instance that can be changed: one that exists, is not at work
// and is not being saved.
func (s *service) idle(id int64) (*instance, error) {
	in := s.instance(id)
	switch {
	case in == nil:
		return nil, missed("instances", id)
	case in.next != nil || s.saving(id):
		return nil, busy()
	}
	return in, nil
}

// saving reports whether a backup or snapshot of an instance is being made.
func (s *service) saving(instanceID int64) bool {
	return slices.ContainsFunc(s.images, func(i *image) bool { return i.InstanceID == instanceID && !i.readyAt.IsZero() })
}

// wrongState is the error for work that the state of an instance does not allow.
func wrongState(text string) *serviceError {
	return &serviceError{Type: "instance_status", Object: "instances", Text: text}
}

func (s *service) addInstance(public Instance) *instance {
	in := &instance{Instance: public, uuid: s.ids.UUID()}
	if in.ID == 0 {
		in.ID = s.newID()
	}
	s.lastID = max(s.lastID, in.ID)
	if in.Status == "" {
		in.Status = statusActive
	}
	if in.Created.IsZero() {
		in.Created = s.now()
	}
	if in.BackupRotation == 0 {
		in.BackupRotation = defaultRotation
	}
	if in.Image == "" {
		in.Image = PublicImage
	}
	s.instances = append(s.instances, in)
	if in.IP != "" {
		s.addAddress(Address{InstanceID: in.ID, IP: in.IP, Type: "Public IPv4", Domain: in.RDNS, Fixed: true})
	}
	return in
}

// nextIP makes up an address for a new instance.
func (s *service) nextIP() string {
	return netip.AddrFrom4([4]byte{203, 0, 113, byte(s.lastAddress + 1)}).String()
}

// itemStatus is the code and text of the billing system's state.
func (in *instance) itemStatus() (code, text, color string) {
	switch in.Status {
	case "creating":
		return "5", "Activation in progress", "yellow"
	case statusDeleting:
		return "5", "Deletion in progress", "yellow"
	case "suspended":
		return "3", "Temporary suspended", "red"
	}
	return "2", "Active", "green"
}

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
