package zomro_test

import (
	"slices"
	"testing"
	"testing/synctest"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// hasChoice reports a choice of a form.
func hasChoice(form *zomro.Form, field, key, depend string) bool {
	return slices.ContainsFunc(form.Choices[field], func(c zomro.Choice) bool { return c.Key == key && c.Depend == depend && c.Text != "" })
}

func TestRebuild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		own := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "own", UUID: "7d1f2b8e-11aa-4c7e-9d55-0a2b3c4d5e6f"})
		client := newClient(t, srv)
		key, err := client.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "ops", PublicKey: publicKey})
		if err != nil {
			t.Fatal(err)
		}
		form, err := client.Instances.RebuildOptions(t.Context(), zomrotest.InstanceID, "")
		if err != nil {
			t.Fatal(err)
		}
		if !hasChoice(form, "zone", "own", "") || !hasChoice(form, "select_rebuild", zomrotest.PublicImage, "pub") ||
			!hasChoice(form, "select_rebuild", "7d1f2b8e-11aa-4c7e-9d55-0a2b3c4d5e6f", "own") || !hasChoice(form, "ssh_keys", key.KeyUUID, "") {
			t.Errorf("choices %+v (backup %d)", form.Choices, own)
		}
		if slices.ContainsFunc(form.Choices["select_rebuild"], func(c zomro.Choice) bool { return c.Key == "null" }) {
			t.Error("the line of dashes can be chosen")
		}
		if i, _ := srv.Instance(zomrotest.InstanceID); i.Status != "active" {
			t.Fatalf("looking changed it: %+v", i)
		}

		err = client.Instances.Rebuild(t.Context(), zomrotest.InstanceID, zomro.RebuildInstanceInput{
			Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, Password: backup.NewSecret("Harbor7-new"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID); err != nil {
			t.Fatal(err)
		}
		if i, _ := srv.Instance(zomrotest.InstanceID); i.Image != zomrotest.PublicImage || i.Password != "Harbor7-new" || i.SSHKey != "" {
			t.Errorf("%+v", i)
		}
		if err := client.Instances.Rebuild(t.Context(), zomrotest.InstanceID, zomro.RebuildInstanceInput{
			Zone: zomro.ZoneOwn, Image: "7d1f2b8e-11aa-4c7e-9d55-0a2b3c4d5e6f", SSHKey: key.KeyUUID,
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID); err != nil {
			t.Fatal(err)
		}
		if i, _ := srv.Instance(zomrotest.InstanceID); i.Image != "7d1f2b8e-11aa-4c7e-9d55-0a2b3c4d5e6f" || i.SSHKey != key.KeyUUID {
			t.Errorf("%+v", i)
		}
		if form := forms(srv, "rebuildInstance")[1]; form.Get("enablessh") != "on" || form.Has("password") {
			t.Errorf("sent %v", form)
		}
	})
}

func TestRescueAndISO(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		client := newClient(t, srv)
		steady := func(status, booted string) {
			t.Helper()
			i, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID)
			if err != nil || !i.Status.Is(zomro.InstanceStatus(status)) {
				t.Fatalf("%+v, %v; want %s", i, err, status)
			}
			if have, _ := srv.Instance(zomrotest.InstanceID); have.Booted != booted {
				t.Errorf("booted from %q, want %q", have.Booted, booted)
			}
		}
		form, err := client.Instances.RescueOptions(t.Context(), zomrotest.InstanceID, zomro.ZonePublic)
		if err != nil || !hasChoice(form, "select_boot", zomrotest.RescueImage, "pub") {
			t.Fatalf("%+v, %v", form, err)
		}
		err = client.Instances.Rescue(t.Context(), zomrotest.InstanceID, zomro.RescueInstanceInput{
			Image: zomrotest.RescueImage, Zone: zomro.ZonePublic, Password: backup.NewSecret("Harbor7-new"),
		})
		if err != nil {
			t.Fatal(err)
		}
		steady("rescued", zomrotest.RescueImage)
		if err := client.Instances.Unrescue(t.Context(), zomrotest.InstanceID); err != nil {
			t.Fatal(err)
		}
		steady("active", "")
		if forms(srv, "unrescueInstance")[0].Has("sok") {
			t.Error("unrescue sends sok, the panel does not")
		}

		form, err = client.Instances.ISOOptions(t.Context(), zomrotest.InstanceID, "")
		if err != nil || !hasChoice(form, "select_boot_from_iso", zomrotest.ISOImage, "pub") {
			t.Fatalf("%+v, %v", form, err)
		}
		if err := client.Instances.BootISO(t.Context(), zomrotest.InstanceID, zomro.BootISOInput{Image: zomrotest.ISOImage}); err != nil {
			t.Fatal(err)
		}
		steady("booted_from_iso", zomrotest.ISOImage)
		if err := client.Instances.Unrescue(t.Context(), zomrotest.InstanceID); err != nil {
			t.Fatal(err)
		}
		steady("active", "")
	})
}
