package alert_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/fleet/alert"
)

// inbox is a sender that keeps what it gets, or fails.
type inbox struct {
	name string

	mu   sync.Mutex
	got  []alert.Event
	fail error
	hang bool
}

func (i *inbox) Name() string { return i.name }

func (i *inbox) Send(ctx context.Context, e alert.Event) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.hang:
		<-ctx.Done()
		return ctx.Err()
	case i.fail != nil:
		return i.fail
	}
	i.got = append(i.got, e)
	return nil
}

func (i *inbox) set(err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fail = err
}

// lines are the events it has got, with their distance from the beginning of the test.
func (i *inbox) lines(start time.Time) []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	out := []string{}
	for _, e := range i.got {
		line := fmt.Sprintf("%s %s>%s %s", e.Subject, e.Previous, e.State, e.Since.Sub(start))
		if e.Missed > 0 {
			line += fmt.Sprintf(" missed %d", e.Missed)
		}
		out = append(out, line)
	}
	return out
}

func newWatch(t *testing.T, cfg alert.Config) *alert.Watch {
	t.Helper()
	w, err := alert.NewWatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// running runs a watch in a bubble until the test's function is through.
func running(t *testing.T, cfg alert.Config, test func(w *alert.Watch)) {
	t.Helper()
	w := newWatch(t, cfg)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Run(ctx)
	}()
	test(w)
	synctest.Wait()
	cancel()
	<-done
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// One alert for each change of state, and none while it lasts.
func TestOneAlertPerChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, box := time.Now(), &inbox{name: "a"}
		running(t, alert.Config{Senders: []alert.Sender{box}}, func(w *alert.Watch) {
			for _, failed := range []bool{false, false, true, true, true, false, false, true} {
				must(t, w.Report("nightly", alert.Outcome{Failed: failed, Text: "3 of 500\x1b[2J failed"}))
				time.Sleep(time.Hour)
			}
			must(t, w.Report("other", alert.Outcome{Failed: true}))
		})
		want := []string{"nightly ok>failed 2h0m0s", "nightly failed>ok 5h0m0s", "nightly ok>failed 7h0m0s", "other >failed 8h0m0s"}
		if diff := cmp.Diff(want, box.lines(start)); diff != "" {
			t.Error(diff)
		}
		if text := box.got[0].Text; text != "3 of 500 [2J failed" {
			t.Errorf("%q", text)
		}
	})
}

// Nothing ran: once, and again only after a run.
func TestNothingRan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, box := time.Now(), &inbox{name: "a"}
		running(t, alert.Config{Senders: []alert.Sender{box}}, func(w *alert.Watch) {
			must(t, w.Expect("nightly", 26*time.Hour))
			must(t, w.Expect("never", 10*time.Hour))
			must(t, w.Expect("dropped", time.Hour))
			must(t, w.Forget("dropped"))
			must(t, w.Expect("off", time.Hour))
			must(t, w.Expect("off", 0))
			time.Sleep(20 * time.Hour)
			must(t, w.Report("nightly", alert.Outcome{}))
			time.Sleep(100 * time.Hour)
			must(t, w.Report("nightly", alert.Outcome{}))
			time.Sleep(27 * time.Hour)
			must(t, w.Report("nightly", alert.Outcome{Failed: true}))
			time.Sleep(time.Hour)
		})
		want := []string{
			"never >silent 10h0m0.001s", "nightly ok>silent 46h0m0.001s", "nightly silent>ok 120h0m0s",
			"nightly ok>silent 146h0m0.001s", "nightly silent>failed 147h0m0s",
		}
		if diff := cmp.Diff(want, box.lines(start)); diff != "" {
			t.Error(diff)
		}
	})
}

// A sender that fails is tried again, misses nothing but what is over, and holds up no
// other one.
func TestDeliveryIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, down, up, stuck := time.Now(), &inbox{name: "down", fail: errors.New("no route")}, &inbox{name: "up"}, &inbox{name: "stuck", hang: true}
		running(t, alert.Config{Senders: []alert.Sender{down, up, stuck, panics{}}, Timeout: time.Second}, func(w *alert.Watch) {
			must(t, w.Report("a", alert.Outcome{Failed: true}))
			must(t, w.Report("b", alert.Outcome{Failed: true}))
			time.Sleep(time.Hour)
			must(t, w.Report("b", alert.Outcome{}))
			must(t, w.Report("b", alert.Outcome{Failed: true}))
			time.Sleep(time.Hour)
			down.set(nil)
			time.Sleep(time.Hour)
		})
		want := []string{"a >failed 0s", "b ok>failed 1h0m0s missed 2"}
		if diff := cmp.Diff(want, down.lines(start)); diff != "" {
			t.Error(diff)
		}
		if got := up.lines(start); len(got) < 3 {
			t.Errorf("the other one got %q", got)
		}
	})
}

type panics struct{}

func (panics) Name() string                            { return "panics" }
func (panics) Send(context.Context, alert.Event) error { panic("secret") }

// What is known and not sent yet survives a restart, and nothing is told twice.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, box := time.Now(), &inbox{name: "a", fail: errors.New("down")}
		var kept []byte
		cfg := alert.Config{Senders: []alert.Sender{box}, Save: func(s alert.Saved) (err error) {
			kept, err = json.Marshal(s)
			return err
		}}
		w := newWatch(t, cfg)
		must(t, w.Expect("nightly", 26*time.Hour))
		must(t, w.Report("nightly", alert.Outcome{Failed: true}))
		if err := w.Flush(t.Context()); err == nil {
			t.Error("no error of what could not be sent")
		}
		restarted := func() *alert.Watch {
			var saved alert.Saved
			must(t, json.Unmarshal(kept, &saved))
			again := cfg
			again.Saved = &saved
			return newWatch(t, again)
		}
		box.set(nil)
		must(t, restarted().Flush(t.Context()))
		w = restarted()
		must(t, w.Report("nightly", alert.Outcome{Failed: true}))
		must(t, w.Flush(t.Context()))
		time.Sleep(27 * time.Hour) // nobody was there
		must(t, restarted().Flush(t.Context()))
		must(t, restarted().Flush(t.Context()))
		want := []string{"nightly >failed 0s", "nightly failed>silent 27h0m0s"}
		if diff := cmp.Diff(want, box.lines(start)); diff != "" {
			t.Error(diff)
		}
	})
}

// What is not sent when the program ends is tried once more.
func TestRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &inbox{name: "a", fail: errors.New("down")}
		running(t, alert.Config{Senders: []alert.Sender{box}}, func(w *alert.Watch) {
			must(t, w.Report("a", alert.Outcome{Failed: true}))
			synctest.Wait()
			box.set(nil)
		})
		if len(box.got) != 1 {
			t.Errorf("%d events", len(box.got))
		}
	})
}

func TestWatchArguments(t *testing.T) {
	box := &inbox{name: "a"}
	for field, cfg := range map[string]alert.Config{
		"Config.Senders[1]":        {Senders: []alert.Sender{box, &inbox{name: "a"}}},
		"Config.Senders[0]":        {Senders: []alert.Sender{nil}},
		"Config.Timeout":           {Timeout: -1},
		"Config.Saved":             {Saved: &alert.Saved{Version: 2}},
		"Config.Saved.Subjects[0]": {Saved: &alert.Saved{Version: 1, Subjects: []alert.Status{{Subject: "a\n"}}}},
	} {
		var bad *alert.ArgumentError
		if _, err := alert.NewWatch(cfg); !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want %s", err, field)
		}
	}
	w := newWatch(t, alert.Config{Save: func(alert.Saved) error { return errors.New("disk full") }})
	if err := w.Report("a", alert.Outcome{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Error(err)
	}
	w = newWatch(t, alert.Config{})
	for _, err := range []error{w.Report("", alert.Outcome{}), w.Expect("a\x00", 1), w.Expect("a", -1), w.Report(strings.Repeat("x", 201), alert.Outcome{})} {
		if _, ok := errors.AsType[*alert.ArgumentError](err); !ok {
			t.Errorf("%v", err)
		}
	}
	for i := range 10_000 {
		must(t, w.Report(fmt.Sprint(i), alert.Outcome{}))
	}
	if err := w.Report("one more", alert.Outcome{}); !errors.Is(err, alert.ErrTooMany) {
		t.Error(err)
	}
}
