package cloutility

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// Access tokens live 299 seconds. They are renewed in the background during
// their last minute and not used in their last quarter of a minute, so that one
// does not expire on its way.
const (
	renewAhead  = time.Minute
	keepMargin  = 15 * time.Second
	defaultLife = 299 * time.Second
	longestLife = 24 * time.Hour // what a strange expires_in is cut down to
)

// grant is what a sign-in brings.
type grant struct {
	access  backup.Secret
	refresh backup.Secret // empty when the application may not have one
}

// tokens signs requests in. It implements [rest.Authenticator].
type tokens struct {
	clientID string
	password Password
	login    *rest.Client // without credentials: for the sign-in itself
	cache    *token.Cache[grant]
	wrong    atomic.Pointer[backup.Error] // what the service said to a wrong password
}

func newTokens(cfg Config, base rest.Config) (*tokens, error) {
	t := &tokens{clientID: cfg.ClientID, password: cfg.Credentials.(Password)} //nolint:forcetypeassert // validate looked
	base.Secrets = t.secrets
	login, err := rest.New(base)
	if err != nil {
		return nil, err
	}
	t.login = login
	t.cache = token.New(t.source, token.Options{Ahead: renewAhead, Margin: keepMargin})
	t.cache.Keep(token.Stored[grant]{
		Store: base.Settings.TokenStore, Key: provider + " " + base.BaseURL + " " + cfg.ClientID + " " + t.password.Username,
		Pack: func(tok token.Token[grant]) backup.Token {
			return backup.Token{Access: tok.Value.access, Refresh: tok.Value.refresh, Expiry: tok.Expiry}
		},
		Unpack: func(tok backup.Token) (token.Token[grant], bool) {
			return token.Token[grant]{Value: grant{access: tok.Access, refresh: tok.Refresh}, Expiry: tok.Expiry}, true
		},
	})
	return t, nil
}

// Authenticate adds the bearer token.
func (t *tokens) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	g, generation, err := t.cache.Get(ctx)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+g.access.Reveal())
	return generation, nil
}

// Rejected gives up a token that the service rejected.
func (t *tokens) Rejected(_ context.Context, generation token.Generation, err *backup.Error) bool {
	return err.Kind == backup.KindUnauthenticated && t.cache.Invalidate(generation)
}

// Accepted implements [rest.Acceptor].
func (t *tokens) Accepted(generation token.Generation) { t.cache.Accepted(generation) }

// secrets are what errors must not repeat: replaced tokens may be under way.
func (t *tokens) secrets() []backup.Secret {
	out := []backup.Secret{t.password.Password}
	for _, g := range t.cache.All() {
		out = append(out, g.access, g.refresh)
	}
	return out
}

// source gets a token: by the refresh token if there is one, and by the
// password when there is none or it was rejected. A password that the service
// rejected is never sent again: a few wrong ones lock the account, and this one
// cannot change.
func (t *tokens) source(ctx context.Context, prev *token.Token[grant]) (token.Token[grant], error) {
	if wrong := t.wrong.Load(); wrong != nil {
		return token.Token[grant]{}, fmt.Errorf("the password was rejected and is not sent again; make a new client: %w", wrong)
	}
	if prev != nil && !prev.Value.refresh.IsZero() {
		renewed, err := t.ask(ctx, cloutilityapi.TokenRequest{
			ClientID: t.clientID, GrantType: cloutilityapi.GrantTypeRefreshToken,
			RefreshToken: prev.Value.refresh.Reveal(),
		})
		if err == nil && renewed.Value.refresh.IsZero() {
			// Some servers send the refresh token once and mean it to stay.
			renewed.Value.refresh = prev.Value.refresh
		}
		if err == nil || !denied(err) {
			return renewed, err
		}
	}
	got, err := t.ask(ctx, cloutilityapi.TokenRequest{
		ClientID: t.clientID, GrantType: cloutilityapi.GrantTypePassword,
		Username: t.password.Username, Password: t.password.Password.Reveal(),
	})
	var e *backup.Error
	if errors.As(err, &e) && e.Kind == backup.KindUnauthenticated && !aboutApplication(e.Code) {
		t.wrong.Store(e)
	}
	return got, err
}

// aboutApplication reports rejections of the client id or its origin: the
// password was not looked at. What is wrong there can be mended in the portal.
func aboutApplication(code string) bool {
	return code == "invalid_client" || code == "unauthorized_client"
}

// denied reports a response of the service that says no, as opposed to no
// response or a failure of its own.
func denied(err error) bool {
	return errors.Is(err, backup.ErrUnauthenticated) || errors.Is(err, backup.ErrPermission) || errors.Is(err, backup.ErrInvalid)
}

// ask sends one grant.
func (t *tokens) ask(ctx context.Context, in cloutilityapi.TokenRequest) (token.Token[grant], error) {
	sent := time.Now() // the life begins at the server, no earlier than this
	response, err := cloutilityapi.New(t.login).CreateToken(ctx, in)
	if err != nil {
		return token.Token[grant]{}, err
	}
	if response.AccessToken.IsZero() {
		return token.Token[grant]{}, incomplete(cloutilityapi.OpCreateToken, "response has no access token")
	}
	return token.Token[grant]{
		Value:  grant{access: response.AccessToken, refresh: response.RefreshToken},
		Expiry: sent.Add(life(response.ExpiresIn.Value)),
	}, nil
}

// life reads expires_in.
func life(seconds int64) time.Duration {
	switch {
	case seconds <= 0:
		return defaultLife
	case seconds > int64(longestLife/time.Second):
		return longestLife
	}
	return time.Duration(seconds) * time.Second
}
