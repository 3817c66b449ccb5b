package cli

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// carryOut does what the command is for. Whatever is more than reading is rehearsed
// where that tells something: for --dry-run, before a question, and where only the
// request says what it does.
func (inv *invocation) carryOut(ctx context.Context, options output.Options) error {
	dry := inv.session.app.global.dryRun && inv.changes()
	if !dry {
		if err := inv.refused(); err != nil {
			return err
		}
	}
	client, err := inv.session.client(ctx)
	if err != nil {
		return err
	}
	if inv.signsIn() {
		return usagef("every command signs in by itself; a password has no place on a command line")
	}
	switch {
	case dry && inv.ownDryRun(): // which tells more
		inv.agree(false, false)
		return inv.perform(ctx, client, options)
	case !dry && !inv.verb.follows && !inv.asks():
		inv.agree(inv.session.app.global.yes, inv.costAgreed())
		return inv.perform(ctx, client, options)
	}
	arguments := inv.argumentTree()
	undo := inv.agreeInRehearsal()
	result, stopped, err := inv.rehearse(ctx, client)
	undo()
	if stopped == nil && err == nil && !dry {
		inv.verb.kind = reads // that is all it did
	}
	switch {
	case stopped == nil && !dry:
		return inv.report(ctx, result, err, options)
	case err != nil:
		return err
	case dry:
		if err := inv.lookAt(ctx, client, stopped); err != nil {
			return err
		}
		return inv.showPlan(ctx, client, arguments, stopped, options)
	}
	return inv.agreed(ctx, client, stopped, options)
}

// agreed goes on behind a rehearsal, with somebody's agreement.
func (inv *invocation) agreed(ctx context.Context, client any, stopped *guard.Call, options output.Options) error {
	a := inv.session.app
	if inv.verb.follows {
		inv.verb.kind = kindOf(stopped)
	}
	if stopped.Spends() && !inv.costAgreed() {
		return inv.unpaid()
	}
	asked := inv.verb.kind == destroys || stopped.Destroys() || inv.verb.raw
	if asked && !a.global.yes {
		what := inv.verb.short + inv.about()
		if !isTerminal(a.Stdin) {
			return unconfirmed(what)
		}
		if err := inv.lookAt(ctx, client, stopped); err != nil {
			return err
		}
		if err := a.ask(ctx, what); err != nil {
			return err
		}
	}
	inv.agree(asked || a.global.yes, inv.costAgreed())
	return inv.perform(ctx, client, options)
}

// perform calls the service and shows what came of it.
func (inv *invocation) perform(ctx context.Context, client any, options output.Options) error {
	guarded, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	inv.refuse = cancel
	inv.display = inv.startDisplay()
	result, err := inv.do(guarded, client, inv.values)
	inv.display.End()
	if refusal, ok := errors.AsType[*problems.UnconfirmedError](context.Cause(guarded)); ok {
		return refusal
	}
	return inv.report(ctx, result, err, options)
}

// changes says that the command may do more than look.
func (inv *invocation) changes() bool {
	return inv.verb.kind != reads && inv.verb.kind != waits || inv.verb.follows
}

// asks says that somebody is asked before the command does anything.
func (inv *invocation) asks() bool { return inv.verb.kind == destroys && !inv.session.app.global.yes }

// refused is the error of a command that nobody will agree to, whatever the service
// says.
func (inv *invocation) refused() error {
	a := inv.session.app
	switch {
	case inv.verb.follows:
	case inv.verb.kind == spends && !inv.costAgreed():
		return inv.unpaid()
	case inv.asks() && !isTerminal(a.Stdin):
		return unconfirmed(inv.verb.short + inv.about())
	}
	return nil
}

func (inv *invocation) unpaid() error {
	return &problems.UnconfirmedError{Text: "this spends money, and nobody has agreed to that", Hint: "--confirm-cost agrees; --dry-run shows what would be ordered"}
}

// costAgreed says that somebody agreed to what it costs.
func (inv *invocation) costAgreed() bool {
	if v, ok := inv.binding.Find(inv.values, "ConfirmCost"); ok {
		return v.Bool()
	}
	return inv.confirmCost
}

// agreeInRehearsal makes the call believe that the cost is agreed to: it does not get
// as far as spending anything.
func (inv *invocation) agreeInRehearsal() (undo func()) {
	v, ok := inv.binding.Find(inv.values, "ConfirmCost")
	if !ok {
		return func() {}
	}
	before := v.Bool()
	v.SetBool(true)
	return func() { v.SetBool(before) }
}

// rehearse goes as far as reading goes. The call is nil when that was all of it.
func (inv *invocation) rehearse(ctx context.Context, client any) (any, *guard.Call, error) {
	inv.agree(false, false)
	trial, r := guard.Rehearse(ctx)
	defer r.End()
	inv.display = inv.startDisplay()
	defer inv.display.End()
	result, err := inv.call(trial, client, inv.values)
	stopped := r.Stopped()
	switch {
	case stopped == nil:
		return result, nil, err
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	}
	return nil, stopped, nil
}

// agree says what may pass from now on: reading always, changes if the command is one
// that changes something.
func (inv *invocation) agree(destroy, spend bool) {
	changes := inv.changes() && (destroy || spend || inv.verb.kind == changes)
	g := inv.session.guard
	g.Allow(func(c *guard.Call) error {
		unknown := c.Operation.ID == "" && !inv.verb.raw
		switch {
		case c.Reads(), unknown && c.Method == http.MethodGet:
			return nil
		case changes && unknown, changes && !(c.Destroys() && !destroy) && !(c.Spends() && !spend):
			return nil
		}
		err := unconfirmed("this would also call " + c.Name() + ", which nobody has agreed to")
		if inv.refuse != nil {
			inv.refuse(err)
		}
		return err
	})
	if told := inv.session.app.sent; told != nil {
		g.Observe(func(c *guard.Call) { told(inv, c) })
	}
}

// kindOf is what a request does.
func kindOf(c *guard.Call) kind {
	switch {
	case c.Reads(), c.SignsIn():
		return reads
	case c.Spends():
		return spends
	case c.Destroys():
		return destroys
	}
	return changes
}

// ownDryRun says that the call has a dry run of its own, and asks for it.
func (inv *invocation) ownDryRun() bool {
	v, ok := inv.binding.Find(inv.values, "DryRun")
	if ok && v.Kind() == reflect.Bool {
		v.SetBool(true)
	}
	return ok
}
