package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// UsersService manages portal users.
type UsersService struct{ client *Client }

// Me returns the user signed in, with role and home business unit. Other
// calls want the unit's id: me.BusinessUnit.ID, never nil here.
func (s *UsersService) Me(ctx context.Context) (*User, error) {
	me, err := s.client.api.GetMe(ctx)
	if err != nil {
		return nil, err
	}
	if me.BusinessUnit == nil && me.BusinessUnitID > 0 {
		me.BusinessUnit = &BusinessUnit{ID: me.BusinessUnitID}
	}
	if me.BusinessUnit == nil {
		return nil, incomplete(cloutilityapi.OpGetMe, "response has no business unit")
	}
	return me, nil
}

// List returns the users of a business unit, without those of its descendants.
func (s *UsersService) List(ctx context.Context, businessUnitID int64, in ListUsersInput) (*backup.Page[User], error) {
	if err := checkPage("ListUsersInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListUsers(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *UsersService) All(ctx context.Context, businessUnitID int64, in ListUsersInput) iter.Seq2[User, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[User], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item User) string { return keyOf(item.ID) })
}

// Delete deletes a user. One with subscriptions is a [backup.ErrConflict] or
// another error of the server, unless the input says what becomes of those.
func (s *UsersService) Delete(ctx context.Context, businessUnitID, userID int64, in DeleteUserInput) error {
	return s.client.api.DeleteUser(ctx, businessUnitID, userID, in)
}

// ResetPassword mails a user a link to choose a new password; the old one is good
// until then. Both addresses are needed: that of the portal, and that of the page
// to choose at, to whose query a token is added. It is not sent again once it may
// have arrived.
func (s *UsersService) ResetPassword(ctx context.Context, businessUnitID, userID int64, in ResetUserPasswordInput) error {
	if err := validate.FirstError(pageAddress("ResetUserPasswordInput.AppURL", in.AppURL), pageAddress("ResetUserPasswordInput.ResetURL", in.ResetURL)); err != nil {
		return err
	}
	return s.client.api.ResetUserPassword(ctx, businessUnitID, userID, in)
}

// CreateTOTPSecret makes the secret of one-time passwords for a user who has none,
// in base 32. It is shown this once, so a call whose response is lost is not sent
// again.
func (s *UsersService) CreateTOTPSecret(ctx context.Context, businessUnitID, userID int64) (backup.Secret, error) {
	secret, err := text(s.client.api.CreateTOTPSecret(ctx, businessUnitID, userID))
	return backup.NewSecret(secret), err
}

// TOTPSettings returns whether users of a business unit need one-time passwords, by
// its own setting or that of the unit above.
func (s *UsersService) TOTPSettings(ctx context.Context, businessUnitID int64) (*TOTPSettings, error) {
	return s.client.api.GetTOTPSettings(ctx, businessUnitID)
}

// ListORain returns the PoINT oRain users of a business unit. Safespring does
// not use them.
func (s *UsersService) ListORain(ctx context.Context, businessUnitID int64, in ListORainUsersInput) (*backup.Page[ORainUser], error) {
	if err := checkPage("ListORainUsersInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListORainUsers(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllORain yields all that ListORain returns, page after page, beginning at in.Cursor.
func (s *UsersService) AllORain(ctx context.Context, businessUnitID int64, in ListORainUsersInput) iter.Seq2[ORainUser, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ORainUser], error) {
		page := in
		page.Cursor = cursor
		return s.ListORain(ctx, businessUnitID, page)
	}, func(item ORainUser) string { return keyOf(item.ID) })
}
