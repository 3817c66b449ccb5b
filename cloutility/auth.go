package cloutility

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
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
type grant struct { //nolint:recvcheck // as with all that reads itself
	access  backup.Secret
	refresh backup.Secret // empty when the application may not have one
	expiry  time.Time     // of access; zero is not known
}

// token is the grant in the form of the cache.
func (g grant) token() token.Token[grant] { return token.Token[grant]{Value: g, Expiry: g.expiry} }

// public is the grant in the form of users and stores.
func (g grant) public() backup.Token {
	return backup.Token{Access: g.access, Refresh: g.refresh, Expiry: g.expiry}
}

// tokens signs requests in. It implements [rest.Authenticator].
type tokens struct {
	clientID string
	password *Password    // nil without one
	given    *grant       // what the configuration has, nil if it has a password
	login    *rest.Client // without credentials: for the sign-in itself
	cache    *token.Cache[grant]
	wrong    atomic.Pointer[backup.Error] // what the service said to a wrong password

	mu      sync.Mutex
	renewed []backup.Secret // refresh tokens sent lately, newest last
}

func newTokens(cfg Config, base rest.Config) (*tokens, error) {
	t := &tokens{clientID: cfg.ClientID}
	var account string
	switch c := cfg.Credentials.(type) {
	case Password:
		t.password, account = &c, c.Username
	case Token:
		t.given, account = &grant{access: c.Access, refresh: c.Refresh, expiry: c.Expiry}, c.fingerprint()
	}
	base.Secrets = t.secrets
	login, err := rest.New(base)
	if err != nil {
		return nil, err
	}
	t.login = login
	t.cache = token.New(t.source, token.Options{Ahead: renewAhead, Margin: keepMargin})
	t.cache.Keep(token.Stored[grant]{
		Store: base.Settings.TokenStore,
		Key:   fmt.Sprintf("%s %s %s %s", provider, base.BaseURL, cfg.ClientID, account),
		Pack:  func(g token.Token[grant]) backup.Token { return g.Value.public() },
		Unpack: func(stored backup.Token) (token.Token[grant], bool) {
			return grant{access: stored.Access, refresh: stored.Refresh, expiry: stored.Expiry}.token(), true
		},
	})
	return t, nil
}

// fingerprint tells given tokens apart and says nothing of them: whose they are is
// not known.
func (t Token) fingerprint() string {
	secret := t.Refresh
	if secret.IsZero() {
		secret = t.Access
	}
	const enough = 16
	sum := sha256.Sum256([]byte(secret.Reveal()))
	return "token " + hex.EncodeToString(sum[:enough])
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
	var out []backup.Secret
	if t.password != nil {
		out = append(out, t.password.Password)
	}
	if t.given != nil {
		out = append(out, t.given.access, t.given.refresh)
	}
	for _, g := range t.cache.All() {
		out = append(out, g.access, g.refresh)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(out, t.renewed...)
}

// sending remembers a refresh token that may come from a store and be in no other
// list of secrets.
func (t *tokens) sending(refresh backup.Secret) {
	const most = 4
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.ContainsFunc(t.renewed, refresh.Equal) {
		t.renewed = append(t.renewed, refresh)
		t.renewed = slices.Clone(t.renewed[max(0, len(t.renewed)-most):])
	}
}

// source gets a token: the given one as long as it lives, else by the refresh
// token if there is one, and by the password when there is none or it was
// rejected. A password that the service calls wrong is never sent again: a few
// wrong ones lock the account, and this one cannot change.
func (t *tokens) source(ctx context.Context, prev *token.Token[grant]) (token.Token[grant], error) {
	if wrong := t.wrong.Load(); wrong != nil {
		return token.Token[grant]{}, fmt.Errorf("the password was rejected and is not sent again; make a new client: %w", wrong)
	}
	if prev == nil && t.given != nil {
		if t.given.usable() {
			return t.given.token(), nil
		}
		given := t.given.token()
		prev = &given
	}
	if prev != nil && !prev.Value.refresh.IsZero() {
		renewed, err := t.renew(ctx, prev.Value.refresh)
		if err == nil || t.password == nil || !denied(err) {
			return renewed, err
		}
	}
	if t.password == nil {
		return token.Token[grant]{}, errEnded()
	}
	got, err := t.ask(ctx, cloutilityapi.TokenRequest{
		ClientID: t.clientID, GrantType: cloutilityapi.GrantTypePassword,
		Username: t.password.Username, Password: t.password.Password.Reveal(),
	})
	var e *backup.Error
	if errors.As(err, &e) && passwordIsWrong(e) {
		t.wrong.Store(e)
	}
	return got, err
}

// usable reports whether a given token can be sent.
func (g *grant) usable() bool {
	return !g.access.IsZero() && (g.expiry.IsZero() || time.Until(g.expiry) > 0)
}

// errEnded is the error of a client that has nothing left to sign in with.
func errEnded() error {
	return &backup.Error{
		Provider: provider, Operation: cloutilityapi.OpCreateToken.ID, Kind: backup.KindUnauthenticated,
		Message: "the given token has ended or was rejected, and there is no refresh token",
	}
}

// renew gets a token by a refresh token.
func (t *tokens) renew(ctx context.Context, refresh backup.Secret) (token.Token[grant], error) {
	t.sending(refresh)
	renewed, err := t.ask(ctx, cloutilityapi.TokenRequest{
		ClientID: t.clientID, GrantType: cloutilityapi.GrantTypeRefreshToken, RefreshToken: refresh.Reveal(),
	})
	if err == nil && renewed.Value.refresh.IsZero() {
		// Some servers send the refresh token once and mean it to stay.
		renewed.Value.refresh = refresh
	}
	return renewed, err
}

// passwordIsWrong reports a response that says so: the code that OAuth 2 has for
// it, in the form of OAuth 2. Whatever else a sign-in meets may pass or be mended,
// and the password was not looked at: a page of a proxy, a client id or an origin
// that is unknown, an overload, a code of the API.
func passwordIsWrong(e *backup.Error) bool {
	var d *ErrorDetail
	return errors.As(e, &d) && d.oauth && d.Code == codeInvalidGrant && e.Kind == backup.KindUnauthenticated
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
	return grant{
		access: response.AccessToken, refresh: response.RefreshToken,
		expiry: sent.Add(life(response.ExpiresIn.Value)),
	}.token(), nil
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
