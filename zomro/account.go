package zomro

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// AccountService is the signed-in user and the session.
type AccountService struct {
	client *Client
}

// User is a user of the account.
type User struct {
	ID       int64  `json:"$id"`
	RealName string `json:"$realname"`
	Email    string `json:"$email"`
	Phone    string `json:"$phone"`
	// EmailVerified is true once the e-mail address was confirmed.
	EmailVerified bool `json:"$email_verified"`
	// NeedPhoneValidate is true while the phone number must be confirmed.
	NeedPhoneValidate bool `json:"$need_phone_validate"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// whoamiDoc is the answer of whoami: a user, or a step that is still owed.
type whoamiDoc struct {
	User *User  `json:"user"`
	OK   string `json:"ok"`
}

// Whoami returns the user the credentials belong to. It fails with
// [backup.ErrUnauthenticated] and the code "totp.confirm" while a second factor
// is owed: this client cannot give one.
func (s *AccountService) Whoami(ctx context.Context) (*User, error) {
	op := zomroapi.OpWhoami
	doc, err := call[whoamiDoc](ctx, s.client.rest, op, bare(zomroapi.NewWhoamiRequest), noFields{})
	if err != nil {
		return nil, err
	}
	if step, owed := strings.CutPrefix(doc.OK, "func="); owed {
		return nil, failure(op, backup.KindUnauthenticated, step, "the sign-in is not complete: a second factor is owed")
	}
	if doc.User == nil {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no user")
	}
	return doc.User, nil
}

// Keepalive starts the session's hour anew and proves that it is open. The
// client renews its own session; this is for a [Session] that is used rarely.
func (s *AccountService) Keepalive(ctx context.Context) error {
	_, err := call[struct{}](ctx, s.client.rest, zomroapi.OpKeepalive, bare(zomroapi.NewKeepaliveRequest), noFields{})
	return err
}
