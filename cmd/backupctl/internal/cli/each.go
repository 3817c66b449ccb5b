package cli

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// several is the only argument of a command, where it names a thing and there is sense
// in doing the same with several: each is a call of its own, and nobody is asked more
// than once.
func (inv *invocation) several() *bind.Slot {
	v := inv.verb
	positions := inv.binding.Positions()
	if len(positions) != 1 || v.one || v.raw || v.all != nil || v.kind == spends && !v.follows || inv.binding.InputOnly {
		return nil
	}
	s := positions[0]
	t := reflect.TypeOf(v.call).Out(0)
	listed := t.Kind() == reflect.Slice || t.Kind() == reflect.Func
	if s.Word.Optional || s.Word.Variadic || listed || bind.IsList(s.Type) || slices.Contains([]string{"NAME", "KEEP", "DATE", "MONTH", "CODE", "VERSION"}, s.Word.Name) {
		return nil
	}
	return s
}

// single is one of several calls.
type single struct {
	text    string // the argument
	values  []reflect.Value
	stopped *guard.Call
	result  any
	err     error
}

// carryOutEach does for each of several things what [invocation.carryOut] does for
// one, with one question for all of them.
func (inv *invocation) carryOutEach(ctx context.Context, options output.Options) error {
	a := inv.session.app
	slot := inv.binding.Several
	texts := slices.Clone(slot.Texts())
	var all []*single
	for i, text := range texts {
		if slices.Contains(texts[:i], text) {
			continue // named twice
		}
		values, err := inv.binding.With(inv.values, slot, text)
		if err != nil {
			return err
		}
		all = append(all, &single{text: text, values: values})
	}
	dry := a.global.dryRun && inv.changes()
	if !dry {
		if err := inv.refused(); err != nil {
			return err
		}
	}
	client, err := inv.session.client(ctx)
	if err != nil {
		return err
	}
	defer slot.Only(texts...)
	switch {
	case dry:
		return inv.planEach(ctx, client, all, options)
	case inv.verb.follows || inv.asks():
		if err := inv.agreeToEach(ctx, client, all, texts); err != nil {
			return err
		}
	default:
		inv.agree(a.global.yes, inv.costAgreed())
	}
	inv.performEach(ctx, client, all, options)
	return inv.reportEach(ctx, all, options)
}

// rehearseEach goes as far as reading goes with each: what cannot be done is told
// before anything is.
func (inv *invocation) rehearseEach(ctx context.Context, client any, all []*single, then func(*single, any) error) error {
	for _, one := range all {
		inv.values = one.values
		inv.binding.Several.Only(one.text)
		arguments := inv.argumentTree()
		undo := inv.agreeInRehearsal()
		_, stopped, err := inv.rehearse(ctx, client)
		undo()
		if err == nil {
			err = inv.lookAt(ctx, client, stopped)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", one.text, err)
		}
		one.stopped = stopped
		if err := then(one, arguments); err != nil {
			return err
		}
	}
	return nil
}

// planEach shows the plans of a dry run.
func (inv *invocation) planEach(ctx context.Context, client any, all []*single, options output.Options) error {
	var plans []any
	err := inv.rehearseEach(ctx, client, all, func(one *single, arguments any) error {
		tree, err := inv.plan(ctx, client, arguments, one.stopped)
		plans = append(plans, tree)
		return err
	})
	if err != nil {
		return err
	}
	inv.clearChoice(&options)
	options.Whole = true
	a := inv.session.app
	if options.Format != "table" {
		return a.show(plans, options)
	}
	for i, plan := range plans {
		if i > 0 {
			if err := a.print("\n"); err != nil {
				return err
			}
		}
		if err := a.show(plan, options); err != nil {
			return err
		}
	}
	return nil
}

// agreeToEach asks once for all of them.
func (inv *invocation) agreeToEach(ctx context.Context, client any, all []*single, texts []string) error {
	a := inv.session.app
	if err := inv.rehearseEach(ctx, client, all, func(*single, any) error { return nil }); err != nil {
		return err
	}
	paid, destroy := false, inv.verb.kind == destroys && !inv.verb.follows
	for _, one := range all {
		if one.stopped != nil {
			paid = paid || one.stopped.Spends()
			destroy = destroy || one.stopped.Destroys()
		}
	}
	if paid && !inv.costAgreed() {
		return inv.unpaid()
	}
	if inv.verb.follows {
		switch {
		case paid:
			inv.verb.kind = spends
		case destroy:
			inv.verb.kind = destroys
		default:
			inv.verb.kind = changes
		}
	}
	inv.binding.Several.Only(texts...)
	if destroy && !a.global.yes {
		what := inv.verb.short + inv.about()
		if err := a.ask(ctx, what); err != nil {
			return err
		}
	}
	inv.agree(destroy || a.global.yes, inv.costAgreed())
	return nil
}

// performEach calls the service for each. One that fails does not end the others, an
// interruption does.
func (inv *invocation) performEach(ctx context.Context, client any, all []*single, options output.Options) {
	guarded, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	inv.refuse = cancel
	inv.options = options
	inv.display = inv.startDisplay()
	defer inv.display.End()
	for i, one := range all {
		if cause := context.Cause(guarded); cause != nil {
			one.err = cause
			continue
		}
		inv.display.Note(fmt.Sprintf("%d of %d: %s", i+1, len(all), one.text))
		inv.values = one.values
		inv.binding.Several.Only(one.text)
		one.result, one.err = inv.do(guarded, client, one.values)
		if cause := context.Cause(guarded); cause != nil && ctx.Err() == nil {
			one.err = cause
		}
	}
}

// outcome is what became of one of several things, where the service says nothing.
type outcome struct {
	ID    string
	Done  bool
	Error string
}

// reportEach shows the results as a list, and each problem. The exit code is the
// highest of them.
func (inv *invocation) reportEach(ctx context.Context, all []*single, options output.Options) error {
	a := inv.session.app
	var results []any
	var outcomes []outcome
	var worst error
	var failed []*single
	for _, one := range all {
		if one.err != nil {
			if ctx.Err() != nil {
				inv.binding.Several.Only(one.text)
				one.err = inv.interrupted(one.err)
			}
			one.err = wantsUserID(one.err)
			failed = append(failed, one)
			if worst == nil || problems.Of(one.err).ExitCode > problems.Of(worst).ExitCode {
				worst = one.err
			}
		}
		done := outcome{ID: one.text, Done: one.err == nil}
		if one.err != nil {
			done.Error = one.err.Error()
		}
		outcomes = append(outcomes, done)
		if one.result != nil && (one.err == nil || inv.verb.kind != reads) {
			a.known.AddFrom(one.result)
			tree, err := output.Tree(one.result, inv.reveal)
			if err != nil {
				return err
			}
			results = append(results, tree)
		}
	}
	if err := inv.showEach(results, outcomes, options); err != nil {
		return err
	}
	for _, one := range failed {
		report := problems.Of(one.err)
		a.explain(&report, one.err)
		report.Message = one.text + ": " + report.Message
		report.Print(a.Stderr, options.Format == "json")
	}
	if worst != nil {
		return &problems.ReportedError{Err: worst}
	}
	return nil
}

func (inv *invocation) showEach(results []any, outcomes []outcome, options output.Options) error {
	a := inv.session.app
	if len(results) > 0 || inv.resultType() != nil {
		if results == nil {
			if options.Format == "table" {
				return nil // the problems say it
			}
			results = []any{}
		}
		return a.show(results, options)
	}
	if options.Format == "table" || options.Format == "name" {
		for _, o := range outcomes {
			if o.Done {
				a.sayf("%s: %s", o.ID, inv.doneText())
			}
		}
		return nil
	}
	tree, err := output.Tree(outcomes, false)
	if err != nil {
		return err
	}
	inv.clearChoice(&options)
	return a.show(tree, options)
}
