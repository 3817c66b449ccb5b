package zomro

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// RestoreBackupInput says how to restore a backup.
type RestoreBackupInput struct {
	// Password and SSHKey are as in [RebuildInstanceInput]; without either the
	// system keeps the ones in the backup.
	Password backup.Secret
	SSHKey   string
	// Unchecked goes on when it cannot be found out whether the backup fits.
	// One that is known not to fit is an error all the same.
	Unchecked bool
}

// Restore overwrites the whole disk of an instance with a backup; snapshots and
// images work as well. It is sent once, and the work goes on after the response:
// [InstancesService.WaitSteady] waits for it.
//
// It looks first, and sends nothing to change when the backup is not active
// ([backup.ErrConflict]), lies in another region, or needs a larger disk or more
// memory than the instance has ([backup.ErrInvalid]). The sizes of an instance
// are those of its tariff, which may not be for sale any more: see Unchecked. A
// backup of the same instance is restored without them.
func (s *BackupsService) Restore(ctx context.Context, instanceID, backupID int64, in RestoreBackupInput) error {
	err := validate.FirstError(
		arg.Positive("instanceID", instanceID), arg.Positive("backupID", backupID), checkSignIn("RestoreBackupInput", in.Password, in.SSHKey))
	if err != nil {
		return err
	}
	b, err := s.ready(ctx, backupID)
	if err != nil {
		return err
	}
	instance, err := s.client.Instances.Find(ctx, instanceID)
	if err != nil {
		return err
	}
	if err := sameRegion(b, instance.DataCenterName); err != nil {
		return err
	}
	if len(needs(b)) > 0 {
		tariff, err := s.client.Instances.tariffOf(ctx, instance)
		if err != nil {
			return err
		}
		if err := fits(b, tariff, in.Unchecked || b.InstanceID == instanceID); err != nil {
			return err
		}
	}
	return s.client.Instances.Rebuild(ctx, instanceID, RebuildInstanceInput{
		Zone: ZoneOwn, Image: b.FleioID, Password: in.Password, SSHKey: in.SSHKey,
	})
}

// ready returns a backup that can be restored.
func (s *BackupsService) ready(ctx context.Context, backupID int64) (*Backup, error) {
	b, err := s.Get(ctx, backupID)
	switch {
	case err != nil:
		return nil, err
	case !b.Status.Is(BackupActive):
		return nil, notRestored(backup.KindConflict, fmt.Sprintf("the backup is not active but %s", b.Status))
	case b.FleioID == "":
		return nil, notRestored(backup.KindUnknown, "the backup has no UUID")
	}
	return b, nil
}

// notRestored is the error of a restore that was given up before it began.
func notRestored(kind backup.Kind, reason string) error {
	return notSent(&zomroapi.OpRebuildInstance, kind, "", "not restored: "+reason)
}

// sameRegion rejects a backup that lies elsewhere. A region the service does
// not tell is not compared.
func sameRegion(b *Backup, dataCenter string) error {
	here, there := strings.TrimSpace(dataCenter), strings.TrimSpace(b.Region)
	if here != "" && there != "" && !strings.EqualFold(here, there) {
		return notRestored(backup.KindInvalid, "the backup lies in "+there+", the instance in "+here)
	}
	return nil
}

// tariffOf finds the tariff of an instance, nil when it is not for sale.
func (s *InstancesService) tariffOf(ctx context.Context, i *Instance) (*Tariff, error) {
	dataCenter, err := strconv.ParseInt(strings.TrimSpace(i.DataCenter), 10, 64)
	if err != nil || dataCenter <= 0 {
		dataCenter = 0
	}
	list, err := s.Tariffs(ctx, ListTariffsInput{DataCenterID: dataCenter})
	if err != nil {
		return nil, err
	}
	for _, t := range list.Tariffs {
		if text(t.ID) == i.PriceList || t.Name != "" && (t.Name == i.PriceList || t.Name == i.Name) {
			return &t, nil
		}
	}
	return nil, nil //nolint:nilnil // not an error: the caller knows what to do without
}

// need is a size that a backup asks of an instance.
type need struct {
	what string
	size int64 // -1 when it cannot be read
	of   func(Tariff) (int64, bool)
}

// needs are what a backup asks for; nothing when it asks for 0 GB.
func needs(b *Backup) []need {
	var out []need
	for _, n := range []struct {
		need

		field string
	}{
		{need{"disk", b.MinDiskGB, Tariff.DiskGB}, "min_disk"},
		{need{"memory", b.MinRAMGB, Tariff.RAMGB}, "min_ram"},
	} {
		if _, odd := b.Unparsed[n.field]; odd {
			n.size = -1
		}
		if n.size != 0 {
			out = append(out, n.need)
		}
	}
	return out
}

// fits compares a backup with a tariff. Sizes that are not known are an error
// unless the caller goes on without them.
func fits(b *Backup, tariff *Tariff, unchecked bool) error {
	for _, need := range needs(b) {
		size, known := int64(0), false
		if tariff != nil && need.size > 0 {
			size, known = need.of(*tariff)
		}
		switch {
		case known && size < need.size:
			return notRestored(backup.KindInvalid, fmt.Sprintf("the backup needs %d GB of %s, the tariff has %d", need.size, need.what, size))
		case !known && !unchecked:
			return notRestored(backup.KindInvalid, "whether the "+need.what+" suffices cannot be found out; Unchecked goes on without it")
		}
	}
	return nil
}

// RestoreToNewInput says which instance to order for a backup.
type RestoreToNewInput struct {
	// Order is the instance. Its Image is the backup's, and its Count is 1.
	Order OrderInstanceInput
	// Unchecked goes on when it cannot be found out whether the backup fits.
	Unchecked bool
}

// RestoreToNew orders an instance that starts from a backup (snapshots and
// images work as well), pays for it from the balance and returns it, as
// [InstancesService.Create] does. Order.ConfirmCost must be true, and nothing of
// it is sent twice.
//
// It looks first, and orders nothing when the backup is not active, or when the
// tariff is in another region or too small.
func (s *BackupsService) RestoreToNew(ctx context.Context, backupID int64, in RestoreToNewInput, opts ...backup.WaitOption) (*CreatedInstance, error) {
	if err := arg.Positive("backupID", backupID); err != nil {
		return nil, err
	}
	order := in.Order
	order.Image, order.Count = placeholderUUID, 1
	if _, err := order.form("RestoreToNewInput.Order"); err != nil { // before anything is sent
		return nil, err
	}
	b, err := s.ready(ctx, backupID)
	if err != nil {
		return nil, err
	}
	list, err := s.client.Instances.Tariffs(ctx, ListTariffsInput{DataCenterID: order.DataCenterID})
	if err != nil {
		return nil, err
	}
	if err := sameRegion(b, list.DataCenters[order.DataCenterID]); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list.Tariffs, func(t Tariff) bool { return t.ID == order.TariffID })
	if i < 0 {
		return nil, notRestored(backup.KindNotFound, "the tariff is not for sale in this data centre")
	}
	if err := fits(b, &list.Tariffs[i], in.Unchecked); err != nil {
		return nil, err
	}
	order.Image = b.FleioID
	return s.client.Instances.Create(ctx, order, opts...)
}

// placeholderUUID stands for an image that is looked up later.
const placeholderUUID = "00000000-0000-0000-0000-000000000000"
