package cli

import (
	"context"
	"errors"
	"reflect"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// report shows the result, and what went wrong.
func (inv *invocation) report(ctx context.Context, result any, err error, options output.Options) error {
	a := inv.session.app
	if err != nil && ctx.Err() != nil {
		err = inv.interrupted(err)
	}
	if err != nil && (result == nil || inv.verb.kind == reads) {
		return err
	}
	items, next := onePage(result)
	tree, treeErr := output.Tree(items, inv.reveal)
	if treeErr != nil {
		return errors.Join(err, treeErr)
	}
	if result == nil {
		if inv.verb.kind != reads {
			a.sayf("%s", inv.doneText())
		}
		return nil
	}
	if showErr := a.show(tree, options); showErr != nil {
		return errors.Join(err, showErr)
	}
	if inv.page != "" && next != "" {
		a.sayf("next page: --page %s", next)
	}
	if err == nil && inv.verb.waitCommand.isSet() && !inv.wait && options.Format == "table" {
		if line, lineErr := inv.followUp(result); lineErr == nil {
			a.sayf("going on; to wait for it: backupctl %s", line)
		}
	}
	return err
}

func (inv *invocation) doneText() string {
	if inv.verb.done != "" {
		return inv.verb.done
	}
	return inv.path + ": done"
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

// interruptedError says what goes on after an interruption.
type interruptedError struct {
	text, hint string
	err        error
}

func (e *interruptedError) Error() string { return e.text }
func (e *interruptedError) Unwrap() error { return e.err }

// interrupted turns an interruption into what it means.
func (inv *invocation) interrupted(err error) error {
	var known *interruptedError
	switch {
	case errors.As(err, &known):
		return err
	case inv.verb.kind == waits:
		var w *backup.WaitError
		state := ""
		if errors.As(err, &w) && w.State != "" {
			state = " (last seen as " + w.State + ")"
		}
		return &interruptedError{"interrupted: the work goes on" + state, "to go on waiting: backupctl " + inv.line(), err}
	case inv.verb.kind != reads:
		return &interruptedError{"interrupted: it is not known whether the service carried this out", "look before doing it again", err}
	}
	return err
}

// line is the command line that was given, for doing it again.
func (inv *invocation) line() string {
	parts := []string{inv.path}
	for _, s := range inv.binding.Positions() {
		for _, text := range s.Texts() {
			parts = append(parts, quote(text))
		}
	}
	return strings.Join(append(parts, inv.session.chosen()...), " ")
}

func quote(text string) string {
	if text != "" && !strings.ContainsAny(text, " \t\n\"'$`\\*?[]{}()<>|&;~#!") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
