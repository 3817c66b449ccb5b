package zomro

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/token"
)

// stepTOTP is the function that is still owed while a second factor is.
const stepTOTP = "totp.confirm"

// signedIn is the answer to signing in.
type signedIn struct {
	Auth struct {
		ID   string `json:"$id"`
		Text string `json:"$"`
	} `json:"auth"`
	OK string `json:"ok"`
}

// session is the id of the session that an answer opens.
func (c *credentials) session(op backup.Operation, d *signedIn) (backup.Secret, error) {
	id := cmp.Or(d.Auth.ID, d.Auth.Text)
	if id == "" {
		return backup.Secret{}, failure(op, backup.KindUnauthenticated, "", "answer holds no session")
	}
	session := backup.NewSecret(id)
	c.noteSession(session)
	return session, nil
}

// open opens a session with one of the forms of signing in.
func (c *credentials) open(ctx context.Context, in zomroapi.AuthForm) (backup.Secret, error) {
	doc, err := call[signedIn](ctx, c.plain, zomroapi.OpAuth, zomroapi.NewAuthRequestWithBody, in)
	if err != nil {
		return backup.Secret{}, err
	}
	return c.session(zomroapi.OpAuth, doc)
}

// signIn opens a session with a password, and gives the second factor where one
// is owed.
func (c *credentials) signIn(ctx context.Context, creds Password) (token.Token[backup.Secret], error) {
	opened := time.Now()
	first, err := c.open(ctx, zomroapi.AuthForm{Username: creds.Username, Password: creds.Password.Reveal()})
	if err != nil {
		return token.Token[backup.Secret]{}, err
	}
	out := token.Token[backup.Secret]{Value: first, Expiry: opened.Add(sessionLife)}
	if creds.TOTP == nil {
		return out, nil
	}
	if out.Value, err = c.secondFactor(ctx, first, creds.TOTP); err != nil {
		return token.Token[backup.Secret]{}, err
	}
	if !out.Value.Equal(first) {
		// Somebody has typed a code: the session is used for as long as the
		// service takes it.
		out.Expiry = time.Time{}
	}
	return out, nil
}

// secondFactor gives the code of a second factor where one is owed, and returns
// the session that is good for everything.
func (c *credentials) secondFactor(ctx context.Context, session backup.Secret, code func(context.Context) (string, error)) (backup.Secret, error) {
	with := map[string]string{fieldAuth: session.Reveal()}
	who, err := callWith[whoamiDoc](ctx, c.plain, zomroapi.OpWhoami, bare(zomroapi.NewWhoamiRequest), noFields{}, with)
	if err != nil {
		return backup.Secret{}, err
	}
	step, owed := nextStep(who.OK)
	switch {
	case !owed:
		return session, nil
	case step != stepTOTP:
		return backup.Secret{}, failure(zomroapi.OpWhoami, backup.KindUnauthenticated, step, "the service wants another step of the sign-in, which this client does not know")
	}
	digits, err := code(ctx)
	if err != nil {
		return backup.Secret{}, &backup.Error{
			Provider: provider, Operation: zomroapi.OpConfirmTotp.ID, Kind: backup.KindUnknown,
			Message: "no code of the second factor", Err: err,
		}
	}
	digits = strings.TrimSpace(digits)
	if len(digits) != 6 || strings.Trim(digits, "0123456789") != "" {
		return backup.Secret{}, refuse("Config.Credentials.TOTP", "must return six digits")
	}
	defer c.conceal(backup.NewSecret(digits))()
	op := zomroapi.OpConfirmTotp
	doc, err := callWith[signedIn](ctx, c.plain, op, zomroapi.NewConfirmTotpRequestWithBody,
		zomroapi.ConfirmTOTPForm{Qrcode: digits, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK}, with)
	var e *backup.Error
	if errors.As(err, &e) && e.StatusCode == http.StatusOK && e.Code != "" && e.Code != codeNotJSON && e.Kind != backup.KindBusy && e.Kind != backup.KindRateLimited {
		// A refusal, whatever its class: the code was wrong, and another one must
		// not be tried at once.
		e.Kind = backup.KindUnauthenticated
	}
	if err != nil {
		return backup.Secret{}, err
	}
	return c.session(op, doc)
}
