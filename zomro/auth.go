package zomro

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

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
	given Credentials
	plain *wire // sends without credentials
	cache *token.Cache[backup.Secret]
	using atomic.Pointer[inUse]

	mu     sync.Mutex
	hidden []backup.Secret // of calls under way: passwords they set
}

func newCredentials(given Credentials) *credentials {
	c := &credentials{given: given}
	switch creds := given.(type) {
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
	hidden := slices.Clone(c.hidden)
	c.mu.Unlock()
	return append(hidden, c.own()...)
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

// own are the secrets of the credentials.
func (c *credentials) own() []backup.Secret {
	switch creds := c.given.(type) {
	case Password:
		return c.withSession(creds.Password)
	case Key:
		return c.withSession(creds.Key)
	case Session:
		return []backup.Secret{creds.ID}
	case AuthInfo:
		return []backup.Secret{creds.secret(), creds.Password}
	}
	return nil
}

// withSession adds the open session to a secret.
func (c *credentials) withSession(secret backup.Secret) []backup.Secret {
	out := []backup.Secret{secret}
	if session, ok := c.cache.Peek(); ok {
		out = append(out, session)
	}
	return out
}

func (c *credentials) authenticator() rest.Authenticator {
	switch creds := c.given.(type) {
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
	session backup.Secret
	lease   token.Lease
}

// current is the session calls are signed with, nil when there is none. It does
// not open any.
func (c *credentials) current() *inUse {
	if fixed, ok := c.given.(Session); ok {
		return &inUse{session: fixed.ID}
	}
	return c.using.Load()
}

// use notes the session of a call.
func (c *credentials) use(session backup.Secret, lease token.Lease) {
	if last := c.using.Load(); last == nil || last.lease < lease {
		c.using.CompareAndSwap(last, &inUse{session, lease})
	}
}

// ended asks the service whether a session has ended. When that cannot be told,
// it has not.
func (c *credentials) ended(ctx context.Context, session backup.Secret) bool {
	req, err := zomroapi.NewKeepaliveRequest(c.plain.Base())
	if err != nil {
		return false
	}
	req.PostForm = url.Values{fieldAuth: {session.Reveal()}}
	_, err = send[struct{}](ctx, c.plain, zomroapi.OpKeepalive, req)
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
	probes singleflight.Group
}

// Authenticate implements [rest.Authenticator].
func (s *sessions) Authenticate(ctx context.Context, req *http.Request) (token.Lease, error) {
	session, lease, err := s.cache.Get(ctx)
	if err != nil {
		return 0, err
	}
	s.use(session, lease)
	setField(req, fieldAuth, session.Reveal())
	return lease, nil
}

// Rejected implements [rest.Authenticator]. An error of class "access" does not
// tell whether rights are missing or the session has ended; the service's own
// panel asks keepalive then, and so does this.
func (s *sessions) Rejected(ctx context.Context, lease token.Lease, err *backup.Error) bool {
	switch {
	case err.Kind == backup.KindUnauthenticated:
		return s.cache.Invalidate(lease)
	case !isAccess(err):
		return false
	}
	// One question for all goroutines that got the same answer. It must not end
	// with the caller that happened to ask.
	asked := s.probes.DoChan(strconv.FormatUint(uint64(lease), 10), func() (any, error) {
		session, current, err := s.cache.Get(context.WithoutCancel(ctx))
		switch {
		case err != nil:
			return false, nil //nolint:nilerr // the call keeps the error it has
		case current != lease:
			return true, nil // somebody else was faster
		}
		return s.ended(context.WithoutCancel(ctx), session) && s.cache.Invalidate(lease), nil
	})
	select {
	case <-ctx.Done():
		// It stays unknown what the refusal meant.
		err.Kind, err.Err = backup.KindUnknown, backup.ContextError(ctx)
		return false
	case answer := <-asked:
		ended, _ := answer.Val.(bool)
		return ended
	}
}

// fixedSession signs calls with a session opened elsewhere.
type fixedSession struct {
	*credentials
	id backup.Secret
}

// Authenticate implements [rest.Authenticator].
func (s *fixedSession) Authenticate(_ context.Context, req *http.Request) (token.Lease, error) {
	setField(req, fieldAuth, s.id.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator]: the session cannot be renewed, but
// the error should say what is wrong with it.
func (s *fixedSession) Rejected(ctx context.Context, _ token.Lease, err *backup.Error) bool {
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
func (p perCall) Authenticate(_ context.Context, req *http.Request) (token.Lease, error) {
	setField(req, fieldAuthInfo, p.info.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator].
func (perCall) Rejected(context.Context, token.Lease, *backup.Error) bool { return false }
