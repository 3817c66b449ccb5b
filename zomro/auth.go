package zomro

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// sessionLife is how long a session is used before a new one is opened. The
// service ends sessions one hour after their last request.
const sessionLife = 45 * time.Minute

// credentials sign the calls of one client.
type credentials struct {
	config Credentials
	api    *zomroapi.Client // calls with the session that its context carries, or without
	cache  *token.Cache[backup.Secret]
	using  atomic.Pointer[inUse]

	mu     sync.Mutex
	hidden []backup.Secret // of calls under way: passwords they set
	opened []backup.Secret // the last sessions: calls may still be using them
}

// keptSessions is how many of its own sessions a client keeps out of errors.
const keptSessions = 4

func newCredentials(config Credentials) *credentials {
	c := &credentials{config: config}
	switch creds := config.(type) {
	case Password:
		c.cache = token.New(func(ctx context.Context, _ *token.Token[backup.Secret]) (token.Token[backup.Secret], error) {
			return c.signIn(ctx, creds)
		}, token.Options{})
	case Key:
		c.cache = token.New(func(ctx context.Context, _ *token.Token[backup.Secret]) (token.Token[backup.Secret], error) {
			session, err := c.open(ctx, zomroapi.AuthForm{Username: creds.Username, Key: creds.Key.Reveal()})
			return token.Token[backup.Secret]{Value: session}, err
		}, token.Options{})
	}
	return c
}

// secrets are what must never appear in an error's text.
func (c *credentials) secrets() []backup.Secret {
	c.mu.Lock()
	out := slices.Concat(c.hidden, c.opened)
	c.mu.Unlock()
	switch creds := c.config.(type) {
	case Password:
		out = append(out, creds.Password)
	case Key:
		out = append(out, creds.Key)
	case Session:
		out = append(out, creds.ID)
	case AuthInfo:
		out = append(out, creds.secret(), creds.Password)
	}
	return out
}

// noteSession makes a session that was opened a secret.
func (c *credentials) noteSession(session backup.Secret) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened = append(c.opened, session)
	c.opened = c.opened[max(0, len(c.opened)-keptSessions):]
}

// conceal keeps a secret of a call out of its errors until the call is over: the
// service repeats what it was sent.
func (c *credentials) conceal(secret backup.Secret) (done func()) {
	if secret.IsZero() {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hidden = append(c.hidden, secret)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if i := slices.Index(c.hidden, secret); i >= 0 {
			c.hidden = slices.Delete(c.hidden, i, i+1)
		}
	}
}

// authenticator is what signs calls, by the kind of the credentials.
func (c *credentials) authenticator() rest.Authenticator {
	switch creds := c.config.(type) {
	case Password, Key:
		return &sessions{credentials: c}
	case Session:
		return &fixedSession{credentials: c, id: creds.ID}
	case AuthInfo:
		return perCall{creds.secret()}
	}
	return nil
}

// inUse is a session that calls were signed with.
type inUse struct {
	session    backup.Secret
	generation token.Generation
}

// current is the session calls are signed with, nil when there is none. It does
// not open any.
func (c *credentials) current() *inUse {
	if fixed, ok := c.config.(Session); ok {
		return &inUse{session: fixed.ID}
	}
	return c.using.Load()
}

// use notes the session of a call.
func (c *credentials) use(session backup.Secret, generation token.Generation) {
	if last := c.using.Load(); last == nil || last.generation < generation {
		c.using.CompareAndSwap(last, &inUse{session, generation})
	}
}

// ended asks the service whether a session has ended. When that cannot be told,
// it has not.
func (c *credentials) ended(ctx context.Context, session backup.Secret) bool {
	err := c.api.Keepalive(carrySession(ctx, session), new(struct{}))
	return errors.Is(err, backup.ErrUnauthenticated) || isAccess(err)
}

// isAccess reports the error that means either missing rights or an ended
// session.
func isAccess(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.Code == codeAccess
}

// sessions signs calls with a session it opens and renews.
type sessions struct {
	*credentials

	mu     sync.Mutex
	probes map[token.Generation]*probe // under way
}

// probe is the question whether a session has ended, asked once for all
// goroutines that got the same response.
type probe struct {
	done  chan struct{}
	ended bool
}

// Authenticate implements [rest.Authenticator].
func (s *sessions) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	session, generation, err := s.cache.Get(ctx)
	if err != nil {
		return 0, err
	}
	s.use(session, generation)
	setField(req, fieldAuth, session.Reveal())
	return generation, nil
}

// Rejected implements [rest.Authenticator]. An error of class "access" does not
// tell whether rights are missing or the session has ended; the service's own
// panel asks keepalive then, and so does this.
func (s *sessions) Rejected(ctx context.Context, generation token.Generation, err *backup.Error) bool {
	switch {
	case err.Kind == backup.KindUnauthenticated:
		return s.cache.Invalidate(generation)
	case !isAccess(err):
		return false
	}
	p := s.probe(context.WithoutCancel(ctx), generation)
	select {
	case <-ctx.Done():
		// It stays unknown what the response meant.
		err.Kind, err.Err = backup.KindUnknown, backup.ContextError(ctx)
		return false
	case <-p.done:
		return p.ended
	}
}

// probe asks whether the session of a generation has ended, or joins the question
// under way. It must not end with the caller that happened to ask.
func (s *sessions) probe(ctx context.Context, generation token.Generation) *probe {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.probes[generation]; p != nil {
		return p
	}
	p := &probe{done: make(chan struct{})}
	if s.probes == nil {
		s.probes = make(map[token.Generation]*probe)
	}
	s.probes[generation] = p
	go func() {
		defer close(p.done)
		p.ended = s.renewable(ctx, generation)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.probes, generation)
	}()
	return p
}

// renewable reports whether another attempt would have another session than that
// of a generation.
func (s *sessions) renewable(ctx context.Context, generation token.Generation) bool {
	session, current, err := s.cache.Get(ctx)
	switch {
	case err != nil:
		return false // the call keeps the error it has
	case current != generation:
		return true // somebody else was faster
	}
	return s.ended(ctx, session) && s.cache.Invalidate(generation)
}

// Accepted implements [rest.Acceptor].
func (s *sessions) Accepted(generation token.Generation) { s.cache.Accepted(generation) }

// fixedSession signs calls with a session opened elsewhere.
type fixedSession struct {
	*credentials
	id backup.Secret
}

// Authenticate implements [rest.Authenticator].
func (s *fixedSession) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	setField(req, fieldAuth, s.id.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator]: the session cannot be renewed, but
// the error should say what is wrong with it.
func (s *fixedSession) Rejected(ctx context.Context, _ token.Generation, err *backup.Error) bool {
	if isAccess(err) && s.ended(ctx, s.id) {
		err.Kind = backup.KindUnauthenticated
	}
	return false
}

// perCall signs calls with the name and password.
type perCall struct {
	info backup.Secret
}

// Authenticate implements [rest.Authenticator].
func (p perCall) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	setField(req, fieldAuthInfo, p.info.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator].
func (perCall) Rejected(context.Context, token.Generation, *backup.Error) bool { return false }

// carriedSession signs calls with the session that their context carries, and
// leaves those without one alone.
type carriedSession struct{}

type sessionKey struct{}

// carrySession makes a context for calls with a session.
func carrySession(ctx context.Context, session backup.Secret) context.Context {
	return context.WithValue(ctx, sessionKey{}, session)
}

// Authenticate implements [rest.Authenticator].
func (carriedSession) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	if session, ok := ctx.Value(sessionKey{}).(backup.Secret); ok {
		setField(req, fieldAuth, session.Reveal())
	}
	return 0, nil
}

// Rejected implements [rest.Authenticator].
func (carriedSession) Rejected(context.Context, token.Generation, *backup.Error) bool { return false }
