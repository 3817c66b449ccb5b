package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Zone says whose image it is. The choices of a form (see
// [InstancesService.RebuildOptions]) have the zones an account may use.
type Zone string

// Zones.
const (
	ZonePublic Zone = "pub"
	ZoneOwn    Zone = "own" // also backups and snapshots
	ZoneShared Zone = "shr"
	// ZoneImage is how the documentation spells public images.
	ZoneImage Zone = "image"
)

func zones() []Zone { return []Zone{ZonePublic, ZoneOwn, ZoneShared, ZoneImage} }

// RebuildOptions reads what an instance can be rebuilt from: the choices "zone",
// "select_rebuild" (UUIDs; Depend is their zone) and "ssh_keys". It changes
// nothing. An empty zone shows what the service shows first.
func (s *InstancesService) RebuildOptions(ctx context.Context, instanceID int64, zone Zone) (*Form, error) {
	if err := checkPreview(instanceID, zone); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpPreviewRebuild, zomroapi.NewPreviewRebuildRequestWithBody,
		zomroapi.PreviewForm{ElementID: instanceID, Zone: string(zone)}, nil)
}

func checkPreview(instanceID int64, zone Zone) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	return checkOneOf("zone", zone, zones())
}

// RebuildInput says what to rebuild an instance from.
type RebuildInput struct {
	// Zone and Image (a UUID) name the image; both are required.
	Zone  Zone
	Image string
	// Password is the administrator's new one, under the rules of
	// [InstancesService.ChangePassword]. Empty keeps what the image has.
	Password backup.Secret
	// SSHKey is a key to sign in with, in place of a password: a value of the
	// choices "ssh_keys", usually the KeyUUID of an [SSHKey].
	SSHKey string
}

func (in RebuildInput) check() error {
	if in.Zone == "" {
		return refuse("Zone", "is empty")
	}
	if err := checkOneOf("Zone", in.Zone, zones()); err != nil {
		return err
	}
	if err := checkUUID("Image", in.Image); err != nil {
		return err
	}
	return checkSignIn(in.Password, in.SSHKey)
}

// checkSignIn checks the ways to sign in to a new system.
func checkSignIn(password backup.Secret, key string) error {
	if key != "" {
		if !password.IsZero() {
			return refuse("Password", "and SSHKey exclude each other")
		}
		return checkWord("SSHKey", key)
	}
	if password.IsZero() {
		return nil
	}
	return checkNewPassword("Password", password)
}

// Rebuild overwrites the whole disk of an instance with an image, a backup or a
// snapshot. It is sent once, and the work goes on after the answer: see
// [InstancesService.WaitSteady]. To go back to a backup use
// [BackupsService.Restore], which checks that it fits.
func (s *InstancesService) Rebuild(ctx context.Context, instanceID int64, in RebuildInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	defer s.client.creds.conceal(in.Password)()
	return act(ctx, s.client.rest, zomroapi.OpRebuildInstance, zomroapi.NewRebuildInstanceRequestWithBody, zomroapi.RebuildForm{
		ElementID: instanceID, Zone: string(in.Zone), SelectRebuild: in.Image, EnableSSH: onOff(in.SSHKey != ""),
		Password: in.Password.Reveal(), SSHKeys: in.SSHKey, Sok: zomroapi.SubmitOK,
	})
}

// RescueOptions reads what an instance can be rescued with: the choices "zone"
// and "select_boot". It changes nothing.
func (s *InstancesService) RescueOptions(ctx context.Context, instanceID int64, zone Zone) (*Form, error) {
	if err := checkPreview(instanceID, zone); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpPreviewRescue, zomroapi.NewPreviewRescueRequestWithBody,
		zomroapi.PreviewRescueForm{ElementID: instanceID, Zone: string(zone)}, nil)
}

// BootInput says what to boot.
type BootInput struct {
	// Image is the UUID of the image, required.
	Image string
	// Zone says whose image it is; empty leaves it to the service.
	Zone Zone
	// Password of the rescue system, under the rules of
	// [InstancesService.ChangePassword]; optional, and not for ISO images.
	Password backup.Secret
}

func (in BootInput) check() error {
	if err := checkUUID("Image", in.Image); err != nil {
		return err
	}
	if err := checkOneOf("Zone", in.Zone, zones()); err != nil {
		return err
	}
	return checkSignIn(in.Password, "")
}

// Rescue boots an instance from a rescue image, with its own disk beside it,
// until [InstancesService.Unrescue].
func (s *InstancesService) Rescue(ctx context.Context, instanceID int64, in BootInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	defer s.client.creds.conceal(in.Password)()
	return act(ctx, s.client.rest, zomroapi.OpRescueInstance, zomroapi.NewRescueInstanceRequestWithBody, zomroapi.RescueInstanceForm{
		ElementID: instanceID, SelectBoot: in.Image, Zone: string(in.Zone), Password: in.Password.Reveal(), Sok: zomroapi.SubmitOK,
	})
}

// ISOOptions reads which ISO images an instance can boot: the choices "zone" and
// "select_boot_from_iso". It changes nothing.
func (s *InstancesService) ISOOptions(ctx context.Context, instanceID int64, zone Zone) (*Form, error) {
	if err := checkPreview(instanceID, zone); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpPreviewBootIso, zomroapi.NewPreviewBootIsoRequestWithBody,
		zomroapi.PreviewBootISOForm{ElementID: instanceID, Zone: string(zone)}, nil)
}

// BootISO boots an instance from an ISO image until [InstancesService.Unrescue].
func (s *InstancesService) BootISO(ctx context.Context, instanceID int64, in BootInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	if !in.Password.IsZero() {
		return refuse("Password", "is not for ISO images")
	}
	return act(ctx, s.client.rest, zomroapi.OpBootInstanceIso, zomroapi.NewBootInstanceIsoRequestWithBody, zomroapi.BootISOForm{
		ElementID: instanceID, SelectBootFromISO: in.Image, Zone: string(in.Zone), Sok: zomroapi.SubmitOK,
	})
}

// Unrescue boots an instance from its own disk again, from rescue mode and from
// an ISO image.
func (s *InstancesService) Unrescue(ctx context.Context, instanceID int64) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpUnrescueInstance, zomroapi.NewUnrescueInstanceRequestWithBody, zomroapi.UnrescueInstanceForm{ElementID: instanceID})
}
