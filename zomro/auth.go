package zomro

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
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

// opened is a session of the client's own.
type opened struct {
	id backup.Secret
	// expiry is when the client opens another one; zero is never.
	expiry time.Time
}

// credentials sign the calls of one client.
type credentials struct {
	config Credentials
	api    *zomroapi.Client // calls with the session that its context carries, or without
	cache  *token.Cache[opened]
	using  atomic.Pointer[inUse]
	used   atomic.Bool // the session that was given beside a password or key

	store    backup.TokenStore // nil without one
	storeKey string

	mu     sync.Mutex
	hidden []backup.Secret // of calls under way: passwords they set
	steps  []backup.Secret // sessions of a sign-in that wants a second factor still
}

// keptSteps is how many sessions that a second factor replaced are kept out of
// errors.
const keptSteps = 4

// newCredentials keeps sessions in a store, if there is one. Address is that of the
// service.
func newCredentials(config Credentials, store backup.TokenStore, address string) *credentials {
	c := &credentials{config: config}
	username, given := "", backup.Secret{}
	var signIn func(context.Context) (token.Token[opened], error)
	switch creds := config.(type) {
	case Password:
		username, given = creds.Username, creds.Session
		signIn = func(ctx context.Context) (token.Token[opened], error) { return c.signIn(ctx, creds) }
	case Key:
		username, given = creds.Username, creds.Session
		signIn = func(ctx context.Context) (token.Token[opened], error) {
			session, err := c.open(ctx, zomroapi.AuthForm{Username: creds.Username, Key: creds.Key.Reveal()})
			return ofSession(session, time.Time{}), err
		}
	default:
		return c
	}
	c.cache = token.New(func(ctx context.Context, prev *token.Token[opened]) (token.Token[opened], error) {
		if !given.IsZero() && !c.used.Swap(true) && (prev == nil || !prev.Value.id.Equal(given)) {
			return ofSession(given, time.Time{}), nil
		}
		return signIn(ctx)
	}, token.Options{})
	c.store, c.storeKey = store, strings.Join([]string{provider, strings.TrimSuffix(address, "/"), username}, " ")
	c.cache.Keep(token.Stored[opened]{
		Store: store, Key: c.storeKey,
		Pack: func(t token.Token[opened]) backup.Token { return backup.Token{Access: t.Value.id, Expiry: t.Expiry} },
		Unpack: func(t backup.Token) (token.Token[opened], bool) {
			return ofSession(t.Access, t.Expiry), checkSession("", t.Access) == nil
		},
	})
	return c
}

// ofSession is a session as the cache keeps it.
func ofSession(id backup.Secret, expiry time.Time) token.Token[opened] {
	return token.Token[opened]{Value: opened{id, expiry}, Expiry: expiry}
}

// present is the session that calls are signed with, opened if there is none.
func (c *credentials) present(ctx context.Context) (backup.Token, error) {
	switch creds := c.config.(type) {
	case Session:
		return backup.Token{Access: creds.ID}, nil
	case AuthInfo:
		return backup.Token{}, badConfig("Credentials", "are an AuthInfo, which opens no session")
	}
	session, generation, err := c.cache.Get(ctx)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return backup.Token{}, backup.ContextError(ctx)
	default:
		return backup.Token{}, rest.SignInError(zomroapi.OpAuth, err)
	}
	c.use(session.id, generation)
	return backup.Token{Access: session.id, Expiry: session.expiry}, nil
}

// forget takes a session that has ended out of the store. Another process may have
// put a newer one there.
func (c *credentials) forget(ctx context.Context, session backup.Secret) {
	if c.store == nil {
		return
	}
	if kept, err := c.store.Load(ctx, c.storeKey); err == nil && kept.Access.Equal(session) {
		_ = c.store.Delete(ctx, c.storeKey) // its next user is told that it has ended
	}
}

// secrets are what must never appear in an error's text.
func (c *credentials) secrets() []backup.Secret {
	c.mu.Lock()
	out := slices.Concat(c.hidden, c.steps)
	c.mu.Unlock()
	switch creds := c.config.(type) {
	case Password:
		out = append(out, creds.Password, creds.Session)
	case Key:
		out = append(out, creds.Key, creds.Session)
	case Session:
		out = append(out, creds.ID)
	case AuthInfo:
		out = append(out, creds.secret(), creds.Password)
	}
	if c.cache != nil {
		for _, session := range c.cache.All() {
			out = append(out, session.id)
		}
	}
	return out
}

// noteStep makes a session secret that is not in the cache yet.
func (c *credentials) noteStep(session backup.Secret) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.steps = append(c.steps, session)
	c.steps = c.steps[max(0, len(c.steps)-keptSteps):]
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
	s.use(session.id, generation)
	setField(req, fieldAuth, session.id.Reveal())
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
		defer func() {
			// The program's own code runs in here, as observers and transports do. When
			// it panics nobody knows whether the session has ended, and the call keeps
			// its error.
			_ = recover()
			s.mu.Lock()
			delete(s.probes, generation)
			s.mu.Unlock()
			close(p.done)
		}()
		p.ended = s.renewable(ctx, generation)
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
	return s.ended(ctx, session.id) && s.cache.Invalidate(generation)
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
