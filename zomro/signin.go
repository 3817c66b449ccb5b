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

// sessionDoc is the document of a function that opens a session.
type sessionDoc struct {
	Auth struct {
		ID   string `json:"$id"`
		Text string `json:"$"`
	} `json:"auth"`
	OK string `json:"ok"`
}

func (d *sessionDoc) id() string { return cmp.Or(d.Auth.ID, d.Auth.Text) }

// check looks whether there is a session.
func (d *sessionDoc) check(op *backup.Operation) error {
	if d.id() == "" {
		return unreadable(op, "response has no session")
	}
	return nil
}

// noteOpened makes the session that a response opens a secret, and returns it.
func (c *credentials) noteOpened(d *sessionDoc) backup.Secret {
	session := backup.NewSecret(d.id())
	c.noteStep(session)
	return session
}

// open opens a session with one of the forms of signing in.
func (c *credentials) open(ctx context.Context, in zomroapi.AuthForm) (backup.Secret, error) {
	var doc sessionDoc
	if err := c.api.Auth(ctx, in, &doc); err != nil {
		return backup.Secret{}, err
	}
	return c.noteOpened(&doc), nil
}

// signIn opens a session with a password, and gives the second factor where one
// is owed.
func (c *credentials) signIn(ctx context.Context, creds Password) (token.Token[opened], error) {
	begun := time.Now()
	first, err := c.open(ctx, zomroapi.AuthForm{Username: creds.Username, Password: creds.Password.Reveal()})
	if err != nil {
		return token.Token[opened]{}, err
	}
	if creds.TOTP == nil {
		return ofSession(first, begun.Add(sessionLife)), nil
	}
	full, err := c.secondFactor(ctx, first, creds.TOTP)
	switch {
	case err != nil:
		return token.Token[opened]{}, err
	case full.Equal(first):
		return ofSession(first, begun.Add(sessionLife)), nil
	}
	// Somebody has typed a code: the session is used for as long as the service takes
	// it.
	return ofSession(full, time.Time{}), nil
}

// secondFactor gives the code of a second factor where one is owed, and returns
// the session that is good for everything.
func (c *credentials) secondFactor(ctx context.Context, session backup.Secret, code func(context.Context) (string, error)) (backup.Secret, error) {
	signed := carrySession(ctx, session)
	var who stepDoc
	if err := c.api.Whoami(signed, &who); err != nil {
		return backup.Secret{}, err
	}
	step, owed := nextStep(who.OK)
	switch {
	case !owed:
		return session, nil
	case step != stepTOTP:
		return backup.Secret{}, failure(&zomroapi.OpWhoami, backup.KindUnauthenticated, step, "the service wants another step of the sign-in, which this client does not know")
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
		return backup.Secret{}, badConfig("Credentials.TOTP", "must return six digits")
	}
	defer c.conceal(backup.NewSecret(digits))()
	var doc sessionDoc
	err = c.api.ConfirmTotp(signed, zomroapi.ConfirmTOTPForm{Qrcode: digits, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK}, &doc)
	if err == nil {
		return c.noteOpened(&doc), nil
	}
	var e *backup.Error
	if errors.As(err, &e) && e.StatusCode == http.StatusOK && e.Code != "" && e.Kind != backup.KindUnreadable && e.Kind != backup.KindBusy && e.Kind != backup.KindRateLimited {
		// An error of the code itself, whatever its class: the code was wrong, and another one must
		// not be tried at once.
		e.Kind = backup.KindUnauthenticated
	}
	return backup.Secret{}, err
}
