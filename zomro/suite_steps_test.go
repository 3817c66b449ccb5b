package zomro_test

import (
	"context"
	"reflect"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

const (
	machine = zomrotest.InstanceID
	stopped = zomrotest.OtherInstanceID
	goodKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFzR7hJ8kq2m3n4p5r6s7t8u9v0wAxByCzD1E2F3G4H5 ops@harbor.example"
)

// act keeps a step that returns nothing.
func (s *shift) act(step string, err error) {
	s.t.Helper()
	s.done(step, nil, err)
}

// steady waits until an instance has nothing to do, and keeps its state.
func (s *shift) steady(id int64) {
	s.t.Helper()
	in, err := s.client.Instances.WaitSteady(s.t.Context(), id)
	s.done("steady", in, err)
}

func (s *shift) account() {
	ctx, account := s.t.Context(), s.client.Account
	user, err := account.Whoami(ctx)
	s.done("whoami", user, err)
	s.act("keepalive", account.Keepalive(ctx))
	balance, err := account.Balance(ctx)
	s.done("balance", balance, err)
	key, err := account.CreateKey(ctx, zomro.CreateKeyInput{Username: s.srv.Account().Username, Key: backup.NewSecret("a-key-of-twenty-two-le")})
	s.done("create a key to sign in with", key, err)
}

func (s *shift) sshKeys() {
	ctx, keys := s.t.Context(), s.client.SSHKeys
	none, err := backup.Collect(keys.All(ctx, zomro.ListSSHKeysInput{}), 0)
	s.done("no keys", none, err)
	pair, err := keys.Generate(ctx)
	s.done("generate", pair, err)
	for _, in := range []zomro.CreateSSHKeyInput{{Comment: "laptop", PublicKey: goodKey}, {Comment: "desk", PublicKey: pair.PublicKey}, {Comment: "gone", PublicKey: goodKey}} {
		key, err := keys.Create(ctx, in)
		s.done("create key", key, err)
	}
	all, err := backup.Collect(keys.All(ctx, zomro.ListSSHKeysInput{}), 0)
	s.done("keys", all, err)
	s.act("update key", keys.Update(ctx, all[1].ID, zomro.UpdateSSHKeyInput{Comment: "tower", PublicKey: goodKey}))
	s.act("delete key", keys.Delete(ctx, all[2].ID))
	page, err := keys.List(ctx, zomro.ListSSHKeysInput{Limit: 1})
	s.done("page of keys", page, err)
	_, err = keys.Create(ctx, zomro.CreateSSHKeyInput{Comment: "bad", PublicKey: "ssh-rsa AAA"})
	s.note("bad key", nil, err)
}

func (s *shift) backups() {
	ctx, backups := s.t.Context(), s.client.Backups
	for range 3 {
		s.srv.AddBackup(zomrotest.Backup{InstanceID: machine, Name: "nightly", Type: "auto", SizeGB: 4, Created: time.Now().AddDate(0, 0, -2)})
	}
	made, err := backups.CreateAndWait(ctx, machine, zomro.CreateBackupInput{Name: "before-upgrade"})
	s.done("backup", made, err)
	page, err := backups.List(ctx, machine, zomro.ListBackupsInput{})
	s.done("page of backups", page, err)
	all, err := backup.Collect(backups.All(ctx, machine, zomro.ListBackupsInput{}), 0)
	s.done("backups", all, err)
	empty, err := backups.List(ctx, stopped, zomro.ListBackupsInput{})
	s.done("no backups", empty, err)
	s.act("rename", backups.Rename(ctx, made.ID, "after-upgrade"))
	s.act("protect", backups.Protect(ctx, all[0].ID))
	got, err := backups.Get(ctx, made.ID)
	s.done("get backup", got, err)
	plan, err := backups.PlanPrune(ctx, machine, zomro.PruneBackupsInput{KeepLast: 2})
	s.done("plan", plan.String(), err)
	result, err := backups.Prune(ctx, machine, zomro.PruneBackupsInput{KeepLast: 2})
	s.done("prune", result, err)
	s.note("delete a protected one", nil, backups.Delete(ctx, machine, all[0].ID))
	s.act("restore", backups.Restore(ctx, machine, made.ID, zomro.RestoreBackupInput{}))
	s.steady(machine)
	s.act("delete backup", backups.Delete(ctx, machine, made.ID))
	second, err := backups.Create(ctx, machine, zomro.CreateBackupInput{Name: "second"})
	s.done("second", second, err)
	for range 2 { // what is deleted counts no more
		_, err = backups.Create(ctx, machine, zomro.CreateBackupInput{Name: "too many"})
		s.note("too many in a day", nil, err)
	}
	_, err = backups.WaitActive(ctx, second.ID)
	s.act("wait", err)
}

func (s *shift) snapshots() {
	ctx, snapshots := s.t.Context(), s.client.Snapshots
	made, err := snapshots.CreateAndWait(ctx, machine, zomro.CreateSnapshotInput{Name: "before-patch"})
	s.done("snapshot", made, err)
	s.act("rename snapshot", snapshots.Rename(ctx, made.ID, "after-patch"))
	all, err := backup.Collect(snapshots.All(ctx, machine, zomro.ListSnapshotsInput{}), 0)
	s.done("snapshots", all, err)
	s.act("filter", snapshots.SetFilter(ctx, machine, zomro.SetSnapshotFilterInput{Name: "nothing"}))
	hidden, err := snapshots.List(ctx, machine, zomro.ListSnapshotsInput{})
	s.done("filtered snapshots", hidden, err)
	form, err := snapshots.Filter(ctx, machine)
	s.done("filter of snapshots", form, err)
	s.act("reset", snapshots.ResetFilter(ctx, machine))
	s.act("delete snapshot", snapshots.Delete(ctx, machine, made.ID))
}

func (s *shift) schedules() {
	ctx, schedules := s.t.Context(), s.client.Schedules
	in := zomro.CreateScheduleInput{Name: "nightly", Days: []time.Weekday{time.Monday, time.Thursday}, Time: zomro.TimeOfDay{Hour: 2, Minute: 30}}
	made, err := schedules.Create(ctx, machine, in)
	s.done("schedule", made, err)
	in.Days = zomro.EveryDay()
	s.act("update schedule", schedules.Update(ctx, machine, made.ID, zomro.UpdateScheduleInput(in)))
	s.act("rotation", schedules.SetRotation(ctx, machine, 3))
	page, err := schedules.List(ctx, machine, zomro.ListSchedulesInput{})
	s.done("schedules", page, err)
	s.act("delete schedule", schedules.Delete(ctx, made.ID))
	none, err := backup.Collect(schedules.All(ctx, machine, zomro.ListSchedulesInput{}), 0)
	s.done("no schedules", none, err)
}

// machines switches, rescues and rebuilds an instance.
func (s *shift) machines() {
	ctx, instances := s.t.Context(), s.client.Instances
	password := backup.NewSecret("Example-Pass-2")
	for _, step := range []struct {
		name string
		act  func(context.Context, int64) error
	}{
		{"stop", instances.Stop}, {"start", instances.Start}, {"reboot", instances.Reboot},
		{"rename", func(ctx context.Context, id int64) error { return instances.Rename(ctx, id, "harbor-db 2") }},
		{"power off", func(ctx context.Context, id int64) error { return instances.Power(ctx, id, zomro.PowerStop) }},
		{"power on", func(ctx context.Context, id int64) error { return instances.Power(ctx, id, zomro.PowerStart) }},
		{"power cycle", func(ctx context.Context, id int64) error { return instances.Power(ctx, id, zomro.PowerReboot) }},
		{"password", func(ctx context.Context, id int64) error { return instances.ChangePassword(ctx, id, password) }},
		{"service password", func(ctx context.Context, id int64) error { return instances.ChangeServicePassword(ctx, id, password) }},
		{"rescue", func(ctx context.Context, id int64) error {
			return instances.Rescue(ctx, id, zomro.RescueInstanceInput{Zone: zomro.ZonePublic, Image: zomrotest.RescueImage, Password: password})
		}},
		{"leave", instances.Unrescue},
		{"ISO", func(ctx context.Context, id int64) error {
			return instances.BootISO(ctx, id, zomro.BootISOInput{Zone: zomro.ZonePublic, Image: zomrotest.ISOImage})
		}},
		{"unmount", instances.Unrescue},
		{"rebuild", func(ctx context.Context, id int64) error {
			return instances.Rebuild(ctx, id, zomro.RebuildInstanceInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, Password: password})
		}},
	} {
		s.act(step.name, step.act(ctx, machine))
		s.steady(machine)
	}
}

// shows reads all there is to read about instances.
func (s *shift) shows() {
	ctx, instances := s.t.Context(), s.client.Instances
	all, err := backup.Collect(instances.All(ctx, zomro.ListInstancesInput{}), 0)
	s.done("instances", all, err)
	details, err := instances.Get(ctx, machine)
	s.done("details", details, err)
	for name, form := range map[string]func() (*zomro.Form, error){
		"rebuild": func() (*zomro.Form, error) { return instances.RebuildOptions(ctx, machine, "") },
		"rescue":  func() (*zomro.Form, error) { return instances.RescueOptions(ctx, machine, zomro.ZoneOwn) },
		"ISO":     func() (*zomro.Form, error) { return instances.ISOOptions(ctx, machine, zomro.ZonePublic) },
		"resize":  func() (*zomro.Form, error) { return instances.ResizeOptions(ctx, machine) },
		"group":   func() (*zomro.Form, error) { return instances.Group(ctx, []int64{machine, stopped}) },
		"order": func() (*zomro.Form, error) {
			return instances.OrderOptions(ctx, zomrotest.SmallTariff, zomrotest.DataCenter)
		},
		"an image": func() (*zomro.Form, error) { return s.client.Images.OrderOptions(ctx, zomrotest.ImageTariff) },
	} {
		shown, err := form()
		if err != nil {
			s.t.Fatalf("form %s: %v", name, err)
		}
		plain(reflect.ValueOf(shown))
		s.forms[name] = *shown
	}
	console, err := instances.Console(ctx, machine)
	s.done("console", console, err)
	traffic, err := instances.Traffic(ctx, machine)
	s.done("traffic", traffic, err)
	for _, metric := range []zomro.Metric{zomro.MetricTraffic, zomro.MetricCPU} {
		points, err := instances.Measures(ctx, machine, zomro.ListMeasuresInput{Metric: metric, Hours: 1})
		s.done("measures", points, err)
	}
	page, err := instances.Instructions(ctx, machine)
	s.done("instructions", page, err)
	history, err := backup.Collect(instances.AllHistory(ctx, machine, zomro.ListHistoryInput{}), 0)
	s.done("history", history, err)
	tariffs, err := instances.Tariffs(ctx, zomro.ListTariffsInput{})
	s.done("tariffs", tariffs, err)
}
