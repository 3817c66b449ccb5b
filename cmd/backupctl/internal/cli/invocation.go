package cli

import (
	"context"
	"fmt"
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
	refuse            context.CancelCauseFunc // ends what goes beyond the agreement
}

// run does what the command is for.
func (inv *invocation) run(ctx context.Context, args []string) error {
	a := inv.session.app
	a.running = inv
	if err := inv.binding.Args(args); err != nil {
		return fmt.Errorf("%w (usage: backupctl %s)", err, strings.TrimSuffix(inv.path, inv.verb.name())+useLine(inv.verb))
	}
	options, err := a.options()
	if err != nil {
		return err
	}
	if a.global.format == "" && inv.isRaw() {
		options.Format = "json" // as it was sent
	}
	options.Reveal = inv.reveal
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
	for _, v := range values {
		a.known.AddFrom(v.Interface())
	}
	if inv.verb.raw {
		inv.learnRaw(values)
	}
	return inv.carryOut(ctx, options)
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
