package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// record is what is stored of a step. A failure is data to DBOS: an error would be
// stored by its Go type.
type record struct {
	Out json.RawMessage `json:"out,omitempty"`
	Err string          `json:"err,omitempty"`
}

// Do runs a step or returns its record, see [Steps].
func (j *jobRun) Do(ctx context.Context, name string, fn func(context.Context) (json.RawMessage, error)) (json.RawMessage, error) {
	if err := checkText("step", name, maxName); err != nil {
		return nil, err
	}
	if !j.one.TryLock() {
		return nil, fmt.Errorf("step %q begins while another is under way: the steps of a job are done one after the other", name)
	}
	defer j.one.Unlock()
	if j.fault == nil && j.stopping() {
		j.fault = errDraining
	}
	if j.fault != nil {
		return nil, j.fault
	}
	e, index := j.engine, j.done
	j.done++
	e.active.say(j, name, "")
	// The number of the list is part of the name, which DBOS compares with the record.
	rec, err := dbos.RunAsStep(j.ctx, func(step context.Context) (record, error) {
		step, cancel := context.WithCancelCause(step)
		defer cancel(nil)
		defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
		out, err := j.try(step, name, fn)
		e.stats.steps.Add(1)
		if err != nil {
			return record{Err: clip(err.Error())}, nil
		}
		return record{Out: out}, nil
	}, dbos.WithStepName(fmt.Sprintf("%d/%s", j.kind.Steps, name)))
	if err != nil {
		if j.fault = err; j.ctx.Err() != nil {
			j.fault = errDraining
		}
		return nil, j.fault
	}
	if rec.Err != "" {
		j.failure = first(j.failure, &JobError{Class: ClassStep, Step: name, Index: index, Message: rec.Err})
		return nil, &StepError{Step: name, Message: rec.Err}
	}
	return rec.Out, nil
}

func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

func clip(text string) string {
	switch {
	case text == "":
		return "failed without a word"
	case len(text) > maxMessage:
		return strings.ToValidUTF8(text[:maxMessage], "") + " …"
	}
	return text
}

// try calls a step's function until it succeeds, its tries are used up, or the engine
// closes.
func (j *jobRun) try(ctx context.Context, name string, fn func(context.Context) (json.RawMessage, error)) (json.RawMessage, error) {
	retries := j.kind.Retries
	pause, most := retries.Pause, retries.MaxPause
	if pause == 0 {
		pause = time.Second
	}
	if most == 0 {
		most = time.Minute
	}
	for n := 1; ; n++ {
		out, err := j.once(ctx, name, fn)
		if err == nil {
			err = checkOutput(out)
			if err != nil {
				return nil, errors.New("the result " + err.Error())
			}
			return out, nil
		}
		if n >= retries.Tries || ctx.Err() != nil || retries.If != nil && !retries.If(err) {
			return nil, err
		}
		j.engine.stats.retries.Add(1)
		j.engine.active.say(j, name, fmt.Sprintf("try %d failed: %s", n, clip(err.Error())))
		select {
		case <-ctx.Done():
			return nil, err
		case <-j.engine.draining: // the pause may be long; the step begins anew at the next start
			j.engine.active.rest()
			<-j.ctx.Done()
			j.engine.active.work()
			return nil, err
		case <-time.After(min(pause, most)):
		}
		pause = min(2*pause, most)
	}
}

// once turns a panic into an error, so that the job fails by name.
func (j *jobRun) once(ctx context.Context, name string, fn func(context.Context) (json.RawMessage, error)) (out json.RawMessage, err error) {
	defer func() {
		if r := recover(); r != nil {
			j.engine.cfg.Logger.ErrorContext(ctx, "a step panicked", "run", j.job.Run, "job", j.job.ID, "step", name, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			out, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	return fn(ctx)
}

func checkOutput(out json.RawMessage) error {
	if len(out) > maxOutput {
		return fmt.Errorf("has %d bytes, more than %d", len(out), maxOutput)
	}
	if len(out) > 0 && !json.Valid(out) {
		return errors.New("is not JSON")
	}
	return nil
}

// Note says what is going on, see [Steps].
func (j *jobRun) Note(text string) {
	j.engine.active.mu.Lock()
	defer j.engine.active.mu.Unlock()
	j.note = strings.ToValidUTF8(text[:min(len(text), 200)], "")
}
