package cli

import (
	"context"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
)

// kind is what a command does to the world.
type kind uint8

const (
	reads    kind = iota
	changes       // something that can be changed back
	destroys      // asks first
	spends        // needs --confirm-cost
	waits         // for work that goes on by itself
)

// service is one of the APIs.
type service struct {
	name, short string
	flags       func(*cobra.Command, *session)
	connect     func(context.Context, *session) (any, error)
	// look reads something, to see whether it is there.
	look func(ctx context.Context, client any, path string, form url.Values) error
	// implicit finds the things a command is about when nobody names them:
	// the business unit, the instance. Their flag has the same name.
	implicit map[string]func(context.Context, *session) (string, error)
	// complete lists what an argument of a name can stand for: for completion, and to
	// find an id by its name.
	complete map[string]lister
	groups   func() []group
	// extra are the commands that are not about one kind of thing.
	extra func() []verb
	// flagNames are fields that have other flags than their own names.
	flagNames func() []flagName
}

// group is what can be done with one kind of thing.
type group struct {
	name    string
	aliases []string
	short   string
	verbs   []verb
}

// verb is one command. Its line of use is "verb WORDS…": a WORD is a place for
// an argument, [WORD] may be missing, WORD... may be repeated, @word is found by
// itself, --word is a flag. Words take the parameters of call in their order.
type verb struct {
	use, short, long string
	// example has a command per line, without what all begin with.
	example string
	kind    kind
	// call is a method of a service or a function of a context and a client.
	call any
	// all goes through all pages of the list whose one page is call's.
	all any
	// also are methods this command stands for without calling them itself.
	also []any
	// waitCommand waits for the work that this one began, if that takes time.
	waitCommand waitCommand
	// follows says that only the request tells what the command does; kind is the
	// most that it may do.
	follows bool
	// raw says that it can be any request, so that whatever is not known to read
	// only is asked about.
	raw bool
	// one says that there is no sense in doing it with several things at once.
	one bool
	// fill is a function of a context, a client and the entries of a list: it completes
	// those a table shows with what the service tells of each by itself only.
	fill any
	// cost and check take what call takes, or less: the first tells what it would
	// cost, the second finds what the service would reject.
	cost, check any
	// words are the texts about flags that are no fields, the --words of use.
	words map[string]string
	// columns of a table, when the usual choice is not good enough.
	columns string
	// done is said when there is nothing to show.
	done string
}

// name is the verb's own name.
func (v verb) name() string {
	name, _ := bind.ParseUse(v.use)
	return name
}

// useLine is the line of help.
func (inv *invocation) useLine() string {
	name, words := bind.ParseUse(inv.verb.use)
	parts := []string{name}
	for _, w := range words {
		if w.Implicit || w.Flag {
			continue
		}
		text := w.Name
		if w.Variadic || inv.binding != nil && inv.binding.Several != nil {
			text += "..."
		}
		if w.Optional {
			text = "[" + text + "]"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func (v verb) bind(s *service) (*bind.Binding, error) {
	_, words := bind.ParseUse(v.use)
	return bind.New(v.call, words, bind.Options{Rename: flagNames(s, v)})
}
