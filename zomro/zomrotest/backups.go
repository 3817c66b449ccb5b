package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ListBackups implements the generated server.
func (s *service) ListBackups(ctx context.Context, in *zomroapi.ListBackupsForm) (any, error) {
	doc, err := s.listOf(callOf(ctx), KindBackup, in.ElementID, zomroapi.ListForm{PageNumber: in.PageNumber, PageSize: in.PageSize, Sort: in.Sort})
	return doc, err
}

// listOf lists the backups or snapshots of an instance. The counters count what
// a filter hides too.
func (s *service) listOf(c callInfo, kind string, instanceID int64, in zomroapi.ListForm) (zomroapi.BackupListDoc, error) {
	if s.instance(instanceID) == nil {
		return zomroapi.BackupListDoc{}, missed("instances", instanceID)
	}
	var rows []*image
	for _, i := range s.listed(kind, instanceID) {
		if passes(s.view(c.function).filter, matchesImage(i)) {
			rows = append(rows, i)
		}
	}
	p := paged(s, c.function, rows, imageColumns(), in)
	today, total := s.madeByHand(kind, instanceID)
	doc := zomroapi.BackupListDoc{
		Lang: c.lang, Func: c.function, Tparams: c.echo(),
		PageNumber: number(p.num), PageSize: number(p.size), Total: number(p.total),
		ManualCreatedToday: number(today), ManualCreatedTotal: number(total),
		Cost: &zomroapi.StorageCost{StatCost: value(storedGB.String())},
	}
	for _, i := range p.rows {
		doc.Elem = append(doc.Elem, s.row(i))
	}
	return doc, nil
}

// madeByHand counts an instance's backups or snapshots that were made by hand:
// those of today, and all.
func (s *service) madeByHand(kind string, instanceID int64) (today, total int) {
	day := s.day(s.now())
	for _, i := range s.images {
		if i.InstanceID != instanceID || i.Kind != kind || i.Type != "manual" {
			continue
		}
		total++
		if s.day(i.Created) == day {
			today++
		}
	}
	return today, total
}

// CreateBackup implements the generated server.
func (s *service) CreateBackup(ctx context.Context, in *zomroapi.CreateBackupForm) (any, error) {
	return s.save(callOf(ctx), KindBackup, in.ParentID, in.Name, in.Sok != "")
}

// save starts a backup or snapshot. Several of one instance may run at once,
// but nothing else can be done with it meanwhile.
func (s *service) save(c callInfo, kind string, instanceID int64, name string, sok bool) (any, error) {
	in := s.instance(instanceID)
	switch {
	case in == nil:
		return nil, missed("instances", instanceID)
	case !sok:
		return formOn(c, 0, instanceID).set("name", ""), nil
	case in.Status == statusUploading || in.Status == statusError:
		return nil, wrongState("The instance cannot be saved now")
	case in.next != nil:
		return nil, busy()
	}
	name, err := checkName("name", name)
	if err != nil {
		return nil, err
	}
	if err := s.allowSaving(kind, instanceID); err != nil {
		return nil, err
	}
	i := s.addImage(Backup{InstanceID: instanceID, Kind: kind, Name: name, Status: stateSaving}, s.now())
	i.listedAt = s.now().Add(s.cfg.listingDelay)
	s.record(c, instanceID, "A "+kind+" was created")
	return c.done(), s.accepted()
}

// allowSaving holds the limits.
func (s *service) allowSaving(kind string, instanceID int64) error {
	today, total := s.madeByHand(kind, instanceID)
	object := "fleio_bckps"
	if kind == KindSnapshot {
		object = "snapshots"
	}
	switch {
	case today >= s.cfg.dailyLimit:
		return tooMany(object, "No more than __limit__ "+kind+"s can be created in a day", s.cfg.dailyLimit)
	case kind == KindBackup && total >= s.cfg.totalLimit:
		return tooMany(object, "There can be no more than __limit__ "+kind+"s", s.cfg.totalLimit)
	}
	return nil
}

// accepted is how work is taken on.
func (s *service) accepted() error {
	if s.cfg.running {
		return busy()
	}
	return nil
}
