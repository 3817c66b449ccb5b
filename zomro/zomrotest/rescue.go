package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// PreviewRescue implements the generated server.
func (s *service) PreviewRescue(ctx context.Context, body *zomroapi.PreviewRescueForm) (any, error) {
	return s.preview(callOf(ctx), body.ElementID, "select_boot", body.Zone, RescueImage, "Rescue system")
}

// RescueInstance implements the generated server.
func (s *service) RescueInstance(ctx context.Context, form *zomroapi.RescueInstanceForm) (any, error) {
	c := callOf(ctx)
	in, err := s.idle(form.ElementID)
	if err != nil {
		return nil, err
	}
	if form.Password != "" {
		if err := checkPassword(form.Password); err != nil {
			return nil, err
		}
	}
	if err := s.boot(c, in, "select_boot", form.Zone, form.SelectBoot, RescueImage, "rescuing", statusRescued); err != nil {
		return nil, err
	}
	return c.done(), nil
}

// PreviewBootIso implements the generated server.
func (s *service) PreviewBootIso(ctx context.Context, body *zomroapi.PreviewBootISOForm) (any, error) {
	return s.preview(callOf(ctx), body.ElementID, "select_boot_from_iso", body.Zone, ISOImage, "Installer.iso")
}

// BootInstanceIso implements the generated server.
func (s *service) BootInstanceIso(ctx context.Context, form *zomroapi.BootISOForm) (any, error) {
	c := callOf(ctx)
	in, err := s.idle(form.ElementID)
	if err != nil {
		return nil, err
	}
	if err := s.boot(c, in, "select_boot_from_iso", form.Zone, form.SelectBootFromISO, ISOImage, "booting_from_iso", statusFromISO); err != nil {
		return nil, err
	}
	return c.done(), nil
}

// boot starts an instance from something else than its disk.
func (s *service) boot(c callInfo, in *instance, field, zone, uuid, public, during, after string) error {
	if in.Status != statusActive && in.Status != statusStopped {
		return wrongState("The instance cannot be booted from another image now")
	}
	if err := s.findBootable(in, field, zone, uuid, public); err != nil {
		return err
	}
	s.record(c, in.ID, "The service was booted from another image")
	s.begin(in, during, after, func(in *instance) { in.Booted = uuid })
	return nil
}

// UnrescueInstance implements the generated server.
func (s *service) UnrescueInstance(ctx context.Context, body *zomroapi.UnrescueInstanceForm) (any, error) {
	c := callOf(ctx)
	if in := s.instance(body.ElementID); in != nil && in.Status == "unrescuing" {
		return c.done(), nil // asked for twice
	}
	in, err := s.idle(body.ElementID)
	if err != nil {
		return nil, err
	}
	if in.Status == statusRescued || in.Status == statusFromISO {
		s.record(c, in.ID, "The service was booted from its disk")
		s.begin(in, "unrescuing", statusActive, func(in *instance) { in.Booted = "" })
	}
	return c.done(), nil
}
