package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

// invocation is one run of a command, and what its flags say.
type invocation struct {
	session *session
	verb    verb
	path    string // "zomro backup create"
	binding *bind.Binding
	values  []reflect.Value // the arguments of the call

	input             string
	limit             int
	page              string
	wait              bool
	timeout, interval time.Duration
	confirmCost       bool
	reveal            bool
	display           *progress.Display
}

// run does what the command is for.
func (inv *invocation) run(ctx context.Context, args []string) error {
	a := inv.session.app
	if err := inv.binding.Args(args); err != nil {
		return fmt.Errorf("%w (usage: backupctl %s)", err, strings.TrimSuffix(inv.path, inv.verb.name())+useLine(inv.verb))
	}
	if inv.verb.acts != nil {
		inv.verb.kind = inv.verb.acts(args, inv.isSet)
	}
	options, err := a.options()
	if err != nil {
		return err
	}
	if a.global.format == "" && inv.resultType() == reflect.TypeFor[rawResponse]() {
		options.Format = "json" // as it was sent
	}
	inv.outputHints(&options)
	if err := options.Check(); err != nil {
		return err
	}
	input, err := inv.readInput()
	if err != nil {
		return err
	}
	defer inv.session.done()
	values, err := inv.arguments(ctx, input)
	if err != nil {
		return err
	}
	inv.values = values
	if err := inv.confirm(values); err != nil {
		return err
	}
	if a.global.dryRun && inv.verb.kind != reads && inv.verb.kind != waits && !inv.ownDryRun(values) {
		return a.show(inv.plan(values), options)
	}
	client, err := inv.session.client(ctx)
	if err != nil {
		return err
	}
	inv.display = inv.startDisplay()
	result, err := inv.do(ctx, client, values)
	inv.display.End()
	return inv.report(ctx, result, err, options)
}

// isSet says that a flag was typed.
func (inv *invocation) isSet(flag string) bool {
	for _, s := range inv.binding.Slots() {
		if s.Flag == flag {
			return s.IsSet()
		}
	}
	return false
}

// outputHints tell the output what the result will be like.
func (inv *invocation) outputHints(o *output.Options) {
	shown := inv
	if inv.wait { // what is waited for is shown, if it is anything
		if _, waiting, err := inv.verb.waitCommand.find(inv.session.service); err == nil {
			if waited := (&invocation{verb: waiting}); waited.resultType() != nil {
				shown = waited
			}
		}
	}
	if t := shown.resultType(); t != nil {
		o.Known, o.All = output.Known(t), output.TypeColumns(t)
	}
	o.Defaults, o.Limit = strings.Fields(shown.verb.columns), inv.limit
}

const maxInput = 64 << 20

// readInput reads the file of --input.
func (inv *invocation) readInput() ([]byte, error) {
	switch inv.input {
	case "":
		return nil, nil
	case "-":
		return readAll(inv.session.app.Stdin)
	}
	data, err := inv.session.app.readFile(inv.input)
	if err != nil {
		return nil, usagef("--input: %w", err)
	}
	return data, nil
}

// readFile reads a file that the user names.
func (a *app) readFile(path string) ([]byte, error) {
	f, err := os.Open(a.inDir(path))
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = f.Close() // nothing was written
	}()
	return readAll(f)
}

// readAll reads what is not too large.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err == nil && len(data) > maxInput {
		err = fmt.Errorf("more than %d bytes", maxInput)
	}
	return data, err
}

// arguments finds the implicit ones and fills the others.
func (inv *invocation) arguments(ctx context.Context, input []byte) ([]reflect.Value, error) {
	for _, slot := range inv.binding.Implicits() {
		find := inv.session.service.implicit[slot.Word.Name]
		if find == nil {
			return nil, fmt.Errorf("nothing finds @%s", slot.Word.Name)
		}
		text, err := find(ctx, inv.session)
		if err != nil {
			return nil, err
		}
		if err := slot.Set(text); err != nil {
			return nil, usagef("--%s: %w", slot.Word.Name, err)
		}
	}
	a := inv.session.app
	return inv.binding.Fill(input, &bind.Sources{
		Secret: func(source string) (backup.Secret, error) { return a.secrets.Find(ctx, source) },
		File:   a.readFile,
	})
}

// startDisplay shows progress, unless nobody wants it or --debug fills the
// screen anyway.
func (inv *invocation) startDisplay() *progress.Display {
	a := inv.session.app
	if a.global.quiet || a.global.debug {
		return progress.Start(nil, false, "")
	}
	return progress.Start(a.Stderr, isTerminal(a.Stderr), inv.path)
}

// do calls the SDK, and waits when that was asked for.
func (inv *invocation) do(ctx context.Context, client any, values []reflect.Value) (any, error) {
	if inv.verb.all != nil && inv.page == "" {
		out, err := inv.binding.Call(ctx, inv.verb.all, client, values, nil)
		if err != nil {
			return nil, err
		}
		return inv.collect(out[0])
	}
	if inv.page != "" {
		if err := inv.setPage(values); err != nil {
			return nil, err
		}
	}
	out, err := inv.binding.Call(withDisplay(ctx, inv), inv.verb.call, client, values, inv.waitOptions())
	if err != nil {
		return nil, err
	}
	result, err := split(out)
	if err == nil && inv.wait {
		return inv.await(ctx, client, result)
	}
	return result, err
}

// split takes the error off what a method returned.
func split(out []reflect.Value) (any, error) {
	var err error
	if e, ok := reflect.TypeAssert[error](out[len(out)-1]); ok {
		err = e
	}
	if len(out) == 1 {
		return nil, err
	}
	v := out[0]
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Slice && v.IsNil() && err != nil {
		return nil, err
	}
	return v.Interface(), err
}

// collect gathers what an iterator yields.
func (inv *invocation) collect(seq reflect.Value) (any, error) {
	list := reflect.MakeSlice(reflect.SliceOf(seq.Type().In(0).In(0)), 0, 0)
	var err error
	for item, problem := range seq.Seq2() {
		if e, ok := reflect.TypeAssert[error](problem); ok {
			err = e
			break
		}
		list = reflect.Append(list, item)
		inv.display.Note(fmt.Sprintf("%d entries", list.Len()))
		if inv.limit > 0 && list.Len() >= inv.limit && !inv.session.app.chooses() {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return list.Interface(), nil
}

// chooses says that entries are sorted or filtered here, so that the first ones
// of the service may be others than those wanted.
func (a *app) chooses() bool { return len(a.global.sort)+len(a.global.filters) > 0 }

// setPage puts the cursor where the list takes it.
func (inv *invocation) setPage(values []reflect.Value) error {
	cursor := inv.page
	if cursor == "first" {
		return nil
	}
	for _, field := range []string{"Page", "Offset", "Marker"} {
		v, ok := inv.binding.Find(values, field)
		if !ok {
			continue
		}
		if v.Kind() == reflect.String {
			v.SetString(cursor)
			return nil
		}
		var n int64
		if _, err := fmt.Sscan(cursor, &n); err != nil {
			return usagef("--page: %q is not a number", cursor)
		}
		v.SetInt(n)
		return nil
	}
	return usagef("--page: this list comes in one piece")
}

func (inv *invocation) waitOptions() []backup.WaitOption {
	out := []backup.WaitOption{backup.WithProgress(func(p backup.Progress) { inv.display.Tell(p) })}
	if inv.timeout > 0 {
		out = append(out, backup.WithWaitTimeout(inv.timeout))
	}
	if inv.interval > 0 {
		out = append(out, backup.WithPollDelay(min(inv.interval, time.Second)), backup.WithPollInterval(inv.interval, inv.interval))
	}
	return out
}

type displayKey struct{}

// withDisplay lets a command's function tell its own progress.
func withDisplay(ctx context.Context, inv *invocation) context.Context {
	return context.WithValue(ctx, displayKey{}, inv.display)
}

// note tells progress from inside a command's function.
func note(ctx context.Context, text string) {
	if d, ok := ctx.Value(displayKey{}).(*progress.Display); ok {
		d.Note(text)
	}
}
