package cbr

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/internal/token"
)

// byPassword signs a user in. A passcode is asked for when IAM asks for one: at
// first the password goes alone, and from then on they go together.
func (a *access) byPassword(p Password) signIn {
	var both atomic.Bool
	return func(ctx context.Context, send sender) (token.Token[session], error) {
		identity := p.identity()
		if !both.Load() {
			t, err := send(ctx, identity)
			if err == nil || p.Passcode == nil || !p.mayNeedPasscode(err) {
				return t, err
			}
			if p.UserID == "" {
				return t, noPasscode("the user has a second factor, and IAM wants the user's id beside its passcode: set Config.Credentials.UserID", err)
			}
		}
		code, err := p.passcode(ctx)
		if err != nil {
			return token.Token[session]{}, err
		}
		a.remember(backup.NewSecret(code))
		identity.Methods = append(identity.Methods, iamapi.AuthMethodTOTP)
		identity.TOTP = &iamapi.TOTPIdentity{User: iamapi.TOTPUser{ID: p.UserID, Passcode: code}}
		t, err := send(ctx, identity)
		both.Store(err == nil)
		return t, err
	}
}

// identity is a user with a password.
func (p Password) identity() iamapi.Identity {
	user := iamapi.PasswordUser{Password: p.Password.Reveal()}
	if p.User == "" {
		user.ID = p.UserID
	} else {
		user.Name, user.Domain = p.User, &iamapi.DomainRef{ID: p.DomainID, Name: p.Domain}
	}
	return iamapi.Identity{
		Methods:  []iamapi.AuthMethod{iamapi.AuthMethodPassword},
		Password: &iamapi.PasswordIdentity{User: user},
	}
}

// mayNeedPasscode reports a refusal of a password that came alone. What IAM says to
// users with a virtual MFA device is not documented, so with an id of the user
// every refusal may mean that; without one only words that cannot be mistaken.
func (p Password) mayNeedPasscode(err error) bool {
	e, ok := errors.AsType[*backup.Error](err)
	if !ok || e.StatusCode != http.StatusUnauthorized {
		return false
	}
	if p.UserID != "" {
		return true
	}
	message := strings.ToLower(e.Message)
	for _, word := range []string{"verification code", "passcode", "mfa", "totp", "multi-factor", "multifactor", "second factor"} {
		if strings.Contains(message, word) {
			return true
		}
	}
	return false
}

// passcode asks the caller. A panic of the callback is a refusal to tell, so that
// the password is not sent again with every call.
func (p Password) passcode(ctx context.Context) (code string, err error) {
	defer func() {
		if v := recover(); v != nil {
			code, err = "", noPasscode("no passcode", errPasscodePanicked)
		}
	}()
	code, err = p.Passcode(ctx)
	code = strings.TrimSpace(code)
	switch {
	case err != nil:
		return "", noPasscode("no passcode", err)
	case code == "":
		return "", noPasscode("no passcode", errNoPasscode)
	}
	return code, nil
}

func noPasscode(message string, cause error) error {
	return &backup.Error{
		Provider: providerIAM, Operation: iamapi.OpCreateToken.ID, Kind: backup.KindUnauthenticated,
		Message: message, Err: cause,
	}
}

const (
	errNoPasscode       = constError("the callback returned none")
	errPasscodePanicked = constError("the callback panicked")
)

// constError is an error that is a constant.
type constError string

func (e constError) Error() string { return string(e) }
