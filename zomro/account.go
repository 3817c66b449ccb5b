package zomro

import (
	"context"
	"errors"
	"time"

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
// is owed; see the field TOTP of [Password].
func (s *AccountService) Whoami(ctx context.Context) (*User, error) {
	op := zomroapi.OpWhoami
	doc, err := call[whoamiDoc](ctx, s.client.rest, op, bare(zomroapi.NewWhoamiRequest), noFields{})
	if err != nil {
		return nil, err
	}
	if step, owed := nextStep(doc.OK); owed {
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

// Logout ends the session. The next call of the client opens a new one where
// the credentials can: not with a [Session], and perhaps not with a [Key]. It
// does nothing when no session is open, and with [AuthInfo], which opens none.
func (s *AccountService) Logout(ctx context.Context) error {
	creds := s.client.creds
	open := creds.current()
	if open == nil {
		return nil
	}
	op := zomroapi.OpLogout
	_, err := callWith[struct{}](ctx, creds.plain, op, bare(zomroapi.NewLogoutRequest), noFields{},
		map[string]string{fieldAuth: open.session.Reveal()})
	ended := errors.Is(err, backup.ErrUnauthenticated) || isAccess(err) // before this call
	if err != nil && !ended {
		return err
	}
	if creds.cache != nil && creds.using.CompareAndSwap(open, nil) {
		creds.cache.Invalidate(open.generation)
	}
	return nil
}

// Balance is what is left on the account.
type Balance struct {
	Real  Money  `json:"realbalance"`
	Phone string `json:"phone"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Balance returns what is left on the account. Instances, backups, snapshots
// and images are paid from it.
func (s *AccountService) Balance(ctx context.Context) (*Balance, error) {
	op := zomroapi.OpShowDashboard
	doc, err := call[struct {
		Elem []Balance `json:"elem"`
	}](ctx, s.client.rest, op, bare(zomroapi.NewShowDashboardRequest), noFields{})
	if err != nil {
		return nil, err
	}
	if len(doc.Elem) == 0 {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no balance")
	}
	return &doc.Elem[0], nil
}

// Login is one sign-in of the account. The fields are not documented: see Extra.
type Login struct {
	ID   int64     `json:"id"`
	Time time.Time `json:"time"`
	IP   string    `json:"ip"`
	User string    `json:"user"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListLoginsInput says which page of the log of sign-ins to list.
type ListLoginsInput struct {
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service.
	PageSize int64
}

// Logins returns one page of the log of sign-ins.
func (s *AccountService) Logins(ctx context.Context, in ListLoginsInput) (*backup.Page[Login], error) {
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	return listPage[Login](ctx, s.client.rest, zomroapi.OpListLogins, zomroapi.NewListLoginsRequestWithBody,
		zomroapi.ListForm{PageNumber: number, PageSize: in.PageSize}, number)
}
