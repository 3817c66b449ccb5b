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

// running is one command and what its flags say.
type running struct {
	session *session
	verb    verb
	path    string // "zomro backup create"
	binding *bind.Binding

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
func (r *running) run(ctx context.Context, args []string) error {
	a := r.session.app
	if err := r.binding.Args(args); err != nil {
		return fmt.Errorf("%w (usage: backupctl %s)", err, strings.TrimSuffix(r.path, r.verb.name())+useLine(r.verb))
	}
	if r.verb.acts != nil {
		r.verb.kind = r.verb.acts(args, r.given)
	}
	options, err := a.options()
	if err != nil {
		return err
	}
	if a.global.format == "" && r.resultType() == reflect.TypeFor[rawAnswer]() {
		options.Format = "json" // as it was sent
	}
	r.know(&options)
	if err := options.Check(); err != nil {
		return err
	}
	input, err := r.readInput()
	if err != nil {
		return err
	}
	defer r.session.done()
	values, err := r.arguments(ctx, input)
	if err != nil {
		return err
	}
	if err := r.agree(values); err != nil {
		return err
	}
	if a.global.dryRun && r.verb.kind != reads && r.verb.kind != waits && !r.ownDryRun(values) {
		return a.show(r.plan(values), options)
	}
	client, err := r.session.client(ctx)
	if err != nil {
		return err
	}
	r.display = r.startDisplay()
	result, err := r.do(ctx, client, values)
	r.display.End()
	return r.finish(ctx, result, err, options)
}

// given says that a flag was typed.
func (r *running) given(flag string) bool {
	for _, s := range r.binding.Slots() {
		if s.Flag == flag {
			return s.Given()
		}
	}
	return false
}

// know tells the output what the result will be like.
func (r *running) know(o *output.Options) {
	shown := r
	if r.wait { // what is waited for is shown, if it is anything
		words := strings.Fields(r.verb.then)
		if v, err := r.session.find(words[0], words[1]); err == nil {
			if waited := (&running{verb: v}); waited.resultType() != nil {
				shown = waited
			}
		}
	}
	if t := shown.resultType(); t != nil {
		o.Known, o.All = output.Known(t), output.TypeColumns(t)
	}
	o.Defaults, o.Limit = strings.Fields(shown.verb.columns), r.limit
}

const maxInput = 64 << 20

// readInput reads the file of --input.
func (r *running) readInput() ([]byte, error) {
	switch r.input {
	case "":
		return nil, nil
	case "-":
		return readAll(r.session.app.Stdin)
	}
	data, err := r.session.app.readFile(r.input)
	if err != nil {
		return nil, refuse("--input: %w", err)
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
func (r *running) arguments(ctx context.Context, input []byte) ([]reflect.Value, error) {
	for _, slot := range r.binding.Implicits() {
		find := r.session.service.implicit[slot.Word.Name]
		if find == nil {
			return nil, fmt.Errorf("nothing finds @%s", slot.Word.Name)
		}
		text, err := find(ctx, r.session)
		if err != nil {
			return nil, err
		}
		if err := slot.Set(text); err != nil {
			return nil, refuse("--%s: %w", slot.Word.Name, err)
		}
	}
	a := r.session.app
	return r.binding.Fill(input, &bind.Sources{
		Secret: func(source string) (backup.Secret, error) { return a.secrets.Find(ctx, source) },
		File:   a.readFile,
	})
}

// startDisplay shows progress, unless nobody wants it or --debug fills the
// screen anyway.
func (r *running) startDisplay() *progress.Display {
	a := r.session.app
	if a.global.quiet || a.global.debug {
		return progress.Start(nil, false, "")
	}
	return progress.Start(a.Stderr, isTerminal(a.Stderr), r.path)
}

// do calls the SDK, and waits when that was asked for.
func (r *running) do(ctx context.Context, client any, values []reflect.Value) (any, error) {
	if r.verb.all != nil && r.page == "" {
		out, err := r.binding.Call(ctx, r.verb.all, client, values, nil)
		if err != nil {
			return nil, err
		}
		return r.collect(out[0])
	}
	if r.page != "" {
		if err := r.setPage(values); err != nil {
			return nil, err
		}
	}
	out, err := r.binding.Call(withDisplay(ctx, r), r.verb.call, client, values, r.waitOptions())
	if err != nil {
		return nil, err
	}
	result, err := split(out)
	if err == nil && r.wait {
		return r.await(ctx, client, result)
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
func (r *running) collect(seq reflect.Value) (any, error) {
	list := reflect.MakeSlice(reflect.SliceOf(seq.Type().In(0).In(0)), 0, 0)
	var err error
	for item, problem := range seq.Seq2() {
		if e, ok := reflect.TypeAssert[error](problem); ok {
			err = e
			break
		}
		list = reflect.Append(list, item)
		r.display.Note(fmt.Sprintf("%d entries", list.Len()))
		if r.limit > 0 && list.Len() >= r.limit && !r.session.app.chooses() {
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
func (r *running) setPage(values []reflect.Value) error {
	cursor := r.page
	if cursor == "first" {
		return nil
	}
	for _, field := range []string{"Page", "Offset", "Marker"} {
		v, ok := r.binding.Find(values, field)
		if !ok {
			continue
		}
		if v.Kind() == reflect.String {
			v.SetString(cursor)
			return nil
		}
		var n int64
		if _, err := fmt.Sscan(cursor, &n); err != nil {
			return refuse("--page: %q is not a number", cursor)
		}
		v.SetInt(n)
		return nil
	}
	return refuse("--page: this list comes in one piece")
}

func (r *running) waitOptions() []backup.WaitOption {
	out := []backup.WaitOption{backup.WithProgress(func(p backup.Progress) { r.display.Tell(p) })}
	if r.timeout > 0 {
		out = append(out, backup.WithWaitTimeout(r.timeout))
	}
	if r.interval > 0 {
		out = append(out, backup.WithPollDelay(min(r.interval, time.Second)), backup.WithPollInterval(r.interval, r.interval))
	}
	return out
}
