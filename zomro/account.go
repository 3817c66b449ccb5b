package zomro

import (
	"context"
	"errors"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// AccountService is the signed-in user and the session.
type AccountService struct{ client *Client }

// User is somebody who can sign in to the account, as Whoami tells it.
type User struct {
	ID       int64  `json:"$id"`
	RealName string `json:"$realname"`
	Email    string `json:"$email"`
	Phone    string `json:"$phone"`
	// EmailVerified is true once the e-mail address was confirmed.
	EmailVerified bool `json:"$email_verified"`
	// NeedPhoneValidate is true while the phone number must be confirmed.
	NeedPhoneValidate bool `json:"$need_phone_validate"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// stepDoc is the document of whoami while a step of the sign-in is owed.
type stepDoc struct {
	OK string `json:"ok"`
}

// whoamiDoc is the document of whoami: a user, or a step that is still owed.
type whoamiDoc struct {
	stepDoc

	User *User `json:"user"`
}

func (d *whoamiDoc) check(op *backup.Operation) error {
	if step, owed := nextStep(d.OK); owed {
		return failure(op, backup.KindUnauthenticated, step, "the sign-in is not complete: a second factor is owed")
	}
	if d.User == nil {
		return unreadable(op, "response has no user")
	}
	return nil
}

// Whoami returns the user the credentials belong to. It fails with
// [backup.ErrUnauthenticated] and the code "totp.confirm" while a second factor
// is owed; see the field TOTP of [Password].
func (s *AccountService) Whoami(ctx context.Context) (*User, error) {
	var doc whoamiDoc
	if err := s.client.api.Whoami(ctx, &doc); err != nil {
		return nil, err
	}
	return doc.User, nil
}

// Keepalive starts the session's hour anew and proves that it is open. The
// client renews its own session; this is for a [Session] that is used rarely.
func (s *AccountService) Keepalive(ctx context.Context) error {
	return s.client.api.Keepalive(ctx, new(struct{}))
}

// Logout ends the session. The next call of the client opens a new one where
// the credentials can: not with a [Session], and perhaps not with a [Key]. It
// does nothing when no session is open, and with [AuthInfo], which opens none.
func (s *AccountService) Logout(ctx context.Context) error {
	creds := s.client.creds
	open := creds.current()
	if open == nil {
		return nil
	}
	err := creds.api.Logout(carrySession(ctx, open.session), new(struct{}))
	ended := errors.Is(err, backup.ErrUnauthenticated) || isAccess(err) // before this call
	if err != nil && !ended {
		return err
	}
	if creds.cache != nil && creds.using.CompareAndSwap(open, nil) {
		creds.cache.Invalidate(open.generation)
		creds.forget(ctx, open.session)
	}
	return nil
}

// Balance is what is left on the account.
type Balance struct {
	Real  Money  `json:"realbalance"`
	Phone string `json:"phone"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

type balanceDoc struct {
	Elem []Balance `json:"elem"`
}

func (d *balanceDoc) check(op *backup.Operation) error {
	if len(d.Elem) == 0 {
		return unreadable(op, "response has no balance")
	}
	return nil
}

// Balance returns what is left on the account. Instances, backups, snapshots
// and images are paid from it.
func (s *AccountService) Balance(ctx context.Context) (*Balance, error) {
	var doc balanceDoc
	if err := s.client.api.ShowDashboard(ctx, &doc); err != nil {
		return nil, err
	}
	return &doc.Elem[0], nil
}

// Login is one sign-in of the account. The fields are not documented: see Extra.
type Login struct {
	ID   int64     `json:"id"`
	Time time.Time `json:"time"`
	IP   string    `json:"ip"`
	User string    `json:"user"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListLoginsInput says which page of the log of sign-ins to list.
type ListLoginsInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service.
	Limit int64
}

// ListLogins returns one page of the log of sign-ins.
func (s *AccountService) ListLogins(ctx context.Context, in ListLoginsInput) (*backup.Page[Login], error) {
	return listPage[Login]("ListLoginsInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListLogins(ctx, zomroapi.ListForm{PageNumber: number, PageSize: in.Limit}, out)
	})
}

// AllLogins yields the whole log of sign-ins from in.Cursor on, one page after
// the other. The service does not say which fields name a row: all are yielded.
func (s *AccountService) AllLogins(ctx context.Context, in ListLoginsInput) iter.Seq2[Login, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Login], error) {
		next := in
		next.Cursor = cursor
		return s.ListLogins(ctx, next)
	}, nil)
}
