package zomro_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/ensure/ensuretest"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// proof is a fake in memory for the proofs of an Ensure method.
func proof(t testing.TB, operation string, ensure func(context.Context, *zomro.Client) (ensuretest.Outcome, error), ids func(*zomrotest.Server) []string) ensuretest.Service {
	t.Helper()
	srv := zomrotest.New()
	return ensuretest.Service{
		Transport: srv.RoundTripper(),
		Ensure: func(ctx context.Context, transport http.RoundTripper) (ensuretest.Outcome, error) {
			client, err := zomro.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
			if err != nil {
				t.Fatal(err)
			}
			return ensure(ctx, client)
		},
		IDs:       func() []string { return ids(srv) },
		Creations: func() int { return srv.Count(operation) },
		Close:     srv.Close,
	}
}

func TestEnsureBackup(t *testing.T) {
	t.Parallel()
	const key = "nightly/2026-11-30 web"
	ensuretest.Suite{Stay: true, New: func(t testing.TB) ensuretest.Service {
		return proof(t, "createBackup", func(ctx context.Context, c *zomro.Client) (ensuretest.Outcome, error) {
			out, err := c.Backups.Ensure(ctx, zomrotest.InstanceID, key, zomro.CreateBackupInput{})
			return ensuretest.Of(out, err, func(b *zomro.Backup) string { return strconv.FormatInt(b.ID, 10) })
		}, func(srv *zomrotest.Server) (ids []string) {
			for _, b := range srv.Backups(zomrotest.InstanceID) {
				if b.Name == zomro.EnsureName(key) {
					ids = append(ids, strconv.FormatInt(b.ID, 10))
				}
			}
			return ids
		})
	}}.Run(t)
}

func TestEnsureSchedule(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{New: func(t testing.TB) ensuretest.Service {
		return proof(t, "createSchedule", func(ctx context.Context, c *zomro.Client) (ensuretest.Outcome, error) {
			in := workdays()
			in.Name = ""
			out, err := c.Schedules.Ensure(ctx, zomrotest.InstanceID, "nightly", in)
			return ensuretest.Of(out, err, func(s *zomro.Schedule) string { return strconv.FormatInt(s.ID, 10) })
		}, func(srv *zomrotest.Server) (ids []string) {
			for _, s := range srv.Schedules(zomrotest.InstanceID) {
				ids = append(ids, strconv.FormatInt(s.ID, 10))
			}
			return ids
		})
	}}.Run(t)
}

// Two clients that make a backup at the same time both return the older one.
func TestEnsureBackupDoubles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(3 * time.Second))
		first, second := newClient(t, srv), newClient(t, srv)
		type result struct {
			out *backup.Ensured[zomro.Backup]
			err error
		}
		done := make(chan result)
		for _, c := range []*zomro.Client{first, second} {
			go func() {
				out, err := c.Backups.EnsureAndWait(t.Context(), zomrotest.InstanceID, "k", zomro.CreateBackupInput{})
				done <- result{out, err}
			}()
		}
		a, b := <-done, <-done
		have := srv.Backups(zomrotest.InstanceID)
		if a.err != nil || b.err != nil || len(have) != 2 || a.out.Value.ID != have[0].ID || b.out.Value.ID != have[0].ID || a.out.Value.Status != zomro.BackupActive {
			t.Fatalf("%+v, %+v; there are %+v", a, b, have)
		}
		if diff := cmp.Diff([]string{strconv.FormatInt(have[1].ID, 10)}, a.out.Doubles); diff != "" {
			t.Error(diff)
		}
	})
}

// What was accepted and does not show up may be there; so may what was lost.
func TestEnsureUncertain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(time.Hour), zomrotest.WithRunningOperation())
		client := newClient(t, srv)
		_, err := client.Backups.Ensure(t.Context(), zomrotest.InstanceID, "k", zomro.CreateBackupInput{})
		var uncertain *backup.UncertainError
		if !errors.As(err, &uncertain) || uncertain.Looks < 5 || uncertain.Name != "k" {
			t.Fatalf("%v", err)
		}
		time.Sleep(time.Hour)
		out, err := client.Backups.Ensure(t.Context(), zomrotest.InstanceID, "k", zomro.CreateBackupInput{Name: " k "})
		if err != nil || out.Action != backup.ActionFound || srv.Count("createBackup") != 1 {
			t.Errorf("%+v, %v", out, err)
		}
	})
}

// Backups of schedules, and schedules with other times, are not what was asked for.
func TestEnsureFinds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly", Type: "auto"})
		client := newClient(t, srv)
		out, err := client.Backups.Ensure(t.Context(), zomrotest.InstanceID, "nightly", zomro.CreateBackupInput{})
		if err != nil || out.Action != backup.ActionCreated {
			t.Errorf("%+v, %v", out, err)
		}
		in := workdays()
		in.Name = "nightly"
		if _, err := client.Schedules.Ensure(t.Context(), zomrotest.InstanceID, "nightly", in); err != nil {
			t.Fatal(err)
		}
		in.Days, in.Time = []time.Weekday{time.Sunday}, zomro.TimeOfDay{Hour: 5}
		schedule, err := client.Schedules.Ensure(t.Context(), zomrotest.InstanceID, "nightly", in)
		if err != nil || schedule.Action != backup.ActionFound || len(schedule.Differences) != 2 || srv.Count("updateSchedule") != 0 {
			t.Errorf("%+v, %v", schedule, err)
		}
	})
}

// Bad keys and inputs send nothing.
func TestEnsureArguments(t *testing.T) {
	t.Parallel()
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	for field, call := range map[string]func() error{
		"instanceID": func() error {
			_, err := client.Backups.Ensure(t.Context(), 0, "k", zomro.CreateBackupInput{})
			return err
		},
		"key": func() error {
			_, err := client.Backups.Ensure(t.Context(), 1, "k\n", zomro.CreateBackupInput{})
			return err
		},
		"CreateBackupInput.Name": func() error {
			_, err := client.Backups.EnsureAndWait(t.Context(), 1, "k", zomro.CreateBackupInput{Name: "other"})
			return err
		},
		"CreateScheduleInput.Days": func() error {
			_, err := client.Schedules.Ensure(t.Context(), 1, "k", zomro.CreateScheduleInput{})
			return err
		},
	} {
		var bad *backup.ArgumentError
		if err := call(); !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want field %s", err, field)
		}
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
