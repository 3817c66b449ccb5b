package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
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
	return readForm(func(out any) error {
		return s.client.api.PreviewRebuild(ctx, zomroapi.PreviewForm{ElementID: instanceID, Zone: string(zone)}, out)
	})
}

func checkPreview(instanceID int64, zone Zone) error {
	return validate.FirstError(arg.Positive("instanceID", instanceID), checkOneOf("zone", zone, zones()))
}

// RebuildInstanceInput says what to rebuild an instance from.
type RebuildInstanceInput struct {
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

func (in RebuildInstanceInput) check() error {
	const input = "RebuildInstanceInput"
	if in.Zone == "" {
		return arg.Invalid(input+".Zone", "is empty")
	}
	return validate.FirstError(
		checkOneOf(input+".Zone", in.Zone, zones()), checkUUID(input+".Image", in.Image), checkSignIn(input, in.Password, in.SSHKey))
}

// checkSignIn checks the ways to sign in to a new system; both are optional.
// Input is the name of the type that has the fields.
func checkSignIn(input string, password backup.Secret, key string) error {
	if key != "" {
		if err := checkWord(input+".SSHKey", key); err != nil {
			return err
		}
	}
	if password.IsZero() {
		return nil
	}
	return checkNewPassword(input+".Password", password)
}

// Rebuild overwrites the whole disk of an instance with an image, a backup or a
// snapshot. It is sent once, and the work goes on after the response: see
// [InstancesService.WaitSteady]. To go back to a backup use
// [BackupsService.Restore], which checks that it fits.
func (s *InstancesService) Rebuild(ctx context.Context, instanceID int64, in RebuildInstanceInput) error {
	if err := validate.FirstError(arg.Positive("instanceID", instanceID), in.check()); err != nil {
		return err
	}
	defer s.client.creds.conceal(in.Password)()
	return s.client.api.RebuildInstance(ctx, zomroapi.RebuildForm{
		ElementID: instanceID, Zone: string(in.Zone), SelectRebuild: in.Image, EnableSSH: onOff(in.SSHKey != "" && in.Password.IsZero()),
		Password: in.Password.Reveal(), SSHKeys: in.SSHKey, Sok: zomroapi.SubmitOK,
	})
}
