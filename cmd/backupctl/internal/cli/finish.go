package cli

import (
	"context"
	"errors"
	"reflect"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

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
