package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Zones say whose image it is. The documentation spells the public one "image"
// in one place.
const (
	zonePublic = "pub"
	zoneOwn    = "own"
	zoneShared = "shr"
	zoneImage  = "image"
)

// bootable are the choices of images for a zone, and for all when it is empty.
// The first line is one of dashes, as in the panel.
func (s *service) bootable(in *instance, zone, public, title string) []zomroapi.Choice {
	out := []zomroapi.Choice{{Key: "null", Text: "-- none --"}}
	if zone == "" || zone == zonePublic || zone == zoneImage {
		out = append(out, zomroapi.Choice{Key: public, Text: title, Depend: zonePublic})
	}
	if zone == "" || zone == zoneOwn {
		for _, i := range s.images {
			if s.fits(i, in.DataCenter, in.DiskGB, in.RAMGB) {
				out = append(out, zomroapi.Choice{Key: i.UUID, Text: i.Name, Depend: zoneOwn})
			}
		}
	}
	return out
}

// fits reports whether an instance can start from an image.
func (s *service) fits(i *image, region string, disk, ram int64) bool {
	return i.Status == stateActive && i.Region == region && i.MinDiskGB <= disk && i.MinRAMGB <= ram
}

// findBootable checks that an instance can start from what a form names.
func (s *service) findBootable(in *instance, field, zone, uuid, public string) error {
	switch zone {
	case zonePublic, zoneImage, zoneOwn, zoneShared, "":
	default:
		return invalid("zone", zone)
	}
	if uuid == public && (zone == "" || zone == zonePublic || zone == zoneImage) {
		return nil
	}
	for _, i := range s.images {
		if i.UUID == uuid && (zone == "" || zone == zoneOwn) && s.fits(i, in.DataCenter, in.DiskGB, in.RAMGB) {
			return nil
		}
	}
	return invalid(field, uuid)
}

func zoneChoices() []zomroapi.Choice {
	return []zomroapi.Choice{{Key: zonePublic, Text: "Public"}, {Key: zoneOwn, Text: "Own"}, {Key: zoneShared, Text: "Shared"}}
}

// preview is the form with the images an instance can be started from.
func (s *service) preview(c callInfo, id int64, field, zone, public, title string) (*form, error) {
	in := s.instance(id)
	if in == nil {
		return nil, missed("instances", id)
	}
	shown := zone
	if shown == "" {
		shown = zonePublic
	}
	return formOn(c, id, 0).set("zone", shown).choose("zone", zoneChoices()...).
		choose(field, s.bootable(in, zone, public, title)...), nil
}

// PreviewRebuild implements the generated server.
func (s *service) PreviewRebuild(ctx context.Context, body *zomroapi.PreviewForm) (any, error) {
	f, err := s.preview(callOf(ctx), body.ElementID, "select_rebuild", body.Zone, PublicImage, "Debian 12 x64")
	if err != nil {
		return nil, err
	}
	keys := []zomroapi.Choice{{Key: "null", Text: "-- none --"}}
	for _, k := range s.keys {
		keys = append(keys, zomroapi.Choice{Key: k.UUID, Text: k.Comment})
	}
	return f.set("enablessh", "off").choose("ssh_keys", keys...), nil
}

// RebuildInstance implements the generated server. The whole disk is
// overwritten.
func (s *service) RebuildInstance(ctx context.Context, form *zomroapi.RebuildForm) (any, error) {
	c := callOf(ctx)
	in, err := s.idle(form.ElementID)
	if err != nil {
		return nil, err
	}
	if in.Status != statusActive && in.Status != statusStopped && in.Status != statusError {
		return nil, wrongState("The instance cannot be rebuilt now")
	}
	if form.Zone == "" {
		return nil, invalid("zone", "")
	}
	if err := s.findBootable(in, "select_rebuild", form.Zone, form.SelectRebuild, PublicImage); err != nil {
		return nil, err
	}
	if err := checkSwitch("enablessh", form.EnableSSH); err != nil {
		return nil, err
	}
	key := ""
	switch {
	case form.EnableSSH == "on":
		if key = s.keyOf(form.SSHKeys); key == "" {
			return nil, invalid("ssh_keys", form.SSHKeys)
		}
	case form.Password != "":
		if err := checkPassword(form.Password); err != nil {
			return nil, err
		}
	}
	s.record(c, in.ID, "The service was rebuilt")
	s.begin(in, "rebuilding", statusActive, func(in *instance) {
		in.Image, in.SSHKey = form.SelectRebuild, key
		if form.Password != "" {
			in.Password = form.Password
		}
		s.imprint(in)
	})
	if s.contents.Lies(LieNeverEnds) && in.next != nil {
		in.next.at = s.now().AddDate(100, 0, 0)
	}
	return c.done(), nil
}

// imprint writes the image that an instance starts from to its disk.
func (s *service) imprint(in *instance) {
	if in.Image == PublicImage {
		s.contents.Set(text(in.ID), "")
		return
	}
	s.contents.Restore(in.Image, text(in.ID))
}
