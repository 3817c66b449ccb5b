package enginetest_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/fleet/engine/enginetest"
)

// A handler goes on after a cut as after a crash: what was recorded is not done again,
// what was under way is.
func TestSteps(t *testing.T) {
	handler := func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		one, err := engine.Step(ctx, s, "one", func(context.Context) (int, error) { return 1, nil })
		if err != nil {
			return nil, err
		}
		_, err = engine.Step(ctx, s, "two", func(context.Context) (int, error) { return 0, errors.New("no") })
		var failed *engine.StepError
		if err != nil && !errors.As(err, &failed) {
			return nil, err
		}
		s.Note("goes on without two")
		three, err := engine.Step(ctx, s, "three", func(context.Context) (int, error) { return 3, nil })
		if err != nil {
			return nil, err
		}
		return json.Marshal(one + three)
	}
	s := &enginetest.Steps{CutAfter: "one", CutBefore: "three"}
	out, err := s.Run(t.Context(), handler, engine.Job{ID: "a"})
	if string(out) != "4" || err != nil {
		t.Errorf("%s, %v", out, err)
	}
	if diff := cmp.Diff([]string{"one", "two", "three"}, s.Names()); diff != "" {
		t.Error(diff)
	}
	if s.Calls("one") != 2 || s.Calls("two") != 1 || s.Calls("three") != 1 {
		t.Errorf("calls: %d %d %d", s.Calls("one"), s.Calls("two"), s.Calls("three"))
	}
}

// A handler that is another one the second time is told.
func TestStepsChange(t *testing.T) {
	name := "one"
	s := &enginetest.Steps{CutBefore: "end"}
	_, err := s.Run(t.Context(), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		now := name
		name = "other"
		for _, n := range []string{now, "end"} {
			if _, err := engine.Step(ctx, s, n, func(context.Context) (int, error) { return 1, nil }); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, engine.Job{})
	if err == nil || errors.Is(err, enginetest.ErrCut) {
		t.Errorf("error: %v", err)
	}
}
