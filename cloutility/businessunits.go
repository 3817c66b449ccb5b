package cloutility

import (
	"context"
	"iter"
	"net/http"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// BusinessUnitsService reads customers, departments and resellers.
type BusinessUnitsService struct{ client *Client }

// Tree returns a business unit with all its descendants, in few fields each.
// Root 0 is the unit of the user signed in.
func (s *BusinessUnitsService) Tree(ctx context.Context, root int64) (*SimpleBusinessUnit, error) {
	if root < 0 {
		return nil, refuse("bunitId", "must not be negative")
	}
	op := cloutilityapi.OpGetBusinessUnitTree
	tree, err := call[SimpleBusinessUnit](ctx, s.client, op, func(base string) (*http.Request, error) {
		var params cloutilityapi.GetBusinessUnitTreeParams
		if root > 0 {
			params.BusinessUnitID = &root
		}
		return cloutilityapi.NewGetBusinessUnitTreeRequest(base, &params)
	})
	if err != nil {
		return nil, err
	}
	if tree.ID <= 0 {
		return nil, incomplete(op, "response has no business unit")
	}
	return tree, nil
}

// All yields a business unit and all its descendants, parents before children
// and siblings in the server's order. It is one request. Root 0 is the unit of
// the user signed in. Walk tells each one's place in the tree too.
func (s *BusinessUnitsService) All(ctx context.Context, root int64) iter.Seq2[SimpleBusinessUnit, error] {
	return func(yield func(SimpleBusinessUnit, error) bool) {
		for unit, err := range s.Walk(ctx, root) {
			if err != nil {
				yield(SimpleBusinessUnit{}, err)
				return
			}
			if !yield(unit.SimpleBusinessUnit, nil) {
				return
			}
		}
	}
}

// Get returns one business unit with its parent and time zone. Its users,
// addresses and children are collections that are not expanded.
func (s *BusinessUnitsService) Get(ctx context.Context, id int64) (*BusinessUnit, error) {
	op := cloutilityapi.OpGetBusinessUnit
	unit, err := call[BusinessUnit](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetBusinessUnitRequest(base, id)
	}, id)
	if err != nil {
		return nil, err
	}
	if unit.ID <= 0 {
		return nil, incomplete(op, "response has no business unit")
	}
	return unit, nil
}
