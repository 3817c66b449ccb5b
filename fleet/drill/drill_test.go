package drill_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestDrill(t *testing.T) {
	eachLab(t, func(t *testing.T, l *lab) {
		before := time.Now()
		result, err := l.drill(t, honest{l}).Run(t.Context(), l.request("web@1"))
		if err != nil || !result.Passed || result.Reason() != "" {
			t.Fatalf("%+v, %v", result, err)
		}
		if l.backups() != 0 || l.get(l.target.ID) != "" || result.TakenDown.IsZero() {
			t.Errorf("%d backups, and the target has %q", l.backups(), l.get(l.target.ID))
		}
		took := time.Since(before).Seconds()
		if result.RecoveryPointSeconds <= 0 || result.RecoveryTimeSeconds <= 0 || result.RecoveryPointSeconds+result.RecoveryTimeSeconds > took {
			t.Errorf("recovery point %v, time %v, all of it %v", result.RecoveryPointSeconds, result.RecoveryTimeSeconds, took)
		}
		var steps []string
		for _, s := range result.Steps {
			steps = append(steps, s.Name)
		}
		if diff := cmp.Diff([]string{"prepare", "backup", "arm", "restore", "compare", "take-down"}, steps); diff != "" {
			t.Error(diff)
		}
		second, err := l.drill(t, honest{l}).Run(t.Context(), l.request("web@2"))
		if err != nil || !second.Passed || second.Canary == result.Canary {
			t.Errorf("the second one: %+v, %v", second, err)
		}
	})
}

// Every lie of the services is caught, by its name.
func TestLiesOfServices(t *testing.T) {
	caught := map[string]drill.Reason{
		"old-content": drill.ReasonStale, "empty-backup": drill.ReasonEmpty, "old-backup": drill.ReasonBackupOld,
		"wrong-source": drill.ReasonBackupOfAnother, "no-work": drill.ReasonNothingRestored, "empty-restore": drill.ReasonEmpty,
		"half": drill.ReasonPartial, "corrupt": drill.ReasonCorrupt, "other-backup": drill.ReasonStale,
		"other-machine": drill.ReasonOtherMachine, "source-overwritten": drill.ReasonSourceChanged,
		"never-ends": drill.ReasonRestoreTimeout, "no-deletion": drill.ReasonTakeDown,
	}
	var names []string
	for _, lie := range cbrtest.Lies() {
		names = append(names, string(lie))
		if caught[string(lie)] == "" {
			t.Errorf("nothing catches %s", lie)
		}
	}
	if len(names) != len(caught) || len(names) != len(zomrotest.Lies()) || len(names) < 10 {
		t.Errorf("%d lies, %d of them caught", len(names), len(caught))
	}
	for _, lie := range names {
		t.Run(lie, func(t *testing.T) {
			eachLab(t, func(t *testing.T, l *lab) {
				l.begun(t)
				l.lie(lie)
				result, err := l.drill(t, honest{l}).Run(t.Context(), l.request("web@2"))
				if err != nil || result.Passed || result.Reason() != caught[lie] {
					t.Errorf("%v, %v; want %s", result.Failures, err, caught[lie])
				}
				if lie != "no-deletion" && lie != "never-ends" && (l.backups() != 1 || l.get(l.target.ID) != "") {
					t.Errorf("%d backups are left, and the target has %q", l.backups(), l.get(l.target.ID))
				}
			})
		})
	}
}

// So is a canary's program that does not do what it says.
func TestLiesOfCanaries(t *testing.T) {
	for name, tt := range map[string]struct {
		canary func(l *lab) canary
		want   drill.Reason
	}{
		"it writes nothing": {func(l *lab) canary {
			return canary{write: func(drill.Machine, string) error { return nil }}
		}, drill.ReasonCanaryNotWritten},
		"it writes that of last time": {func(l *lab) canary {
			last := l.get(l.source.ID)
			return canary{write: func(m drill.Machine, _ string) error { l.set(m.ID, last); return nil }}
		}, drill.ReasonCanaryNotWritten},
		"it reads what it has written, not the machine": {func(l *lab) canary {
			written := make(map[string]string)
			return canary{
				write: func(m drill.Machine, v string) error { written[m.ID] = v; return nil },
				read:  func(m drill.Machine) (string, error) { return written[m.ID], nil },
			}
		}, drill.ReasonNothingRestored},
		"it reads the source in place of the target": {func(l *lab) canary {
			return canary{read: func(drill.Machine) (string, error) { return l.get(l.source.ID), nil }}
		}, drill.ReasonCanaryNotWritten},
		"the target is the source under another id": {func(l *lab) canary {
			return canary{
				write: func(_ drill.Machine, v string) error { l.set(l.source.ID, v); return nil },
				read:  func(drill.Machine) (string, error) { return l.get(l.source.ID), nil },
			}
		}, drill.ReasonTargetIsSource},
		"it erases nothing": {func(*lab) canary {
			return canary{erase: func(drill.Machine) error { return nil }}
		}, drill.ReasonTakeDown},
		"it cannot erase": {func(*lab) canary {
			return canary{erase: func(drill.Machine) error { return errors.New("no\x1b[2Jway") }}
		}, drill.ReasonTakeDown},
	} {
		t.Run(name, func(t *testing.T) {
			eachLab(t, func(t *testing.T, l *lab) {
				l.begun(t)
				c := tt.canary(l)
				c.honest = honest{l}
				result, err := l.drill(t, c).Run(t.Context(), l.request("web@2"))
				if err != nil || result.Passed || result.Reason() != tt.want || strings.ContainsRune(result.Failures[0].Detail, '\x1b') {
					t.Errorf("%v, %v; want %s", result.Failures, err, tt.want)
				}
				if l.backups() != 1 {
					t.Errorf("%d backups are left", l.backups())
				}
			})
		})
	}
}

// A step that was done and not recorded is done again, and states go through JSON.
func TestStepsAreResumable(t *testing.T) {
	eachLab(t, func(t *testing.T, l *lab) {
		d := l.drill(t, honest{l})
		for again := range d.Steps() {
			s, err := d.Begin(l.request("web@1"))
			if err != nil {
				t.Fatal(err)
			}
			for i, step := range d.Steps() {
				if i == again {
					if _, err := step.Do(t.Context(), stored(t, s)); err != nil {
						t.Fatal(step.Name, err)
					}
				}
				if s, err = step.Do(t.Context(), stored(t, s)); err != nil {
					t.Fatal(step.Name, err)
				}
			}
			if result := s.Result(); !result.Passed || l.backups() != 0 {
				t.Errorf("step %d twice: %+v, %d backups", again, result, l.backups())
			}
		}
	})
}

func stored(t *testing.T, s drill.State) (out drill.State) {
	t.Helper()
	data, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Trouble on the way is an error, and what was made is taken down all the same.
func TestErrors(t *testing.T) {
	eachLab(t, func(t *testing.T, l *lab) {
		away := errors.New("no route")
		c := canary{honest: honest{l}}
		reads := 0
		c.read = func(m drill.Machine) (string, error) {
			if reads++; m == l.target && reads > 4 { // of the comparison
				return "", away
			}
			return c.honest.Read(t.Context(), m)
		}
		result, err := l.drill(t, c).Run(t.Context(), l.request("web@1"))
		if !errors.Is(err, away) || result.Passed || result.Reason() != drill.ReasonError || l.backups() != 0 {
			t.Errorf("%+v, %v, %d backups", result.Failures, err, l.backups())
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if result, err := l.drill(t, honest{l}).Run(ctx, l.request("web@2")); !errors.Is(err, context.Canceled) || result.Passed {
			t.Errorf("%+v, %v", result, err)
		}
	})
}

// What must not be overwritten is rejected before anything is done.
func TestRejected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := zomroLab(t)
		defer l.close()
		d := l.drill(t, canary{
			write: func(drill.Machine, string) error { t.Error("something was written"); return nil },
		})
		for field, change := range map[string]func(*drill.Request){
			"Request.Target.ID":   func(r *drill.Request) { r.Target = l.third },
			"Request.Source.ID":   func(r *drill.Request) { r.Source.ID = "--help" },
			"Request.Source.Name": func(r *drill.Request) { r.Source.Name = "a\nb" },
			"Request.ID":          func(r *drill.Request) { r.ID = "a b" },
		} {
			r := l.request("web@1")
			change(&r)
			var bad *drill.ArgumentError
			if _, err := d.Run(t.Context(), r); !errors.As(err, &bad) || bad.Field != field {
				t.Errorf("%v, want %s", err, field)
			}
		}
		same := l.request("web@1")
		same.Source = same.Target
		if _, err := d.Run(t.Context(), same); err == nil || !strings.Contains(err.Error(), "is the source") {
			t.Error(err)
		}
		// A state that was stored does not get around the list of today.
		s, err := d.Begin(l.request("web@1"))
		if err != nil {
			t.Fatal(err)
		}
		s.Request.Target = l.third
		for _, step := range d.Steps() {
			if _, err := step.Do(t.Context(), s); err == nil {
				t.Errorf("%s is done", step.Name)
			}
		}
		missing := l.request("web@1")
		missing.Source.ID = "99"
		if result, err := d.Run(t.Context(), missing); !errors.Is(err, backup.ErrNotFound) || result.Passed {
			t.Errorf("%+v, %v", result, err)
		}
	})
}

func TestConfig(t *testing.T) {
	good := drill.Config{Service: drill.Cloutility{}, Canary: &drill.Command{}}
	for field, change := range map[string]func(*drill.Config){
		"Config.Service":    func(c *drill.Config) { c.Service = nil },
		"Config.Canary":     func(c *drill.Config) { c.Canary = nil },
		"Config.Timeout":    func(c *drill.Config) { c.Timeout = -1 },
		"Config.Parts":      func(c *drill.Config) { c.Parts = 1001 },
		"Config.Targets[1]": func(c *drill.Config) { c.Targets = []string{"a", ""} },
	} {
		cfg := good
		change(&cfg)
		var bad *drill.ArgumentError
		if _, err := drill.New(cfg); !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want %s", err, field)
		}
	}
}

// Cloutility has no call to restore anything, and says so before anything is done.
func TestCloutility(t *testing.T) {
	d, err := drill.New(drill.Config{Service: drill.Cloutility{}, Canary: &drill.Command{}, Targets: []string{"2"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Run(t.Context(), drill.Request{ID: "x", Source: drill.Machine{ID: "1"}, Target: drill.Machine{ID: "2"}})
	if !errors.Is(err, backup.ErrUnsupported) || !strings.Contains(err.Error(), "no call to restore is known") {
		t.Error(err)
	}
}
