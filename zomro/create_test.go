package zomro_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestCreateAndWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSavingTime(25 * time.Second))
		client := newClient(t, srv)
		var states []string
		start := time.Now()
		b, err := client.Backups.CreateAndWait(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "  before-upgrade "},
			backup.WithProgress(func(p backup.Progress) { states = append(states, p.State) }))
		if err != nil {
			t.Fatal(err)
		}
		if b.Name != "before-upgrade" || b.Status != zomro.BackupActive || b.SizeGB == 0 {
			t.Errorf("backup %+v", b)
		}
		// Found by the first list; then looked at once and every ten seconds.
		if diff := cmp.Diff([]string{"Saving", "Saving", "Saving", "Saving", "Active"}, states); diff != "" {
			t.Errorf("states, -want +got:\n%s", diff)
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("took %s, want 30s", took)
		}
	})
}

func TestCreateFindsTheNewOneAmongNamesakes(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2))
	for range 5 {
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly", Type: "auto"})
	}
	client := newClient(t, srv)
	b, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "nightly"})
	if err != nil {
		t.Fatal(err)
	}
	all := srv.Backups(zomrotest.InstanceID)
	if want := all[len(all)-1].ID; b.ID != want || b.Status != zomro.BackupSaving {
		t.Errorf("got %d in state %s, want %d", b.ID, b.Status, want)
	}
	form := forms(srv, "createBackup")[0]
	if form.Get("sok") != "ok" || form.Get("name") != "nightly" || form.Get("plid") == "" || form.Has("elid") {
		t.Errorf("form %v", form)
	}
}

func TestCreateThatFailsButIsAcceptedButAccepted(t *testing.T) {
	t.Run("runningoperation", func(t *testing.T) {
		srv := zomrotest.NewServer(t, zomrotest.WithRunningOperation())
		client := newClient(t, srv)
		b, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
		if err != nil || b.Name != "x" {
			t.Errorf("%+v, %v", b, err)
		}
	})
	t.Run("long task", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		srv.Inject(zomrotest.FaultLongTask("createBackup").AfterWork())
		client := newClient(t, srv)
		b, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
		if err != nil || b.Name != "x" {
			t.Errorf("%+v, %v", b, err)
		}
	})
	t.Run("but never listed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := zomrotest.New()
			srv.Inject(zomrotest.FaultError("createBackup", "", "runningoperation", "An operation is already running"))
			client := newClient(t, srv)
			_, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
			var wait *backup.WaitError
			if !errors.As(err, &wait) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, backup.ErrBusy) {
				t.Errorf("error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "already running") {
				t.Errorf("error %q does not say what the service said", err)
			}
		})
	})
}

func TestRunningOperationElsewhereIsBusy(t *testing.T) {
	srv := zomrotest.NewServer(t)
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID})
	srv.Inject(zomrotest.FaultError("deleteImage", "", "runningoperation", "An operation is already running"))
	err := newClient(t, srv).Backups.Delete(t.Context(), zomrotest.InstanceID, id)
	if !errors.Is(err, backup.ErrBusy) {
		t.Errorf("error %v, want %v", err, backup.ErrBusy)
	}
}

func TestCreateIsSentOnce(t *testing.T) {
	faults := map[string]zomrotest.Fault{
		"connection lost after the work": zomrotest.FaultReset("createBackup").AfterWork(),
		"gateway error":                  zomrotest.FaultHTML("createBackup", 502).AfterWork(),
		"truncated response":             zomrotest.FaultTruncate("createBackup", 5),
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			srv.Inject(fault)
			if b, err := newClient(t, srv).Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"}); err == nil {
				t.Errorf("got %+v", b)
			}
			if n := srv.Count("createBackup"); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

func TestCreatesOfOneClientDoNotMixUp(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithDailyLimit(100))
	client := newClient(t, srv)
	var (
		wg  sync.WaitGroup
		mu  sync.Mutex
		ids []int64
	)
	for range 20 {
		wg.Go(func() {
			b, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "same"})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			ids = append(ids, b.ID)
		})
	}
	wg.Wait()
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 20 {
		t.Errorf("%d different backups, want 20", n)
	}
}

func TestCreateTakesNobodyElses(t *testing.T) {
	list := func(rows string) string { return `{"doc":{"elem":[` + rows + `]}}` }
	row := func(id, name, kind string) string {
		return `{"id":{"$":"` + id + `"},"name":{"$":"` + name + `"},"backup_type":{"$":"` + kind + `"}}`
	}
	old := row("1", "x", "manual")
	tests := []struct {
		name  string
		lists []string // after creating; the last repeats
		want  int64
		polls int
	}{
		{"at once", []string{list(old + "," + row("2", "x", "manual"))}, 2, 1},
		{"later", []string{list(old), list(old), list(old + "," + row("2", "x", "manual"))}, 2, 3},
		{"a schedule was faster", []string{list(old + "," + row("2", "x", "auto")), list(old + "," + row("2", "x", "auto") + "," + row("3", "x", "manual"))}, 3, 2},
		{"somebody was faster", []string{list(old + "," + row("2", "y", "manual")), list(old + "," + row("2", "y", "manual") + "," + row("3", "x", "manual"))}, 3, 2},
		{"the service changed the name", []string{list(old + "," + row("2", "x_", "manual"))}, 2, 3},
		{"two namesakes", []string{list(row("3", "x", "manual") + "," + old + "," + row("2", "x", "manual"))}, 3, 1},
		{"type unknown", []string{list(old + "," + row("2", "x", ""))}, 2, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				responses := append([]string{list(old), `{"doc":{}}`}, test.lists...)
				client := responding(t, jsonResponses(responses)...)
				polls := 0
				b, err := client.Backups.Create(t.Context(), 7, zomro.CreateBackupInput{Name: "x"}, backup.WithProgress(func(backup.Progress) { polls++ }))
				if err != nil {
					t.Fatal(err)
				}
				if b.ID != test.want || polls != test.polls {
					t.Errorf("got %d after %d lists, want %d after %d", b.ID, polls, test.want, test.polls)
				}
			})
		})
	}
}

func TestCreateFails(t *testing.T) {
	t.Run("five a day", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		client := newClient(t, srv)
		for i := range 6 {
			_, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
			if i < 5 && err != nil {
				t.Fatal(err)
			}
			if i == 5 && (!errors.Is(err, backup.ErrQuota) || !strings.Contains(err.Error(), "No more than 5 backups")) {
				t.Errorf("the sixth: %v, want %v", err, backup.ErrQuota)
			}
		}
		page, err := client.Backups.List(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{})
		if err != nil || page.ManualCreatedToday != 5 || page.ManualCreatedTotal != 5 {
			t.Errorf("%+v, %v", page, err)
		}
	})
	t.Run("payment", func(t *testing.T) {
		for _, body := range []string{
			`{"doc":{"billorder":{"$":"BO-31"},"ok":{"$":"https://pay.example/31"}}}`,
			`{"doc":{"ok":{"$":"func=payment.add"}}}`,
		} {
			client := responding(t, jsonResponse(`{"doc":{}}`), jsonResponse(body))
			if _, err := client.Backups.Create(t.Context(), 7, zomro.CreateBackupInput{Name: "x"}); err == nil {
				t.Errorf("%s counts as success", body)
			}
		}
	})
	t.Run("names", func(t *testing.T) {
		srv := zomrotest.New()
		client := newClient(t, srv)
		for _, name := range []string{"", " \t\n", strings.Repeat("ä", 101)} {
			_, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: name})
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != "CreateBackupInput.Name" {
				t.Errorf("%q: %v", name, err)
			}
		}
		if n := srv.Count(""); n != 0 {
			t.Errorf("%d requests were sent", n)
		}
		if _, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: " " + strings.Repeat("ä", 100) + " "}); err != nil {
			t.Errorf("100 characters: %v", err)
		}
	})
}

func TestWaitActive(t *testing.T) {
	tests := []struct {
		name  string
		act   func(srv *zomrotest.Server, id int64) // after 15 s
		took  time.Duration
		check func(t *testing.T, b *zomro.Backup, err error)
	}{
		{
			"unknown states are work in progress", func(srv *zomrotest.Server, id int64) { srv.SetStatus(id, "compressing") }, time.Minute,
			func(t *testing.T, b *zomro.Backup, err error) {
				t.Helper()
				var wait *backup.WaitError
				if !errors.As(err, &wait) || wait.Failed || wait.State != "compressing" || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error %v", err)
				}
				if b == nil || b.Status != "compressing" {
					t.Errorf("last seen %+v", b)
				}
			},
		},
		{
			"case and blanks", func(srv *zomrotest.Server, id int64) { srv.SetStatus(id, " ACTIVE ") }, 20 * time.Second,
			func(t *testing.T, _ *zomro.Backup, err error) {
				t.Helper()
				if err != nil {
					t.Error(err)
				}
			},
		},
		{
			"suspended", func(srv *zomrotest.Server, id int64) { srv.SetStatus(id, "suspended") }, 20 * time.Second,
			func(t *testing.T, _ *zomro.Backup, err error) {
				t.Helper()
				var wait *backup.WaitError
				if !errors.As(err, &wait) || !wait.Failed {
					t.Errorf("error %v", err)
				}
			},
		},
		{
			"a service that is away for a while", func(srv *zomrotest.Server, _ int64) {
				srv.Inject(zomrotest.FaultHTML("showImage", 503).Repeat(2))
			}, 40 * time.Second,
			func(t *testing.T, _ *zomro.Backup, err error) {
				t.Helper()
				if err != nil {
					t.Error(err)
				}
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New(zomrotest.WithSavingTime(35 * time.Second))
				id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Status: "Saving"})
				client := newClient(t, srv, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
				time.AfterFunc(15*time.Second, func() { test.act(srv, id) })
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				start := time.Now()
				b, err := client.Backups.WaitActive(ctx, id)
				test.check(t, b, err)
				if took := time.Since(start); took != test.took {
					t.Errorf("took %s, want %s", took, test.took)
				}
			})
		})
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSavingTime(time.Hour))
		client := newClient(t, srv)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(33*time.Second, cancel)
		start := time.Now()
		b, err := client.Backups.CreateAndWait(ctx, zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
		if !errors.Is(err, context.Canceled) || b == nil || b.ID == 0 {
			t.Errorf("%+v, %v; want the backup and the context's error", b, err)
		}
		if took := time.Since(start); took != 33*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestWaitingForAnotherCreateEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		srv.Inject(zomrotest.FaultDelay("createBackup", 30*time.Second).Once())
		client := newClient(t, srv)
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "first"}); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := client.Backups.Create(ctx, zomrotest.InstanceID, zomro.CreateBackupInput{Name: "second"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if _, err := client.Backups.Create(t.Context(), zomrotest.OtherInstanceID, zomro.CreateBackupInput{Name: "elsewhere"}); err != nil {
			t.Error(err)
		}
		wg.Wait()
		if n := len(srv.Backups(zomrotest.InstanceID)); n != 1 {
			t.Errorf("%d backups, want 1", n)
		}
	})
}
