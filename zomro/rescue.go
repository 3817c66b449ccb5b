package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

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
