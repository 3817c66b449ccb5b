package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// UsersService reads portal users.
type UsersService struct{ client *Client }

// Me returns the user signed in, with role and home business unit. Other
// calls want the unit's id: me.BusinessUnit.ID, never nil here.
func (s *UsersService) Me(ctx context.Context) (*User, error) {
	op := cloutilityapi.OpGetMe
	me, err := call[User](ctx, s.client, op, cloutilityapi.NewGetMeRequest)
	if err != nil {
		return nil, err
	}
	if me.BusinessUnit == nil && me.BusinessUnitID > 0 {
		me.BusinessUnit = &BusinessUnit{ID: me.BusinessUnitID}
	}
	if me.BusinessUnit == nil {
		return nil, incomplete(op, "response has no business unit")
	}
	return me, nil
}

// List returns the users of a business unit, without those of its descendants.
func (s *UsersService) List(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[User], error) {
	return pageOf[User](ctx, s.client, cloutilityapi.OpListUsers, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListUsersRequest(base, businessUnitID, &cloutilityapi.ListUsersParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// All yields all that List returns, page after page.
func (s *UsersService) All(ctx context.Context, businessUnitID int64) iter.Seq2[User, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[User], error) {
		return s.List(ctx, businessUnitID, in)
	}, func(item *User) int64 { return item.ID })
}

// DeleteUserInput says which user to delete and how.
type DeleteUserInput struct {
	BusinessUnitID int64
	UserID         int64
	// DeleteSubscriptions deletes the user's subscriptions too. With nil the
	// server refuses to delete a user who has some.
	DeleteSubscriptions *bool
	// Anonymize blanks e-mail address, name and phone number.
	Anonymize bool
}

// Delete deletes a user. One with subscriptions is a [backup.ErrConflict] or
// another refusal, unless the input says what becomes of those.
func (s *UsersService) Delete(ctx context.Context, in DeleteUserInput) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteUser, func(base string) (*http.Request, error) {
		return cloutilityapi.NewDeleteUserRequest(base, in.BusinessUnitID, in.UserID, &cloutilityapi.DeleteUserParams{DeleteSubscriptions: in.DeleteSubscriptions, Anonymize: flag(in.Anonymize)})
	}, in.BusinessUnitID, in.UserID)
}

// ListORain returns the PoINT oRain users of a business unit. Safespring does
// not use them.
func (s *UsersService) ListORain(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[ORainUser], error) {
	return pageOf[ORainUser](ctx, s.client, cloutilityapi.OpListORainUsers, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListORainUsersRequest(base, businessUnitID, &cloutilityapi.ListORainUsersParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllORain yields all that ListORain returns, page after page.
func (s *UsersService) AllORain(ctx context.Context, businessUnitID int64) iter.Seq2[ORainUser, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[ORainUser], error) {
		return s.ListORain(ctx, businessUnitID, in)
	}, func(item *ORainUser) int64 { return item.ID })
}
