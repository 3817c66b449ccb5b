package cli

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/cbrsource"
	"github.com/backup-sdk/backup-go/protection/cloutilitysource"
	"github.com/backup-sdk/backup-go/protection/zomrosource"
	"github.com/backup-sdk/backup-go/zomro"
)

// fleet is several accounts at once.
type fleet struct {
	app      *app
	members  []*member
	contexts []config.Context
}

// member is one account of a fleet.
type member struct {
	context config.Context
	session *session
	client  any // nil when it could not be made
	source  protection.Source
}

// openFleet makes a client for each context, or for those of some names, in the
// order of the file. One whose client cannot be made, for a password that is not
// there for instance, does not keep the others from being asked.
func (a *app) openFleet(ctx context.Context, names []string) (*fleet, error) {
	contexts, err := a.chosenContexts(names)
	if err != nil {
		return nil, err
	}
	f := &fleet{app: a, contexts: contexts}
	for _, c := range contexts {
		f.members = append(f.members, a.openMember(ctx, c))
		if ctx.Err() != nil {
			f.close()
			return nil, ctx.Err()
		}
	}
	return f, nil
}

// chosenContexts finds the contexts.
func (a *app) chosenContexts(names []string) ([]config.Context, error) {
	if a.global.context != "" && !slices.Contains(names, a.global.context) {
		names = append(slices.Clone(names), a.global.context)
	}
	path, err := a.configPath()
	if err != nil {
		return nil, err
	}
	file, err := config.Load(path)
	if err != nil {
		return nil, err
	}
	if len(file.Contexts) == 0 {
		return nil, &problems.HintError{Err: usagef("there is no context"), Hint: "`backupctl context create` makes one for each account"}
	}
	if len(names) == 0 {
		return file.Contexts, nil
	}
	var out []config.Context
	for _, name := range names {
		c, err := file.Find(name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, func(have config.Context) bool { return have.Name == c.Name }) {
			out = append(out, c)
		}
	}
	return out, nil
}

// openMember makes the client of a context as if it had been named alone.
func (a *app) openMember(ctx context.Context, c config.Context) *member {
	return a.openAround(ctx, c, func(next http.RoundTripper) http.RoundTripper { return next })
}

// openAround is openMember with something around the transport.
func (a *app) openAround(ctx context.Context, c config.Context, around func(http.RoundTripper) http.RoundTripper) *member {
	m := &member{context: c}
	account := protection.Account{Provider: c.Service, Name: c.Name}
	i := slices.IndexFunc(services(), func(s *service) bool { return s.name == c.Service })
	if i < 0 {
		m.source = brokenSource{account, errors.New("the context is for " + c.Service + ", which this program does not know")}
		return m
	}
	var clock *protection.Clock
	session, client, err := a.openAlone(ctx, c, services()[i], func(next http.RoundTripper) http.RoundTripper {
		clock = protection.NewClock(around(next))
		return clock
	})
	m.session = session
	if err != nil {
		m.source = brokenSource{account, err}
		return m
	}
	m.client = client
	m.session.guard.Allow(readsOnly)
	switch client := client.(type) {
	case *cbr.Client:
		m.source = cbrsource.New(cbrsource.Config{Client: client, Account: c.Name, Region: cmp.Or(c.Region, c.ProjectName), Clock: clock})
	case *zomro.Client:
		m.source = zomrosource.New(zomrosource.Config{Client: client, Account: c.Name, Clock: clock})
	case *cloutility.Client:
		m.source = cloutilitysource.New(cloutilitysource.Config{Client: client, Account: c.Name, BusinessUnit: c.Unit, Clock: clock})
	default:
		m.source = brokenSource{account, errors.New("nothing tells what " + c.Service + " protects")}
	}
	return m
}

// openAlone makes the client of a context as if it had been named alone. The context
// need not be in the file.
func (a *app) openAlone(ctx context.Context, c config.Context, of *service, around func(http.RoundTripper) http.RoundTripper) (*session, any, error) {
	alone := *a
	alone.global.context = c.Name
	s := &session{app: &alone, service: of, around: around, account: &c, known: true}
	of.flags(&cobra.Command{}, s)
	client, err := s.client(ctx)
	a.archive = cmp.Or(a.archive, alone.archive)
	return s, client, err
}

// readsOnly lets nothing pass that changes anything.
func readsOnly(c *guard.Call) error {
	if c.Reads() || c.Operation.ID == "" && c.Method == http.MethodGet {
		return nil
	}
	return unconfirmed("this would also call " + c.Name() + ", which nobody has agreed to")
}

// agreed lets pass what somebody has agreed to: everything but what spends money.
func (m *member) agreed() {
	m.session.guard.Allow(func(c *guard.Call) error {
		if c.Spends() {
			return unconfirmed("this would also call " + c.Name() + ", which spends money")
		}
		return nil
	})
}

// sources are those of all members.
func (f *fleet) sources() []protection.Source {
	out := make([]protection.Source, len(f.members))
	for i, m := range f.members {
		out[i] = m.source
	}
	return out
}

// close lets go of the clients.
func (f *fleet) close() {
	for _, m := range f.members {
		if m.session != nil {
			m.session.done()
		}
	}
}

// brokenSource is an account that cannot even be asked.
type brokenSource struct {
	account protection.Account
	err     error
}

func (b brokenSource) Account() protection.Account { return b.account }
func (brokenSource) Requests(int) int              { return 0 }
func (b brokenSource) Rows(context.Context, *protection.Asker) iter.Seq2[protection.Row, error] {
	return func(yield func(protection.Row, error) bool) { yield(protection.Row{}, b.err) }
}

// completeAllContexts completes names of contexts, of any service, each once.
func (a *app) completeAllContexts(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	names, directive := a.completeContexts(cmd, nil, typed)
	return slices.DeleteFunc(names, func(line string) bool {
		name, _, _ := strings.Cut(line, "\t")
		return slices.Contains(args, name)
	}), directive
}
