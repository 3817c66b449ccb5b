package drill_test

import (
	"context"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// lab is a service with a machine, a throw-away machine and a third one.
type lab struct {
	service               drill.Service
	source, target, third drill.Machine
	set                   func(id, text string)
	get                   func(id string) string
	lie                   func(lies ...string)
	earlier               func(t *testing.T) // a backup of the source as it is
	backups               func() int         // of the source
	reset                 func()             // breaks the next connection
	close                 func()
}

func cbrLab(t *testing.T) *lab {
	t.Helper()
	srv := cbrtest.New()
	client, err := cbr.New(srv.Config(), srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	vault := srv.Vaults()[0]
	target := srv.AddProtectable(cbrtest.ProtectableSpec{Name: "trial"})
	srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbr.ResourceTypeVolume, Name: "trial-disk", ServerID: target})
	return &lab{
		service: &drill.CBR{Client: client},
		source:  drill.Machine{ID: vault.Resources[0].ID, Name: vault.Resources[0].Name},
		target:  drill.Machine{ID: target, Name: "trial"},
		third:   drill.Machine{ID: vault.Resources[1].ID},
		set:     srv.SetContent, get: srv.Content,
		lie: func(lies ...string) {
			var on []cbrtest.Lie
			for _, l := range lies {
				on = append(on, cbrtest.Lie(l))
			}
			srv.Lie(on...)
		},
		earlier: func(t *testing.T) {
			t.Helper()
			_, err := client.Checkpoints.CreateAndWait(t.Context(), cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{Name: "nightly", Resources: []string{vault.Resources[0].ID}}})
			if err != nil {
				t.Fatal(err)
			}
		},
		backups: func() int {
			all, err := backup.Collect(client.Backups.All(context.Background(), cbr.ListBackupsInput{ResourceID: vault.Resources[0].ID}), 0)
			if err != nil {
				t.Error(err)
			}
			return len(all)
		},
		close: srv.Close,
	}
}

func zomroLab(t *testing.T) *lab {
	t.Helper()
	srv := zomrotest.New(zomrotest.WithDailyLimit(1000))
	client, err := zomro.New(srv.Config(), srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	add := func(name string) drill.Machine {
		id := srv.AddInstance(zomrotest.Instance{ServerName: name, Tariff: "Cloud S3", DataCenter: "Poland-1", DiskGB: 80, RAMGB: 8})
		return drill.Machine{ID: strconv.FormatInt(id, 10), Name: name}
	}
	number := func(id string) int64 {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	return &lab{
		service: &drill.Zomro{Client: client},
		source:  drill.Machine{ID: strconv.FormatInt(zomrotest.InstanceID, 10), Name: "harbor-db"},
		target:  add("trial"), third: add("third"),
		set: func(id, text string) { srv.SetContent(number(id), text) },
		get: func(id string) string { return srv.Content(number(id)) },
		lie: func(lies ...string) {
			var on []zomrotest.Lie
			for _, l := range lies {
				on = append(on, zomrotest.Lie(l))
			}
			srv.Lie(on...)
		},
		earlier: func(t *testing.T) {
			t.Helper()
			if _, err := client.Backups.CreateAndWait(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "nightly"}); err != nil {
				t.Fatal(err)
			}
		},
		backups: func() int { return len(srv.Backups(zomrotest.InstanceID)) },
		close:   srv.Close,
	}
}

// eachLab runs a test at both services, in a bubble of its own.
func eachLab(t *testing.T, test func(t *testing.T, l *lab)) {
	t.Helper()
	for name, begin := range map[string]func(*testing.T) *lab{"cbr": cbrLab, "zomro": zomroLab} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := begin(t)
				defer l.close()
				test(t, l)
			})
		})
	}
}

// honest is a canary that does what it is asked to.
type honest struct{ *lab }

func (h honest) Write(_ context.Context, m drill.Machine, value string) error {
	h.set(m.ID, value)
	return nil
}

func (h honest) Read(_ context.Context, m drill.Machine) (string, error) {
	if text := h.get(m.ID); text != "" {
		return text, nil
	}
	return "", drill.ErrNoCanary
}

func (h honest) Erase(_ context.Context, m drill.Machine) error {
	h.set(m.ID, "")
	return nil
}

// canary is one whose functions are replaced; those that are nil are honest.
type canary struct {
	honest

	write func(m drill.Machine, value string) error
	read  func(m drill.Machine) (string, error)
	erase func(m drill.Machine) error
}

func (c canary) Write(ctx context.Context, m drill.Machine, value string) error {
	if c.write != nil {
		return c.write(m, value)
	}
	return c.honest.Write(ctx, m, value)
}

func (c canary) Read(ctx context.Context, m drill.Machine) (string, error) {
	if c.read != nil {
		return c.read(m)
	}
	return c.honest.Read(ctx, m)
}

func (c canary) Erase(ctx context.Context, m drill.Machine) error {
	if c.erase != nil {
		return c.erase(m)
	}
	return c.honest.Erase(ctx, m)
}

func (l *lab) drill(t *testing.T, c drill.Canary) *drill.Drill {
	t.Helper()
	d, err := drill.New(drill.Config{Service: l.service, Canary: c, Targets: []string{"other", l.target.ID}, Timeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (l *lab) request(id string) drill.Request {
	return drill.Request{ID: id, Source: l.source, Target: l.target}
}

// begun is a lab in which drills have passed: of the machine, and of a third one. A
// backup of the machine, with the canary of its drill, is left.
func (l *lab) begun(t *testing.T) {
	t.Helper()
	d := l.drill(t, honest{l})
	third := l.request("third@1")
	third.Source = l.third
	for _, r := range []drill.Request{third, l.request("web@1")} {
		if r.Source == l.third && l.service.Provider() == "cbr" {
			l.set(l.third.ID, value(t, d, r)) // it has more disks than the target
			continue
		}
		if result, err := d.Run(t.Context(), r); err != nil || !result.Passed {
			t.Fatalf("%+v, %v", result, err)
		}
	}
	l.earlier(t)
}

// value is a canary of a drill that has only begun.
func value(t *testing.T, d *drill.Drill, r drill.Request) string {
	t.Helper()
	s, err := d.Begin(r)
	if err != nil {
		t.Fatal(err)
	}
	return drill.Value(d, &s)
}
