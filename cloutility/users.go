package cloutility

import (
	"context"

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
		return nil, incomplete(op, "answer has no business unit")
	}
	return me, nil
}
