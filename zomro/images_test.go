package zomro_test

import (
	"errors"
	"net/url"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// orderedImage is an image as somebody may order it.
func orderedImage() zomro.OrderImageInput {
	return zomro.OrderImageInput{
		TariffID: zomrotest.ImageTariff, Name: "installer", URL: "https://downloads.harbor.example/debian-12.iso",
		Region: "Poland-1", MinDiskGB: 5, MinRAMGB: 1, DiskFormat: zomro.DiskFormatISO, OSDistro: "debian", OSVersion: "12",
		Protected: true, ConfirmCost: true,
	}
}

func TestOrderAnImage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(3 * time.Second))
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "installer"})
		client := newClient(t, srv)
		tariffs, err := client.Images.Tariffs(t.Context())
		if err != nil || len(tariffs) != 1 || tariffs[0].ID != zomrotest.ImageTariff || tariffs[0].Prices.Price[0].Period != zomro.PeriodDaily {
			t.Fatalf("%+v, %v", tariffs, err)
		}
		form, err := client.Images.OrderOptions(t.Context(), tariffs[0].ID)
		if err != nil || len(form.Choices["disk_format"]) != len(zomro.DiskFormats()) || form.Values["image_type"] != "image" {
			t.Fatalf("%+v, %v", form, err)
		}
		if n := len(srv.Orders()); n != 0 {
			t.Fatalf("looking ordered %d", n)
		}
		made, err := client.Images.Order(t.Context(), orderedImage())
		if err != nil || made.Status != zomro.BackupSaving || made.Name != "installer" || made.ImageType != zomro.ImageTypeImage {
			t.Fatalf("%+v, %v", made, err)
		}
		got, err := client.Images.WaitActive(t.Context(), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Protected || got.MinDiskGB != 5 || got.MinRAMGB != 1 || got.DiskFormat != zomro.DiskFormatISO || got.Architecture != zomro.ArchitectureX8664 ||
			got.OSDistro != "debian" || got.OSVersion != "12" || got.Region != "Poland-1" || got.URL != "https://downloads.harbor.example/debian-12.iso" {
			t.Errorf("%+v", got)
		}
		if orders := srv.Orders(); len(orders) != 1 || orders[0].Kind != zomrotest.OrderImage {
			t.Errorf("orders %+v", orders)
		}
	})
}

func TestCopyAnImage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		id := srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "golden", Region: "Poland-1", SizeGB: 6})
		client := newClient(t, srv)
		form, err := client.Images.CopyOptions(t.Context(), id)
		if err != nil || form.Values["region"] != "Poland-1" || len(form.Choices["region"]) < 2 {
			t.Fatalf("%+v, %v", form, err)
		}
		made, err := client.Images.Copy(t.Context(), id, zomro.CopyImageInput{Name: "golden", Region: "Netherlands-2", ConfirmCost: true})
		if err != nil || made.ID == id || made.Region != "Netherlands-2" || made.Status != zomro.BackupSaving {
			t.Errorf("%+v, %v", made, err)
		}
		if orders := srv.Orders(); len(orders) != 1 || orders[0].Kind != zomrotest.OrderCopy || len(srv.Images()) != 2 {
			t.Errorf("orders %+v, images %+v", orders, srv.Images())
		}
	})
}

func TestImagesAreOneFamily(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
	want := map[int64]zomro.ImageType{
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "b"}):                                  zomro.ImageTypeBackup,
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "s", Kind: zomrotest.KindSnapshot}):    zomro.ImageTypeSnapshot,
		srv.AddBackup(zomrotest.Backup{Name: "i", Kind: zomrotest.KindImage, Region: "Netherlands-2"}):                zomro.ImageTypeImage,
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID, Name: "b2", Status: "Saving"}):          zomro.ImageTypeBackup,
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "b3", Status: "suspended", SizeGB: 4}): zomro.ImageTypeBackup,
	}
	client := newClient(t, srv)
	got := make(map[int64]zomro.ImageType)
	for i, err := range client.Images.All(t.Context(), zomro.ListImagesInput{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[i.ID] = i.ImageType
		one, err := client.Images.Get(t.Context(), i.ID)
		if err != nil || one.Name != i.Name || one.Status != i.Status || one.FleioID != i.FleioID || one.ImageType != i.ImageType {
			t.Errorf("listed %+v, alone %+v, %v", i, one, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	page, err := client.Images.List(t.Context(), zomro.ListImagesInput{Cursor: "3"})
	if err != nil || len(page.Items) != 1 || page.Total != 5 || page.Next != "" {
		t.Errorf("%+v, %v", page, err)
	}
}

// A change sends everything there is, so that nothing is lost that the service
// may take as empty.
func TestUpdateKeepsWhatItDoesNotChange(t *testing.T) {
	have := zomrotest.Backup{
		Kind: zomrotest.KindImage, Name: "golden", Protected: true, MinDiskGB: 7, MinRAMGB: 2, DiskFormat: "raw",
		OSDistro: "debian", OSVersion: "12", Architecture: "i686", Region: "Poland-1",
	}
	all := url.Values{
		"image_name": {"golden"}, "protected": {"on"}, "min_disk": {"7"}, "min_ram": {"2"}, "disk_format": {"raw"},
		"os_distro": {"debian"}, "os_version": {"12"}, "architecture": {"i686"},
	}
	tests := []struct {
		name  string
		in    zomro.UpdateImageInput
		field string
		want  string
	}{
		{"name", zomro.UpdateImageInput{Name: new(" silver ")}, "image_name", "silver"},
		{"protection", zomro.UpdateImageInput{Protected: new(false)}, "protected", "off"},
		{"disk", zomro.UpdateImageInput{MinDiskGB: new(int64(0))}, "min_disk", "0"},
		{"memory", zomro.UpdateImageInput{MinRAMGB: new(int64(1000))}, "min_ram", "1000"},
		{"format", zomro.UpdateImageInput{DiskFormat: zomro.DiskFormatVDI}, "disk_format", "vdi"},
		{"distribution", zomro.UpdateImageInput{OSDistro: "ubuntu"}, "os_distro", "ubuntu"},
		{"version", zomro.UpdateImageInput{OSVersion: "24.04"}, "os_version", "24.04"},
		{"architecture", zomro.UpdateImageInput{Architecture: zomro.ArchitectureIA64}, "architecture", "ia64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			id := srv.AddBackup(have)
			client := newClient(t, srv)
			if err := client.Images.Update(t.Context(), id, test.in); err != nil {
				t.Fatal(err)
			}
			want := url.Values{test.field: {test.want}}
			for name, value := range all {
				if name != test.field {
					want[name] = value
				}
			}
			got := forms(srv, "updateImage")[0]
			for _, name := range []string{"auth", "func", "lang", "out", "sok", "elid", "clicked_button"} {
				got.Del(name)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +sent:\n%s", diff)
			}
		})
	}
}

// Renaming a protected backup leaves it protected, and the other way round.
func TestRenameAndProtect(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "old"})
	client := newClient(t, srv)
	if err := client.Backups.Protect(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := client.Backups.Rename(t.Context(), id, "  before the upgrade  "); err != nil {
		t.Fatal(err)
	}
	got := srv.Backups(zomrotest.InstanceID)[0]
	if got.Name != "before the upgrade" || !got.Protected {
		t.Errorf("%+v", got)
	}
	for _, form := range forms(srv, "updateImage") {
		if !form.Has("image_name") || form.Get("protected") != "on" || form.Has("min_disk") || form.Has("disk_format") {
			t.Errorf("sent %v", form)
		}
	}
	if err := client.Backups.Unprotect(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, id); err != nil {
		t.Error(err)
	}
	if err := client.Images.Update(t.Context(), id, zomro.UpdateImageInput{Name: new("x")}); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("changing one that is gone: %v", err)
	}
}

func TestDeleteImage(t *testing.T) {
	srv := zomrotest.NewServer(t)
	image := srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "golden", Region: "Poland-1"})
	saving := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Status: "Saving"})
	kept := srv.AddBackup(zomrotest.Backup{Kind: zomrotest.KindImage, Name: "kept", Region: "Poland-1", Protected: true})
	client := newClient(t, srv)
	if err := client.Images.Delete(t.Context(), image); err != nil {
		t.Error(err)
	}
	if form := forms(srv, "deleteImage")[0]; form.Get("elname") != strconv.FormatInt(image, 10) || form.Has("plid") {
		t.Errorf("sent %v", form)
	}
	if err := client.Images.Delete(t.Context(), kept); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("a protected one: %v", err)
	}
	if err := client.Images.Delete(t.Context(), saving); !errors.Is(err, backup.ErrBusy) {
		t.Errorf("one that is being saved: %v", err)
	}
	if n := srv.Count("deleteImage"); n != 1 || len(srv.Images()) != 1 {
		t.Errorf("%d requests to delete, left %+v", n, srv.Images())
	}
}

// A backup of the same name, made by somebody at the same moment, is no image.
func TestOrderTakesNoBackup(t *testing.T) {
	row := func(id, kind string) string {
		return `{"id":{"$":"` + id + `"},"image_name":{"$":"installer"},"image_type":{"$":"` + kind + `"}}`
	}
	synctest.Test(t, func(t *testing.T) {
		client := responding(t, jsonResponses([]string{
			`{"doc":{}}`, `{"doc":{"ok":{}}}`,
			`{"doc":{"elem":[` + row("9", "backup") + `]}}`,
			`{"doc":{"elem":[` + row("9", "backup") + `,` + row("10", "snapshot") + `,` + row("8", "image") + `]}}`,
		})...)
		made, err := client.Images.Order(t.Context(), orderedImage())
		if err != nil || made.ID != 8 {
			t.Errorf("%+v, %v", made, err)
		}
	})
}
