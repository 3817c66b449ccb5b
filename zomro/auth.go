package zomro

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
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
	plain *rest.Client // sends without credentials
	cache *token.Cache[backup.Secret]
}

func newCredentials(given Credentials) *credentials {
	c := &credentials{given: given}
	if password, ok := given.(Password); ok {
		c.cache = token.New(func(ctx context.Context, _ *token.Token[backup.Secret]) (token.Token[backup.Secret], error) {
			return c.signIn(ctx, password)
		}, token.Options{})
	}
	return c
}

// secrets are what must never appear in an error's text.
func (c *credentials) secrets() []backup.Secret {
	switch creds := c.given.(type) {
	case Password:
		out := []backup.Secret{creds.Password}
		if session, ok := c.cache.Peek(); ok {
			out = append(out, session)
		}
		return out
	case Session:
		return []backup.Secret{creds.ID}
	case AuthInfo:
		return []backup.Secret{creds.secret(), creds.Password}
	}
	return nil
}

func (c *credentials) authenticator() rest.Authenticator {
	switch creds := c.given.(type) {
	case Password:
		return &sessions{credentials: c}
	case Session:
		return &fixedSession{credentials: c, id: creds.ID}
	case AuthInfo:
		return perCall{creds.secret()}
	}
	return nil
}

// signedIn is the answer to signing in.
type signedIn struct {
	Auth struct {
		ID   string `json:"$id"`
		Text string `json:"$"`
	} `json:"auth"`
}

func (c *credentials) signIn(ctx context.Context, password Password) (token.Token[backup.Secret], error) {
	var none token.Token[backup.Secret]
	opened := time.Now()
	doc, err := call[signedIn](ctx, c.plain, zomroapi.OpAuth, zomroapi.NewAuthRequestWithBody, zomroapi.AuthForm{
		Username: password.Username, Password: password.Password.Reveal(),
	})
	if err != nil {
		return none, err
	}
	id := doc.Auth.ID
	if id == "" {
		id = doc.Auth.Text
	}
	if id == "" {
		return none, failure(zomroapi.OpAuth, backup.KindUnauthenticated, "", "answer holds no session")
	}
	return token.Token[backup.Secret]{Value: backup.NewSecret(id), Expiry: opened.Add(sessionLife)}, nil
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
