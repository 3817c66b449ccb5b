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
	// choices "ssh_keys", usually the KeyUUID of an [SSHKey]. With a Password
	// too, the password is set, and the key is only sent along.
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

// checkSignIn checks the ways to sign in to a new system; both are optional.
func checkSignIn(password backup.Secret, key string) error {
	if key != "" {
		if err := checkWord("SSHKey", key); err != nil {
			return err
		}
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
		ElementID: instanceID, Zone: string(in.Zone), SelectRebuild: in.Image, EnableSSH: onOff(in.SSHKey != "" && in.Password.IsZero()),
		Password: in.Password.Reveal(), SSHKeys: in.SSHKey, Sok: zomroapi.SubmitOK,
	})
}
