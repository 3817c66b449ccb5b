package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/cli/bind"
	"github.com/backup-sdk/backup-go/internal/cli/output"
	"github.com/backup-sdk/backup-go/internal/cli/problems"
	"github.com/backup-sdk/backup-go/internal/cli/progress"
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
	if v.Kind() == reflect.Pointer && v.IsNil() {
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

// finish shows the result, and what went wrong.
func (r *running) finish(ctx context.Context, result any, err error, options output.Options) error {
	a := r.session.app
	if err != nil && ctx.Err() != nil {
		err = r.left(err)
	}
	if err != nil && (result == nil || r.verb.kind == reads) {
		return err
	}
	items, next := onePage(result)
	tree, treeErr := output.Tree(items, r.reveal)
	if treeErr != nil {
		return errors.Join(err, treeErr)
	}
	if result == nil {
		if r.verb.kind != reads {
			a.sayf("%s", r.doneText())
		}
		return nil
	}
	if showErr := a.show(tree, options); showErr != nil {
		return errors.Join(err, showErr)
	}
	if r.page != "" && next != "" {
		a.sayf("next page: --page %s", next)
	}
	if err == nil && r.verb.then != "" && !r.wait && options.Format == "table" {
		if line, lineErr := r.followUp(tree); lineErr == nil {
			a.sayf("going on; to wait for it: backupctl %s", line)
		}
	}
	return err
}

func (r *running) doneText() string {
	if r.verb.done != "" {
		return r.verb.done
	}
	return r.path + ": done"
}

// onePage takes the entries out of a page of a list.
func onePage(result any) (items any, next string) {
	v := reflect.ValueOf(result)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return result, ""
	}
	list, cursor := v.Elem().FieldByName("Items"), v.Elem().FieldByName("Next")
	if !list.IsValid() || !cursor.IsValid() || list.Kind() != reflect.Slice {
		return result, ""
	}
	if list.IsNil() {
		list = reflect.MakeSlice(list.Type(), 0, 0)
	}
	return list.Interface(), cursor.String()
}

// leftRunningError says what goes on after an interruption.
type leftRunningError struct {
	text, hint string
	err        error
}

func (e *leftRunningError) Error() string { return e.text }
func (e *leftRunningError) Unwrap() error { return e.err }

// left turns an interruption into what it means.
func (r *running) left(err error) error {
	var known *leftRunningError
	switch {
	case errors.As(err, &known):
		return err
	case r.verb.kind == waits:
		var w *backup.WaitError
		state := ""
		if errors.As(err, &w) && w.State != "" {
			state = " (last seen as " + w.State + ")"
		}
		return &leftRunningError{"interrupted: the work goes on" + state, "to go on waiting: backupctl " + r.line(), err}
	case r.verb.kind != reads:
		return &leftRunningError{"interrupted: it is not known whether the service carried this out", "look before doing it again", err}
	}
	return err
}

// line is the command line that was given, for doing it again.
func (r *running) line() string {
	parts := []string{r.path}
	for _, s := range r.binding.Positions() {
		for _, text := range s.Texts() {
			parts = append(parts, quote(text))
		}
	}
	return strings.Join(append(parts, r.session.chosen()...), " ")
}

func quote(text string) string {
	if text != "" && !strings.ContainsAny(text, " \t\n\"'$`\\*?[]{}()<>|&;~#!") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// ownDryRun says that the call has a dry run of its own, which tells more.
func (r *running) ownDryRun(values []reflect.Value) bool {
	v, ok := r.binding.Find(values, "DryRun")
	if ok && v.Kind() == reflect.Bool {
		v.SetBool(true)
	}
	return ok
}

// plan is what --dry-run shows.
func (r *running) plan(values []reflect.Value) any {
	o := output.NewObject()
	o.Set("dry_run", true)
	o.Set("command", r.path)
	o.Set("effect", []string{"reads", "changes", "destroys", "spends money", "waits"}[r.verb.kind])
	o.Set("arguments", r.argumentTree(values))
	tree, err := output.Tree(o, false)
	if err != nil {
		return o
	}
	return tree
}

func (r *running) argumentTree(values []reflect.Value) any {
	o := output.NewObject()
	for _, s := range r.binding.Slots() {
		if s.Owner == nil && s.Given() {
			o.Set(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s.Name(), "--"), "-", "_")), strings.Join(s.Texts(), ","))
		}
	}
	for _, v := range values {
		if v.Kind() != reflect.Struct {
			continue
		}
		tree, err := output.Tree(v.Interface(), false)
		fields, ok := tree.(*output.Object)
		if err != nil || !ok {
			continue
		}
		for _, key := range fields.Keys {
			if value := fields.Values[key]; !slices.Contains([]string{"", "0", "false"}, output.Text(value)) {
				o.Set(key, value)
			}
		}
	}
	return o
}

// agree makes sure that somebody wants what the command does.
func (r *running) agree(values []reflect.Value) error {
	a := r.session.app
	if a.global.dryRun {
		return nil
	}
	switch r.verb.kind {
	case spends:
		agreed := r.confirmCost
		if v, ok := r.binding.Find(values, "ConfirmCost"); ok {
			agreed = v.Bool()
		}
		if !agreed {
			return &problems.RefusedError{Text: "this spends money, and nobody has agreed to that", Hint: "--confirm-cost agrees; --dry-run shows what would be ordered"}
		}
	case destroys:
		if a.global.yes {
			return nil
		}
		return a.ask(r.verb.short + r.about())
	}
	return nil
}

// about names the arguments in a question.
func (r *running) about() string {
	var parts []string
	for _, s := range r.binding.Slots() {
		if s.Given() && (s.Flag == "") {
			parts = append(parts, strings.ToLower(s.Word.Name)+" "+strings.Join(s.Texts(), " "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
