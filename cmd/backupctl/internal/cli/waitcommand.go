package cli

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
)

// waitCommand is the command that waits for the work another one began: --wait
// runs it, and without --wait its command line is shown.
type waitCommand struct {
	// call is that of the command that waits.
	call any
	// arguments is a function that gives the arguments of call. It takes those of
	// the command that began the work, as many as it needs, and after them, if it
	// needs it, what came of that command. Without a function, call takes what
	// that command took, as many as it needs.
	arguments any
}

func (w waitCommand) isSet() bool { return w.call != nil }

// waitFor is the command whose call is given. See [waitCommand] for the function.
func waitFor(call any, arguments ...any) waitCommand {
	w := waitCommand{call: call}
	if len(arguments) > 0 {
		w.arguments = arguments[0]
	}
	return w
}

// find is the waiting command among those of a service.
func (w waitCommand) find(s *service) (groupName string, waiting verb, err error) {
	want := reflect.ValueOf(w.call).Pointer()
	for _, g := range s.groups() {
		for _, v := range g.verbs {
			if reflect.ValueOf(v.call).Pointer() == want {
				return g.name, v, nil
			}
		}
	}
	return "", verb{}, fmt.Errorf("no command of %s waits by %T", s.name, w.call)
}

// bind finds and binds the waiting command.
func (w waitCommand) bind(s *service) (groupName string, waiting verb, b *bind.Binding, err error) {
	if groupName, waiting, err = w.find(s); err != nil {
		return "", verb{}, nil, err
	}
	b, err = waiting.bind(s)
	return groupName, waiting, b, err
}

// values are the arguments of the call. began are those of the command that
// began the work, result is what came of it, nil for nothing.
func (w waitCommand) values(began []reflect.Value, result any) ([]reflect.Value, error) {
	if w.arguments == nil {
		return began[:min(len(began), parameters(w.call))], nil
	}
	fn := reflect.ValueOf(w.arguments)
	in := make([]reflect.Value, 0, fn.Type().NumIn())
	for i := range fn.Type().NumIn() {
		want := fn.Type().In(i)
		switch {
		case i < len(began) && began[i].Type() == want:
			in = append(in, began[i])
		case result != nil && reflect.TypeOf(result) == want:
			in = append(in, reflect.ValueOf(result))
		default:
			return nil, errUnnamedWork
		}
	}
	return fn.Call(in), nil
}

// parameters counts those of a call that have a place on the command line.
func parameters(call any) int {
	t := reflect.TypeOf(call)
	n := t.NumIn() - 2 // a service or client, and a context
	if t.IsVariadic() {
		n--
	}
	return n
}

// errUnnamedWork means that a response does not say what to wait for.
var errUnnamedWork = errors.New("the service did not name what it began")

// await runs the command that waits for what this one began.
func (inv *invocation) await(ctx context.Context, client, result any) (any, error) {
	w := inv.verb.waitCommand
	values, err := w.values(inv.values, result)
	if err != nil {
		return result, err
	}
	line, err := inv.followUp(result)
	if err != nil {
		return result, err
	}
	out, err := inv.binding.Call(ctx, w.call, client, values, inv.waitOptions())
	if err != nil {
		return result, err
	}
	waited, err := split(out)
	if err != nil {
		var we *backup.WaitError
		if ctx.Err() != nil || errors.As(err, &we) && !we.Failed {
			return result, stillRunning(ctx, err, line)
		}
		return result, err
	}
	if waited == nil {
		return result, nil
	}
	return waited, nil
}

// followUp is the command line that waits for what this command began.
func (inv *invocation) followUp(result any) (string, error) {
	s := inv.session.service
	groupName, waiting, b, err := inv.verb.waitCommand.bind(s)
	if err != nil {
		return "", err
	}
	values, err := inv.verb.waitCommand.values(inv.values, result)
	if err != nil {
		return "", err
	}
	words, err := b.Words(values)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errUnnamedWork, err)
	}
	parts := []string{s.name, groupName, waiting.name()}
	for _, word := range words {
		parts = append(parts, quote(word))
	}
	return inv.session.line(parts...), nil
}
