package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// RescueOptions reads what an instance can be rescued with: the choices "zone"
// and "select_boot". It changes nothing.
func (s *InstancesService) RescueOptions(ctx context.Context, instanceID int64, zone Zone) (*Form, error) {
	if err := checkPreview(instanceID, zone); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.PreviewRescue(ctx, zomroapi.PreviewRescueForm{ElementID: instanceID, Zone: string(zone)}, out)
	})
}

// RescueInstanceInput says which rescue system to boot.
type RescueInstanceInput struct {
	// Image is the UUID of the image, required.
	Image string
	// Zone says whose image it is; empty leaves it to the service.
	Zone Zone
	// Password of the rescue system, under the rules of
	// [InstancesService.ChangePassword]; optional.
	Password backup.Secret
}

// Rescue boots an instance from a rescue image, with its own disk beside it,
// until [InstancesService.Unrescue].
func (s *InstancesService) Rescue(ctx context.Context, instanceID int64, in RescueInstanceInput) error {
	err := validate.FirstError(
		arg.Positive("instanceID", instanceID), checkUUID("RescueInstanceInput.Image", in.Image),
		checkOneOf("RescueInstanceInput.Zone", in.Zone, zones()), checkSignIn("RescueInstanceInput", in.Password, ""),
	)
	if err != nil {
		return err
	}
	defer s.client.creds.conceal(in.Password)()
	return s.client.api.RescueInstance(ctx, zomroapi.RescueInstanceForm{
		ElementID: instanceID, SelectBoot: in.Image, Zone: string(in.Zone), Password: in.Password.Reveal(), Sok: zomroapi.SubmitOK,
	})
}

// ISOOptions reads which ISO images an instance can boot: the choices "zone" and
// "select_boot_from_iso". It changes nothing.
func (s *InstancesService) ISOOptions(ctx context.Context, instanceID int64, zone Zone) (*Form, error) {
	if err := checkPreview(instanceID, zone); err != nil {
		return nil, err
	}
	return readForm(func(out any) error {
		return s.client.api.PreviewBootIso(ctx, zomroapi.PreviewBootISOForm{ElementID: instanceID, Zone: string(zone)}, out)
	})
}

// BootISOInput says which ISO image to boot.
type BootISOInput struct {
	// Image is the UUID of the image, required.
	Image string
	// Zone says whose image it is; empty leaves it to the service.
	Zone Zone
}

// BootISO boots an instance from an ISO image until [InstancesService.Unrescue].
func (s *InstancesService) BootISO(ctx context.Context, instanceID int64, in BootISOInput) error {
	err := validate.FirstError(
		arg.Positive("instanceID", instanceID), checkUUID("BootISOInput.Image", in.Image), checkOneOf("BootISOInput.Zone", in.Zone, zones()))
	if err != nil {
		return err
	}
	return s.client.api.BootInstanceIso(ctx, zomroapi.BootISOForm{
		ElementID: instanceID, SelectBootFromISO: in.Image, Zone: string(in.Zone), Sok: zomroapi.SubmitOK,
	})
}

// Unrescue boots an instance from its own disk again, from rescue mode and from
// an ISO image.
func (s *InstancesService) Unrescue(ctx context.Context, instanceID int64) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return s.client.api.UnrescueInstance(ctx, zomroapi.UnrescueInstanceForm{ElementID: instanceID})
}
