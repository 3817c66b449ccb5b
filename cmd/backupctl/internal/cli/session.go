package cli

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/spf13/pflag"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/trace"
)

// session is the account that a command works with.
type session struct {
	app     *app
	service *service
	flags   *pflag.FlagSet // those of the service
	// around, if set, is put around the transport.
	around func(http.RoundTripper) http.RoundTripper

	account *config.Context // set by settle
	known   bool            // there is a context
	opened  any             // the client
	guard   *guard.Guard    // between the client and the network
}

// client makes the client, once. Nothing is sent.
func (s *session) client(ctx context.Context) (any, error) {
	if s.opened != nil {
		return s.opened, nil
	}
	if err := s.settle(); err != nil {
		return nil, err
	}
	client, err := s.service.connect(ctx, s)
	if err != nil {
		return nil, err
	}
	s.opened = client
	return client, nil
}

// done lets go of the client.
func (s *session) done() {
	if c, ok := s.opened.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// configPath is where the contexts are.
func (a *app) configPath() (string, error) {
	if a.global.config != "" {
		return a.inDir(a.global.config), nil
	}
	return config.Path(a.Getenv)
}

// inDir is a path as the user means it.
func (a *app) inDir(path string) string {
	if a.Dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(a.Dir, path)
}

// settle finds the context.
func (s *session) settle() error {
	s.app.session = s
	if s.account != nil {
		return nil
	}
	name := s.app.global.context
	if name == "" {
		name = s.app.Getenv("BACKUPCTL_CONTEXT_" + upper(s.service.name))
	}
	path, err := s.app.configPath()
	if err != nil && name == "" {
		s.account = &config.Context{} // everything may come from the environment
		return nil
	}
	if err != nil {
		return err
	}
	file, err := config.Load(path)
	if err != nil {
		return err
	}
	account, known, err := file.Chosen(s.service.name, name)
	if err != nil {
		return err
	}
	s.account, s.known = &account, known
	return nil
}

// named says that a context was chosen on the command line: then it counts, and
// not what the environment happens to have.
func (s *session) named() bool { return s.app.global.context != "" }

// env is the first variable that is set, unless a context was named.
func (s *session) env(variables ...string) string {
	if s.named() {
		return ""
	}
	for _, name := range variables {
		if text := s.app.Getenv(name); text != "" {
			return text
		}
	}
	return ""
}

// text is a setting: a flag, else a variable, else what the context says.
func (s *session) text(flag, fromContext string, variables ...string) string {
	if f := s.flags.Lookup(flag); f != nil && f.Changed {
		return f.Value.String()
	}
	if text := s.env(variables...); text != "" {
		return text
	}
	return fromContext
}

// isSet says that a flag of the service was typed.
func (s *session) isSet(flag string) bool {
	f := s.flags.Lookup(flag)
	return f != nil && f.Changed
}

// secret finds the password: by the flag, a variable, or as the context says.
func (s *session) secret(ctx context.Context, variables ...string) (backup.Secret, error) {
	if s.isSet("password") {
		return s.app.secrets.Find(ctx, s.flags.Lookup("password").Value.String())
	}
	if text := s.env(variables...); text != "" {
		secret := backup.NewSecret(text)
		s.app.known.Add(secret)
		return secret, nil
	}
	return s.app.secrets.Find(ctx, s.account.Source())
}

// options are those of the client: address, tracing, limits.
func (s *session) options(url string, insecure bool) ([]backup.Option, error) {
	g := &s.app.global
	out := []backup.Option{backup.WithUserAgent("backupctl/" + backup.Version), backup.WithTokenStore(s.tokenStore())}
	if url != "" {
		out = append(out, backup.WithBaseURL(url))
	}
	if insecure {
		out = append(out, backup.WithInsecureHTTP())
	}
	if g.requestTimeout > 0 {
		out = append(out, backup.WithTimeout(g.requestTimeout))
	}
	switch {
	case s.app.completing:
		out = append(out, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
	case g.maxAttempts > 0:
		out = append(out, backup.WithRetry(backup.RetryPolicy{MaxAttempts: g.maxAttempts}))
	}
	next, err := s.transport()
	if err != nil {
		return nil, err
	}
	if s.around != nil {
		next = s.around(next)
	}
	s.guard = &guard.Guard{Next: next}
	return append(out, backup.WithHTTPClient(&http.Client{Transport: s.guard})), nil
}

// idleConns keeps the connections of all workers of a bulk open; net/http keeps two
// of a host.
const idleConns = 64

// transport sends requests, and shows them where that is wanted.
func (s *session) transport() (http.RoundTripper, error) {
	g := &s.app.global
	next := http.DefaultTransport
	if own, ok := next.(*http.Transport); ok {
		own = own.Clone()
		own.MaxIdleConnsPerHost = idleConns
		if err := s.trust(own); err != nil {
			return nil, err
		}
		next = own
	}
	if !g.debug && g.traceFile == "" || s.app.completing {
		return next, nil
	}
	t := &trace.Transport{Next: next, Known: s.app.known}
	if g.debug {
		t.Debug = s.app.Stderr
	}
	if g.traceFile == "" {
		return t, nil
	}
	if s.app.archive == nil { // else another account's session has made it
		archive, err := trace.Create(s.app.inDir(g.traceFile))
		if err != nil {
			return nil, usagef("--trace-file: %w", err)
		}
		s.app.archive = archive
	}
	t.Archive = s.app.archive
	return t, nil
}

// find is the verb of a group.
func (s *session) find(groupName, verbName string) (verb, error) {
	for _, g := range s.service.groups() {
		if g.name != groupName {
			continue
		}
		for _, v := range g.verbs {
			if v.name() == verbName {
				return v, nil
			}
		}
	}
	return verb{}, fmt.Errorf("there is no command %s %s %s", s.service.name, groupName, verbName)
}

func upper(name string) string {
	b := []byte(names.Snake(name))
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
