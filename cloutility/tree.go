package cloutility

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Tree returns a business unit with all its descendants, in few fields each.
// Root 0 is the unit of the user signed in.
func (s *BusinessUnitsService) Tree(ctx context.Context, root int64) (*SimpleBusinessUnit, error) {
	if err := notNegative("root", root); err != nil {
		return nil, err
	}
	return s.client.api.GetBusinessUnitTree(ctx, cloutilityapi.GetBusinessUnitTreeInput{BusinessUnitID: root})
}

// Descendants yields a business unit and all its descendants, parents before children
// and siblings in the server's order. It is one request. Root 0 is the unit of
// the user signed in. Walk tells each one's place in the tree too.
func (s *BusinessUnitsService) Descendants(ctx context.Context, root int64) iter.Seq2[SimpleBusinessUnit, error] {
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

// TreeUnit is a business unit met on a walk through the tree.
type TreeUnit struct {
	SimpleBusinessUnit
	// Parent is the unit above, nil for the one the walk began at.
	Parent *TreeUnit `json:"-"`
	// Depth is how many levels it is below the one the walk began at.
	Depth int `json:"depth"`
}

// Path is the units from where the walk began down to this one.
func (u *TreeUnit) Path() []*TreeUnit {
	out := make([]*TreeUnit, 0, u.Depth+1)
	for at := u; at != nil; at = at.Parent {
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}

// String is the names of the path, such as "Nordlicht GmbH / Labor".
func (u *TreeUnit) String() string {
	path := u.Path()
	names := make([]string, len(path))
	for i, at := range path {
		names[i] = at.Name
	}
	return strings.Join(names, " / ")
}

// Walk yields a business unit and all its descendants, each with its place in
// the tree: parents before children, siblings in the server's order. It is one
// request. Root 0 is the unit of the user signed in.
func (s *BusinessUnitsService) Walk(ctx context.Context, root int64) iter.Seq2[*TreeUnit, error] {
	return func(yield func(*TreeUnit, error) bool) {
		tree, err := s.Tree(ctx, root)
		if err != nil {
			yield(nil, err)
			return
		}
		// Not recursive: how deep the tree is, is up to the server.
		rest := []*TreeUnit{{SimpleBusinessUnit: *tree}}
		for len(rest) > 0 {
			unit := rest[len(rest)-1]
			rest = rest[:len(rest)-1]
			if !yield(unit, nil) {
				return
			}
			for i := range slices.Backward(unit.BusinessUnits) {
				rest = append(rest, &TreeUnit{SimpleBusinessUnit: unit.BusinessUnits[i], Parent: unit, Depth: unit.Depth + 1})
			}
		}
	}
}
