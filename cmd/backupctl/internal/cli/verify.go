package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/trace"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/verify"
	"github.com/backup-sdk/backup-go/zomro"
)

const verifyLong = `Ask the service of one context what it really sends, with reads alone, and hold
that against the specifications, as drift does with recordings.

Only operations that the specifications mark as pure reads are called, one after
the other, with a pause: the list is shown first, and nothing is sent before
somebody agrees. --dry-run shows the list and ends. Ids come from the lists that
the service sends. What is not called, and why, is in the report. --probe asks
for things that do not exist too, to see how the service says so.

The report can be sent to anybody: names, types, counts and shapes of values, and
no value. --markdown writes it for an issue, --patch a proposed change of
specs/*.yaml. --record keeps requests and responses in a folder that only you can
read, without secrets but with the names and ids of the account: do not send it.
backupctl emulate --scenario FOLDER plays it.

The exit code is 16 when there is drift.`

const verifyExample = `  backupctl verify prod --dry-run
  backupctl verify prod --markdown verify.md --patch verify.patch
  backupctl verify prod --yes --probe --record recorded -o json`

// verification is one run of verify, as its flags say.
type verification struct {
	comparison

	probe         bool
	calls, things int
	pause         time.Duration
	record        string
}

func (a *app) newVerify() *cobra.Command {
	v := &verification{comparison: comparison{app: a}}
	cmd := &cobra.Command{
		Use: "verify [CONTEXT]", Short: "Ask an account, with reads alone, what its service really sends", Long: verifyLong, Example: verifyExample,
		DisableFlagsInUseLine: true, ValidArgsFunction: a.completeAllContexts,
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args) },
	}
	v.flags(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&v.probe, "probe", false, "ask for things that do not exist too")
	fs.IntVar(&v.calls, "max-calls", verify.DefaultCalls, "largest `number` of calls")
	fs.IntVar(&v.things, "things", verify.DefaultThings, "largest `number` of things of a kind to ask about")
	fs.DurationVar(&v.pause, "pause", verify.DefaultPause, "`time` between two calls")
	fs.StringVar(&v.record, "record", "", "keep requests and responses in a `folder`, for your own eyes")
	return cmd
}

func (v *verification) run(ctx context.Context, args []string) error {
	a := v.app
	if v.calls < 1 || v.things < 1 || v.pause < 0 {
		return usagef("--max-calls and --things must be positive, and --pause must not be negative")
	}
	options, err := v.options()
	if err != nil {
		return err
	}
	account, err := a.oneContext(args)
	if err != nil {
		return err
	}
	book, err := drift.Load()
	if err != nil {
		return err
	}
	plan := verify.Plan(book, account.Service)
	if len(plan) == 0 {
		return usagef("the context is for %s, which no specification is about", account.Service)
	}
	if a.global.dryRun {
		return v.showPlan(plan)
	}
	if err := v.agree(ctx, account, plan); err != nil {
		return err
	}
	report, err := v.ask(ctx, account, book)
	if err != nil {
		return err
	}
	return v.conclude(report, options)
}

// oneContext is the context that is named, or the only one there is.
func (a *app) oneContext(args []string) (config.Context, error) {
	contexts, err := a.chosenContexts(args)
	if err != nil {
		return config.Context{}, err
	}
	if len(contexts) != 1 {
		return config.Context{}, usagef("one context at a time: name the one to verify")
	}
	return contexts[0], nil
}

// verifyRow is a call in the list.
type verifyRow struct{ Operation, Call, Needs, Skipped string }

func (v *verification) showPlan(plan []verify.Call) error {
	rows := make([]verifyRow, 0, len(plan))
	for _, c := range plan {
		rows = append(rows, verifyRow{Operation: c.Operation.ID, Call: c.Name(), Needs: strings.Join(c.Needs, ", "), Skipped: c.Skip})
	}
	o, err := v.app.options()
	if err != nil {
		return err
	}
	t := reflect.TypeFor[verifyRow]()
	o.Known, o.All = output.Known(t), output.TypeColumns(t)
	o.Defaults = o.All
	if err := o.Check(); err != nil {
		return err
	}
	tree, err := output.Tree(rows, false)
	if err != nil {
		return err
	}
	return v.app.show(tree, o)
}

// agree shows what would be called, and asks.
func (v *verification) agree(ctx context.Context, account config.Context, plan []verify.Call) error {
	a := v.app
	if a.global.yes {
		return nil
	}
	for _, c := range plan {
		if c.Skip == "" {
			a.sayf("  %s", c.Name())
		}
	}
	return a.ask(ctx, fmt.Sprintf("Read from %s (%s): the operations above, %d calls at most, %v between two, and nothing that changes anything",
		account.Name, account.Service, v.calls, v.pause))
}

// ask makes the calls.
func (v *verification) ask(ctx context.Context, account config.Context, book *drift.Book) (report *drift.Report, err error) {
	a := v.app
	run := &verify.Run{
		Book: book, Service: account.Service, Local: v.values, Calls: v.calls, Things: v.things, Pause: v.pause, Probe: v.probe,
	}
	archive, err := v.archive()
	if err != nil {
		return nil, err
	}
	if archive != nil {
		defer func() { err = errors.Join(err, archive.Close()) }()
	}
	alone := *a
	alone.global.context = account.Name
	i := slices.IndexFunc(services(), func(s *service) bool { return s.name == account.Service })
	s := &session{app: &alone, service: services()[i], around: func(next http.RoundTripper) http.RoundTripper {
		if archive != nil {
			next = &trace.Transport{Next: next, Known: a.known, Archive: archive}
		}
		return run.Around(next)
	}}
	s.service.flags(&cobra.Command{}, s)
	client, err := s.client(ctx)
	a.archive = cmp.Or(a.archive, alone.archive)
	if err != nil {
		return nil, err
	}
	defer s.done()
	s.guard.Allow(pureReads) // the second wall: the plan has nothing else
	run.Do = caller(client)
	display := a.display("asking")
	defer display.End()
	live := isTerminal(a.Stderr)
	run.Progress = func(done, of int, name string) {
		if live {
			display.Note(fmt.Sprintf("call %d of at most %d: %s", done, of, name))
		}
	}
	return run.Execute(ctx)
}

// pureReads lets nothing pass but what a specification marks as a read.
func pureReads(c *guard.Call) error {
	if c.Operation.ID != "" && c.Reads() {
		return nil
	}
	return unconfirmed("this would also call " + c.Name() + ", which is no pure read")
}

// archive is the recording that was asked for, nil without one.
func (v *verification) archive() (*trace.Archive, error) {
	if v.record == "" {
		return nil, nil //nolint:nilnil // none is wanted
	}
	dir := v.app.inDir(v.record)
	const own = 0o700
	if err := os.MkdirAll(dir, own); err != nil {
		return nil, usagef("--record: %w", err)
	}
	if err := os.Chmod(dir, own); err != nil {
		return nil, usagef("--record: %w", err)
	}
	archive, err := trace.Create(filepath.Join(dir, verify.Recording))
	if err != nil {
		return nil, usagef("--record: %w", err)
	}
	return archive, nil
}

// caller makes calls with a client.
func caller(client any) func(context.Context, verify.Request) error {
	return func(ctx context.Context, r verify.Request) error {
		in := backup.Request{Method: r.Method, Path: r.Path, Query: r.Query, Body: r.Body, Form: r.Form, Idempotent: true}
		var response json.RawMessage
		switch c := client.(type) {
		case *cbr.Client:
			return c.Do(ctx, in, &response)
		case *cloutility.Client:
			return c.Do(ctx, in, &response)
		case *zomro.Client:
			return c.Do(ctx, in, &response)
		}
		return fmt.Errorf("nothing calls %T", client)
	}
}
