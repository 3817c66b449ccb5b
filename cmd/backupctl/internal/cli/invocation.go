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
	options           output.Options          // how the result is shown
	rows              *rowStream              // of a command that shows them as they come
	named             map[string]string       // names that were looked up, by the ids they stand for
	refuse            context.CancelCauseFunc // ends what goes beyond the agreement
}

// run does what the command is for.
func (inv *invocation) run(ctx context.Context, args []string) error {
	a := inv.session.app
	a.running = inv
	if err := inv.checkArgs(args); err != nil {
		return inv.misused(err)
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
	if err := inv.findNamed(ctx, args); err != nil {
		return err
	}
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
	if s := inv.binding.Several; s != nil && len(s.Texts()) > 1 {
		return inv.carryOutEach(ctx, options)
	}
	return inv.carryOut(ctx, options)
}

// checkArgs finds what is wrong with the arguments without asking anybody: names are
// not looked up yet.
func (inv *invocation) checkArgs(args []string) error {
	placed, err := inv.binding.Place(args)
	if err != nil {
		return err
	}
	for i, slot := range placed {
		if inv.session.listerOf(slot.Word.Name) != nil {
			continue
		}
		if err := slot.Check(args[i]); err != nil {
			return err
		}
	}
	return nil
}

// findNamed makes ids of the names among arguments and flags, and keeps them.
func (inv *invocation) findNamed(ctx context.Context, args []string) error {
	args, err := inv.resolve(ctx, args)
	if err != nil {
		return err
	}
	if err := inv.binding.Args(args); err != nil {
		return inv.misused(err)
	}
	return inv.resolveFlags(ctx)
}

// misused adds to an error about arguments how the command is used.
func (inv *invocation) misused(err error) error {
	return fmt.Errorf("%w (usage: backupctl %s)", err, strings.TrimSuffix(inv.path, inv.verb.name())+inv.useLine())
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
	if inv.input == "" {
		return nil, nil
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
		text, err := inv.implicitID(ctx, slot.Word.Name)
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
