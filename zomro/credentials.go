package zomro

import (
	"context"
	"errors"
	"net/url"
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
	given Credentials
	plain *wire // sends without credentials
	cache *token.Cache[backup.Secret]
	using atomic.Pointer[inUse]

	mu     sync.Mutex
	hidden []backup.Secret // of calls under way: passwords they set
	opened []backup.Secret // the last sessions: calls may still be using them
}

// keptSessions is how many of its own sessions a client keeps out of errors.
const keptSessions = 4

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
	out := slices.Concat(c.hidden, c.opened)
	c.mu.Unlock()
	switch creds := c.given.(type) {
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
	session    backup.Secret
	generation token.Generation
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
func (c *credentials) use(session backup.Secret, generation token.Generation) {
	if last := c.using.Load(); last == nil || last.generation < generation {
		c.using.CompareAndSwap(last, &inUse{session, generation})
	}
}

// ended asks the service whether a session has ended. When that cannot be told,
// it has not.
func (c *credentials) ended(ctx context.Context, session backup.Secret) bool {
	req, err := zomroapi.NewKeepaliveRequest(rest.NoHost)
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
