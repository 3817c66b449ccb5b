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

// badCall is a call with one argument that is wrong, and its field.
type badCall struct {
	name  string
	field string
	call  func(t *testing.T, c *zomro.Client) error
}

// badNames are rejected wherever a name is taken.
func badNames() map[string]string {
	return map[string]string{"none": "", "blanks": " \t\n", "over 100": strings.Repeat("ä", 101)}
}

func badNameCalls() []badCall {
	id := zomrotest.InstanceID
	var out []badCall
	for kind, name := range badNames() {
		for _, r := range []badCall{
			{"backup", "CreateBackupInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Backups.CreateAndWait(t.Context(), id, zomro.CreateBackupInput{Name: name})
				return err
			}},
			{"renamed backup", "name", func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Backups.Rename(t.Context(), id, name) }},
			{"snapshot", "CreateSnapshotInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Snapshots.CreateAndWait(t.Context(), id, zomro.CreateSnapshotInput{Name: name})
				return err
			}},
			{"renamed snapshot", "name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Snapshots.Rename(t.Context(), id, name)
			}},
			{"schedule", "CreateScheduleInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := workdays()
				in.Name = name
				_, err := c.Schedules.Create(t.Context(), id, in)
				return err
			}},
			{"changed schedule", "UpdateScheduleInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := workdays()
				in.Name = name
				return c.Schedules.Update(t.Context(), id, id, zomro.UpdateScheduleInput(in))
			}},
			{"renamed instance", "name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rename(t.Context(), id, name)
			}},
			{"changed instance", "UpdateInstanceInput.ServerName", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Update(t.Context(), id, zomro.UpdateInstanceInput{ServerName: &name})
			}},
			{"changed image", "UpdateImageInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Images.Update(t.Context(), id, zomro.UpdateImageInput{Name: &name})
			}},
			{"image", "OrderImageInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				in := orderedImage()
				in.Name = name
				_, err := c.Images.Order(t.Context(), in)
				return err
			}},
			{"copy", "CopyImageInput.Name", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Images.Copy(t.Context(), id, zomro.CopyImageInput{Name: name, Region: "Poland-1", ConfirmCost: true})
				return err
			}},
			{"key", "CreateSSHKeyInput.Comment", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: name, PublicKey: publicKey})
				return err
			}},
			{"ordered instance", "OrderInstanceInput.ServerName", func(t *testing.T, c *zomro.Client) error {
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

func badPasswordCalls() []badCall {
	id := zomrotest.InstanceID
	bad := map[string]string{
		"short": "Aa1bcde", "long": "Aa1" + strings.Repeat("x", 46), "no capital": "harbor77", "no small": "HARBOR77", "no digit": "HarborHarbor",
		"blank": "Harbor 77", "not ASCII": "Härbor77", "control": "Harbor77\x7f", "new line": "Harbor77\n",
	}
	for _, r := range "\"#%&'()*;<>?@\\|" {
		bad["with "+string(r)] = "Harbor77" + string(r)
	}
	var out []badCall
	for kind, text := range bad {
		password := backup.NewSecret(text)
		for _, r := range []badCall{
			{"change", "password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.ChangePassword(t.Context(), id, password)
			}},
			{"change of the service", "password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.ChangeServicePassword(t.Context(), id, password)
			}},
			{"rebuild", "RebuildInstanceInput.Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rebuild(t.Context(), id, zomro.RebuildInstanceInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, Password: password})
			}},
			{"restore", "RestoreBackupInput.Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Backups.Restore(t.Context(), id, id, zomro.RestoreBackupInput{Password: password})
			}},
			{"rescue", "RescueInstanceInput.Password", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Rescue(t.Context(), id, zomro.RescueInstanceInput{Image: zomrotest.RescueImage, Password: password})
			}},
			{"order", "OrderInstanceInput.Password", func(t *testing.T, c *zomro.Client) error {
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
	return append(out, badCall{"no password", "password", func(t *testing.T, c *zomro.Client) error {
		t.Helper()
		return c.Instances.ChangePassword(t.Context(), id, backup.Secret{})
	}})
}

func badScheduleCalls() []badCall {
	var out []badCall
	bad := func(name, field string, change func(*zomro.CreateScheduleInput)) {
		in := workdays()
		change(&in)
		out = append(out,
			badCall{name, "CreateScheduleInput." + field, func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				_, err := c.Schedules.Create(t.Context(), zomrotest.InstanceID, in)
				return err
			}},
			badCall{name + ", changed", "UpdateScheduleInput." + field, func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Schedules.Update(t.Context(), zomrotest.InstanceID, 17, zomro.UpdateScheduleInput(in))
			}})
	}
	bad("no days", "Days", func(in *zomro.CreateScheduleInput) { in.Days = nil })
	bad("an eighth day", "Days", func(in *zomro.CreateScheduleInput) { in.Days = []time.Weekday{time.Monday, 7} })
	bad("a day before Sunday", "Days", func(in *zomro.CreateScheduleInput) { in.Days = []time.Weekday{-1} })
	bad("24 o'clock", "Time", func(in *zomro.CreateScheduleInput) { in.Time = zomro.TimeOfDay{Hour: 24} })
	bad("a negative hour", "Time", func(in *zomro.CreateScheduleInput) { in.Time = zomro.TimeOfDay{Hour: -1} })
	bad("60 minutes", "Time", func(in *zomro.CreateScheduleInput) { in.Time = zomro.TimeOfDay{Minute: 60} })
	for _, keep := range []int64{-1, 0, 11, 1 << 40} {
		out = append(out,
			badCall{"rotation", "keep", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Schedules.SetRotation(t.Context(), zomrotest.InstanceID, keep)
			}},
			badCall{"rotation of an instance", "UpdateInstanceInput.BackupRotation", func(t *testing.T, c *zomro.Client) error {
				t.Helper()
				return c.Instances.Update(t.Context(), zomrotest.InstanceID, zomro.UpdateInstanceInput{BackupRotation: &keep})
			}})
	}
	return out
}

func badImageCalls() []badCall {
	ordering := func(field string, change func(*zomro.OrderImageInput)) badCall {
		return badCall{"ordered image", "OrderImageInput." + field, func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			in := orderedImage()
			change(&in)
			_, err := c.Images.Order(t.Context(), in)
			return err
		}}
	}
	updating := func(field string, in zomro.UpdateImageInput) badCall {
		return badCall{"changed image", field, func(t *testing.T, c *zomro.Client) error { t.Helper(); return c.Images.Update(t.Context(), 17, in) }}
	}
	return []badCall{
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
		updating("UpdateImageInput.MinDiskGB", zomro.UpdateImageInput{MinDiskGB: new(int64(-1))}),
		updating("UpdateImageInput.MinRAMGB", zomro.UpdateImageInput{MinRAMGB: new(int64(1001))}),
		updating("UpdateImageInput.DiskFormat", zomro.UpdateImageInput{DiskFormat: "floppy"}),
		updating("UpdateImageInput.Architecture", zomro.UpdateImageInput{Architecture: "vax"}),
		{"copy", "CopyImageInput.Region", func(t *testing.T, c *zomro.Client) error {
			t.Helper()
			_, err := c.Images.Copy(t.Context(), 17, zomro.CopyImageInput{Name: "x", ConfirmCost: true})
			return err
		}},
	}
}

func TestBadInput(t *testing.T) {
	for _, tests := range [][]badCall{badNameCalls(), badPasswordCalls(), badScheduleCalls(), badImageCalls(), badInstanceCalls()} {
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
func TestGoodInput(t *testing.T) {
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
