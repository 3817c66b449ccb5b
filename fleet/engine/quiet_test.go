package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What DBOS logs comes one level lower, without passwords, and not again and again.
func TestQuietLogger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &bytes.Buffer{}
		d := &database{secrets: []string{"hunter2"}}
		log := newQuietLogger(slog.New(slog.NewTextHandler(out, nil)), d.clean).With("url", "postgres://u:hunter2@h/d")
		log.Info("news")
		log.Error("closing", "error", fmt.Errorf("asked: %w", context.Canceled))
		for range 40 {
			log.Error("away", "error", errors.New("no route for hunter2"))
			time.Sleep(time.Second)
		}
		log.Warn("listener with hunter2")
		got := out.String()
		if strings.Contains(got, "hunter2") || strings.Contains(got, "news") || strings.Contains(got, "closing") {
			t.Errorf("log:\n%s", got)
		}
		if n := strings.Count(got, "msg=away"); n != 2 || !strings.Contains(got, "repeated=29") || !strings.Contains(got, "level=WARN msg=away") {
			t.Errorf("%d times:\n%s", n, got)
		}
		if !strings.Contains(got, "level=INFO msg=\"listener with ***\"") {
			t.Errorf("log:\n%s", got)
		}
	})
}

// The newest missed time of a schedule, in its zone, without counting all before it.
func TestNewest(t *testing.T) {
	at := func(text string) time.Time {
		out, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tests := []struct{ cron, zone, from, to, want string }{
		{"0 2 * * *", "", "2026-11-01T00:00:00Z", "2026-11-30T01:00:00Z", "2026-11-29T02:00:00Z"},
		{"0 2 * * *", "Europe/Berlin", "2026-11-01T00:00:00Z", "2026-11-30T01:00:00Z", "2026-11-30T01:00:00Z"},
		{"0 2 * * *", "", "2026-11-29T02:00:00Z", "2026-11-30T01:00:00Z", ""},
		{"0 0 1 1 *", "", "2024-06-01T00:00:00Z", "2026-11-30T01:00:00Z", "2026-01-01T00:00:00Z"},
		{"* * * * *", "", "2020-01-01T00:00:00Z", "2026-11-30T01:00:30Z", "2026-11-30T01:00:00Z"},
		// The clocks skip the time in spring.
		{"30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", ""},
	}
	for _, tt := range tests {
		p, err := Schedule{Name: "s", Cron: tt.cron, Zone: tt.zone}.parse("s")
		if err != nil {
			t.Fatal(err)
		}
		got := p.newest(at(tt.from), at(tt.to))
		if tt.want == "" && !got.IsZero() || tt.want != "" && !got.Equal(at(tt.want)) {
			t.Errorf("%+v: %v", tt, got.UTC())
		}
	}
}

// Failures come back from what is stored, and nothing else is taken for one.
func TestJobFailure(t *testing.T) {
	in := &JobError{Class: ClassStep, Step: "s", Index: 2, Message: strings.Repeat("ä", 5000)}
	out := jobFailure(fmt.Errorf("of DBOS: %w", in.stored()))
	if out == nil || out.Step != "s" || out.Index != 2 || len(out.Message) > maxMessage+10 || !strings.HasSuffix(out.Message, "ä …") {
		t.Errorf("%+v", out)
	}
	for _, err := range []error{nil, errors.New("unexpected EOF"), errors.New(failureMark + "{}"), context.Canceled} {
		if got := jobFailure(err); got != nil {
			t.Errorf("%v: %+v", err, got)
		}
	}
}
