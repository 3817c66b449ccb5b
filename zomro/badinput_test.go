package zomro_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// refusal is a call with one argument that is wrong, and its field.
type refusal struct {
	name  string
	field string
	call  func(t *testing.T, c *zomro.Client) error
}

// badNames are refused wherever a name is taken.
func badNames() map[string]string {
	return map[string]string{"none": "", "blanks": " \t\n", "over 100": strings.Repeat("ä", 101)}
}

func namesRefused() []refusal {
	id := zomrotest.InstanceID
	var out []refusal
	for kind, name := range badNames() {
		for _, r := range []refusal{
			{"backup", "name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Backups.CreateAndWait(t.Context(), id, name)
				return err
			}},
			{"renamed backup", "Name", func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Backups.Rename(t.Context(), id, name) }},
			{"snapshot", "name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Snapshots.CreateAndWait(t.Context(), id, name)
				return err
			}},
			{"renamed snapshot", "Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Snapshots.Rename(t.Context(), id, name)
			}},
			{"schedule", "Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := workdays()
				in.Name = name
				_, err := c.Schedules.Create(t.Context(), id, in)
				return err
			}},
			{"changed schedule", "Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := workdays()
				in.Name = name
				return c.Schedules.Update(t.Context(), id, id, in)
			}},
			{"instance", "ServerName", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rename(t.Context(), id, name)
			}},
			{"image", "Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := orderedImage()
				in.Name = name
				_, err := c.Images.Order(t.Context(), in)
				return err
			}},
			{"copy", "Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Images.Copy(t.Context(), id, zomro.CopyImageInput{Name: name, Region: "Poland-1", ConfirmCost: true})
				return err
			}},
			{"key", "Comment", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.SSHKeys.Create(t.Context(), zomro.SSHKeyInput{Comment: name, PublicKey: publicKey})
				return err
			}},
			{"ordered instance", "ServerName", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := ordered()
				if in.ServerName = name; name == "" {
					in.ServerName = "\n" // without a name the service makes one up
				}
				_, err := c.Instances.Order(t.Context(), in)
				return err
			}},
		} {
			r.name += ", name " + kind
			out = append(out, r)
		}
	}
	return out
}

func passwordsRefused() []refusal {
	id := zomrotest.InstanceID
	bad := map[string]string{
		"short": "Aa1bcde", "long": "Aa1" + strings.Repeat("x", 46), "no capital": "harbor77", "no small": "HARBOR77", "no digit": "HarborHarbor",
		"blank": "Harbor 77", "not ASCII": "Härbor77", "control": "Harbor77\x7f", "new line": "Harbor77\n",
	}
	for _, r := range "\"#%&'()*;<>?@\\|" {
		bad["with "+string(r)] = "Harbor77" + string(r)
	}
	var out []refusal
	for kind, text := range bad {
		password := backup.NewSecret(text)
		for _, r := range []refusal{
			{"change", "password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.ChangePassword(t.Context(), id, password)
			}},
			{"change of the service", "password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.ChangeServicePassword(t.Context(), id, password)
			}},
			{"rebuild", "Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rebuild(t.Context(), id, zomro.RebuildInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, Password: password})
			}},
			{"restore", "Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Backups.Restore(t.Context(), zomro.RestoreInput{InstanceID: id, BackupID: id, Password: password})
			}},
			{"rescue", "Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rescue(t.Context(), id, zomro.BootInput{Image: zomrotest.RescueImage, Password: password})
			}},
			{"order", "Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := ordered()
				in.Password = password
				_, err := c.Instances.Create(t.Context(), in)
				return err
			}},
		} {
			r.name += ", password " + kind
			out = append(out, r)
		}
	}
	return append(out, refusal{"no password", "password", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		return c.Instances.ChangePassword(t.Context(), id, backup.Secret{})
	}})
}

func schedulesRefused() []refusal {
	with := func(change func(*zomro.ScheduleInput)) func(t *testing.T, c *zomro.Client) error {
		return func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			in := workdays()
			change(&in)
			_, err := c.Schedules.Create(t.Context(), zomrotest.InstanceID, in)
			return errors.Join(err, c.Schedules.Update(t.Context(), zomrotest.InstanceID, 17, in))
		}
	}
	out := []refusal{
		{"no days", "Days", with(func(in *zomro.ScheduleInput) { in.Days = nil })},
		{"an eighth day", "Days", with(func(in *zomro.ScheduleInput) { in.Days = []time.Weekday{time.Monday, 7} })},
		{"a day before Sunday", "Days", with(func(in *zomro.ScheduleInput) { in.Days = []time.Weekday{-1} })},
		{"24 o'clock", "Time", with(func(in *zomro.ScheduleInput) { in.Time = zomro.TimeOfDay{Hour: 24} })},
		{"a negative hour", "Time", with(func(in *zomro.ScheduleInput) { in.Time = zomro.TimeOfDay{Hour: -1} })},
		{"60 minutes", "Time", with(func(in *zomro.ScheduleInput) { in.Time = zomro.TimeOfDay{Minute: 60} })},
	}
	for _, keep := range []int64{-1, 0, 11, 1 << 40} {
		out = append(out,
			refusal{"rotation", "keep", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Schedules.SetRotation(t.Context(), zomrotest.InstanceID, keep)
			}},
			refusal{"rotation of an instance", "BackupRotation", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Update(t.Context(), zomrotest.InstanceID, zomro.UpdateInstanceInput{BackupRotation: &keep})
			}})
	}
	return out
}

func imagesRefused() []refusal {
	ordering := func(field string, change func(*zomro.OrderImageInput)) refusal {
		return refusal{"ordered image", field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			in := orderedImage()
			change(&in)
			_, err := c.Images.Order(t.Context(), in)
			return err
		}}
	}
	updating := func(field string, in zomro.UpdateImageInput) refusal {
		return refusal{"changed image", field, func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Images.Update(t.Context(), 17, in) }}
	}
	return []refusal{
		ordering("URL", func(in *zomro.OrderImageInput) { in.URL = "" }),
		ordering("URL", func(in *zomro.OrderImageInput) { in.URL = "file:///etc/passwd" }),
		ordering("URL", func(in *zomro.OrderImageInput) { in.URL = "https:///debian.iso" }),
		ordering("Region", func(in *zomro.OrderImageInput) { in.Region = "" }),
		ordering("OSDistro", func(in *zomro.OrderImageInput) { in.OSDistro = "" }),
		ordering("DiskFormat", func(in *zomro.OrderImageInput) { in.DiskFormat = "" }),
		ordering("DiskFormat", func(in *zomro.OrderImageInput) { in.DiskFormat = "floppy" }),
		ordering("Architecture", func(in *zomro.OrderImageInput) { in.Architecture = "vax" }),
		ordering("MinDiskGB", func(in *zomro.OrderImageInput) { in.MinDiskGB = 10001 }),
		ordering("MinRAMGB", func(in *zomro.OrderImageInput) { in.MinRAMGB = -1 }),
		updating("UpdateImageInput", zomro.UpdateImageInput{}),
		updating("MinDiskGB", zomro.UpdateImageInput{MinDiskGB: ptr[int64](-1)}),
		updating("MinRAMGB", zomro.UpdateImageInput{MinRAMGB: ptr[int64](1001)}),
		updating("DiskFormat", zomro.UpdateImageInput{DiskFormat: "floppy"}),
		updating("Architecture", zomro.UpdateImageInput{Architecture: "vax"}),
		{"copy", "Region", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Images.Copy(t.Context(), 17, zomro.CopyImageInput{Name: "x", ConfirmCost: true})
			return err
		}},
	}
}

func TestBadInputIsRefused(t *testing.T) {
	for _, tests := range [][]refusal{namesRefused(), passwordsRefused(), schedulesRefused(), imagesRefused(), instancesRefused()} {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				srv := zomrotest.New()
				err := test.call(t, newClient(t, srv))
				var arg *backup.ArgumentError
				if !errors.As(err, &arg) || arg.Field != test.field || arg.Provider != "zomro" || !errors.Is(err, backup.ErrInvalid) {
					t.Errorf("error %v, want field %s", err, test.field)
				}
				if n := srv.Count(""); n != 0 {
					t.Errorf("%d requests were sent", n)
				}
			})
		}
	}
}

// What is just good enough is sent.
func TestGoodInputIsNotRefused(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	for _, password := range []string{"Aa1bcdef", "Aa1" + strings.Repeat("x", 45), "Harbor7!$+,-./:=[]^_`{}~"} {
		if err := client.Instances.ChangePassword(t.Context(), zomrotest.InstanceID, backup.NewSecret(password)); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
	if err := client.Instances.Rename(t.Context(), zomrotest.InstanceID, " "+strings.Repeat("ä", 100)+" "); err != nil {
		t.Errorf("100 characters: %v", err)
	}
	for _, keep := range []int64{1, 10} {
		if err := client.Schedules.SetRotation(t.Context(), zomrotest.InstanceID, keep); err != nil {
			t.Errorf("rotation %d: %v", keep, err)
		}
	}
}
