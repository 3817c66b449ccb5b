package cloutility

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/ensure"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// maxEnsuredName bounds the names of Ensure… methods. The service's own bound is not
// documented.
const maxEnsuredName = 100

// EnsureName is the name that the Ensure… methods give to a thing with a key: the
// key itself if it has at most 100 characters, and otherwise as
// [backup.EnsureName] says.
func EnsureName(key string) string {
	return backup.EnsureName(key, maxEnsuredName, func(r rune) bool { return r >= ' ' && r != 0x7f })
}

// ensureKey validates a key and gives the name it becomes.
func ensureKey(key, field, name string) (string, error) {
	return ensure.Key(argument, key, field, name, EnsureName)
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a business unit is made once below another one. It is called what
// [EnsureName] makes of the key, and found by that name, without regard to case,
// among the units right below; the input's own name is left empty. Differences tell
// where a unit that was there is not as the input wants it.
//
// When the response to the creation is lost, the unit is looked for, by default after
// 1 second, then more and more slowly, for a minute; options change that. If it does not
// show up by then the error is a [*backup.UncertainError], and the same call again
// looks first.
//
// Of two units that were made at the same time that with the lowest id stays, as ids
// grow. The other call takes its own away again, if there is nothing in it, and
// returns the one that stays. If several of the name are left, or were there before,
// the error is a [*backup.DuplicateError], beside the one with the lowest id.
func (s *BusinessUnitsService) Ensure(ctx context.Context, businessUnitID int64, key string, in CreateBusinessUnitInput, opts ...backup.WaitOption) (*backup.Ensured[BusinessUnit], error) {
	name, err := ensureKey(key, "CreateBusinessUnitInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	in.Name = name
	if err := validate.FirstError(argument.Positive("businessUnitID", businessUnitID), checkBusinessUnit("CreateBusinessUnitInput", &in)); err != nil {
		return nil, err
	}
	return ensure.Once(ctx, ensure.Kind[BusinessUnit]{
		Subject: ensure.Subject("business unit", "business unit "+keyOf(businessUnitID)), Name: name, Options: opts,
		ID: func(u *BusinessUnit) string { return keyOf(u.ID) },
		Find: func(ctx context.Context) ([]BusinessUnit, error) {
			return called(s.AllChildren(ctx, businessUnitID, ListBusinessUnitsInput{}), name,
				func(u *BusinessUnit) (int64, string) { return u.ID, u.Name })
		},
		Create: func(ctx context.Context) (*BusinessUnit, error) { return s.Create(ctx, businessUnitID, in) },
		Withdraw: func(ctx context.Context, surplus, _ *BusinessUnit) error {
			return s.withdraw(ctx, surplus.ID)
		},
		Differ: func(u *BusinessUnit) []string { return unitDifferences(&in, u) },
	})
}

// withdraw deletes a business unit that this call has made, unless there is something
// in it.
func (s *BusinessUnitsService) withdraw(ctx context.Context, id int64) error {
	children, err := s.ListChildren(ctx, id, ListBusinessUnitsInput{})
	if err != nil {
		return gone(err)
	}
	units, err := s.client.Consumers.List(ctx, id, ListConsumersInput{})
	switch {
	case err != nil:
		return gone(err)
	case len(children.Items) > 0 || len(units.Items) > 0:
		return fmt.Errorf("business unit %d has something in it and is not deleted", id)
	}
	return gone(s.Delete(ctx, id, DeleteBusinessUnitInput{}))
}

// unitDifferences compares a business unit that is there with what is wanted. What a
// list leaves out is not compared.
func unitDifferences(want *CreateBusinessUnitInput, u *BusinessUnit) []string {
	var out []string
	if want.RegistrationNumber != "" && u.RegistrationNumber != "" && u.RegistrationNumber != want.RegistrationNumber {
		out = append(out, fmt.Sprintf("registration number is %q, not %q", u.RegistrationNumber, want.RegistrationNumber))
	}
	if want.Note != "" && u.Note != "" && u.Note != want.Note {
		out = append(out, fmt.Sprintf("note is %q, not %q", u.Note, want.Note))
	}
	if want.TimeZone != nil && u.TimeZone != nil && u.TimeZone.ID != 0 && u.TimeZone.ID != want.TimeZone.ID {
		out = append(out, fmt.Sprintf("time zone is %d, not %d", u.TimeZone.ID, want.TimeZone.ID))
	}
	return out
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a consumption unit is made once in a business unit. It is called what
// [EnsureName] makes of the key, and found by that name, without regard to case, as
// [Client.Enroll] finds it; the input's own name is left empty. A unit cannot be moved
// this way.
//
// A lost response is dealt with as [BusinessUnitsService.Ensure] does. Of two units
// that were made at the same time that with the lowest id stays. The other call takes
// its own away again, if it has no node, and returns the one that stays. If several of
// the name are left, or were there before, the error is a [*backup.DuplicateError],
// beside the one with the lowest id.
func (s *ConsumersService) Ensure(ctx context.Context, businessUnitID int64, key string, in CreateConsumerInput, opts ...backup.WaitOption) (*backup.Ensured[Consumer], error) {
	name, err := ensureKey(key, "CreateConsumerInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	in.Name = name
	if err := argument.Positive("businessUnitID", businessUnitID); err != nil {
		return nil, err
	}
	if in.ID != 0 {
		return nil, invalidArgument("CreateConsumerInput.ID", "must be 0: it moves a consumption unit")
	}
	return ensure.Once(ctx, ensure.Kind[Consumer]{
		Subject: ensure.Subject("consumption unit", "business unit "+keyOf(businessUnitID)), Name: name, Options: opts,
		ID: func(c *Consumer) string { return keyOf(c.ID) },
		Find: func(ctx context.Context) ([]Consumer, error) {
			return called(s.All(ctx, businessUnitID, ListConsumersInput{}), name,
				func(c *Consumer) (int64, string) { return c.ID, c.Name })
		},
		Create: func(ctx context.Context) (*Consumer, error) { return s.Create(ctx, businessUnitID, in) },
		Withdraw: func(ctx context.Context, surplus, stays *Consumer) error {
			return withdrawConsumer(ctx, s.client, consumerPair{unit: businessUnitID, own: surplus.ID, stays: stays.ID})
		},
		Differ: func(c *Consumer) []string {
			if want := in.BillingStartDate; !want.IsZero() && !c.BillingStartDate.IsZero() && !sameDay(c.BillingStartDate.Time, want) {
				return []string{fmt.Sprintf("is invoiced from %s, not %s", c.BillingStartDate.Format(time.DateOnly), want.Format(time.DateOnly))}
			}
			return nil
		},
	})
}

// sameDay reports whether two moments are on the same day in UTC.
func sameDay(a, b time.Time) bool {
	return a.UTC().Format(time.DateOnly) == b.UTC().Format(time.DateOnly)
}

// Ensure is Create that looks first: the node that a consumption unit has is left
// alone. A unit has one node, so its ids are the key, and of two calls at once both
// return the same node. Differences tell where a node that was there is not as the
// input wants it. It is not activated; see [NodesService.Activate].
//
// A lost response is dealt with as [BusinessUnitsService.Ensure] does.
func (s *NodesService) Ensure(ctx context.Context, businessUnitID, consumerID int64, in CreateNodeInput, opts ...backup.WaitOption) (*backup.Ensured[Node], error) {
	err := validate.FirstError(argument.Positive("businessUnitID", businessUnitID), argument.Positive("consumerID", consumerID), checkNode("CreateNodeInput", &in))
	if err != nil {
		return nil, err
	}
	return ensure.Once(ctx, ensure.Kind[Node]{
		Subject: ensure.Subject("node", "consumption unit "+keyOf(consumerID)), Options: opts, Sole: true,
		ID: func(n *Node) string { return keyOf(n.ID) },
		Find: func(ctx context.Context) ([]Node, error) {
			n, err := s.Get(ctx, businessUnitID, consumerID)
			switch {
			case errors.Is(err, backup.ErrNotFound) && !errors.Is(err, backup.ErrUnreadable):
				return nil, nil
			case err != nil:
				return nil, err
			}
			return []Node{*n}, nil
		},
		Create: func(ctx context.Context) (*Node, error) { return s.Create(ctx, businessUnitID, consumerID, in) },
		Differ: func(n *Node) []string { return nodeDifferences(&in, n) },
	})
}

// nodeDifferences compares a node that is there with what is wanted.
func nodeDifferences(want *CreateNodeInput, n *Node) []string {
	var have struct{ platform, kind, domain, set, server int64 }
	if n.OperatingSystem != nil {
		have.platform = n.OperatingSystem.ID
	}
	if n.Type != nil {
		have.kind = n.Type.ID
	}
	if n.Domain != nil {
		have.domain = n.Domain.ID
		if n.Domain.Server != nil {
			have.server = n.Domain.Server.ID
		}
	}
	if n.ClientOptionSet != nil {
		have.set = n.ClientOptionSet.ID
	}
	var out []string
	for _, d := range []struct {
		what string
		have int64
		want *ObjectRef
	}{
		{"operating system", have.platform, want.OperatingSystem},
		{"node type", have.kind, want.Type},
		{"domain", have.domain, want.Domain},
		{"server", have.server, want.Server},
		{"client option set", have.set, want.ClientOptionSet},
	} {
		if d.want != nil && d.have != d.want.ID && (d.have != 0 || d.what == "client option set") {
			out = append(out, fmt.Sprintf("%s is %d, not %d", d.what, d.have, d.want.ID))
		}
	}
	if want.Contact != "" && want.Contact != n.Contact {
		out = append(out, fmt.Sprintf("contact is %q, not %q", n.Contact, want.Contact))
	}
	return out
}

// called collects those of a name, without regard to case, lowest id first.
func called[T any](all iter.Seq2[T, error], name string, of func(*T) (int64, string)) ([]T, error) {
	var out []T
	for item, err := range all {
		if err != nil {
			return nil, err
		}
		if _, have := of(&item); fold(have) == fold(name) {
			out = append(out, item)
		}
	}
	slices.SortFunc(out, func(a, b T) int {
		first, _ := of(&a)
		second, _ := of(&b)
		return int(min(max(first-second, -1), 1))
	})
	return out, nil
}

// consumerPair is a consumption unit that was made at the same time as another one.
type consumerPair struct{ unit, own, stays int64 }

// withdrawConsumer takes away a consumption unit that this run has made, unless it has
// a node: somebody uses it then.
func withdrawConsumer(ctx context.Context, c *Client, pair consumerPair) error {
	switch _, err := c.Nodes.Get(ctx, pair.unit, pair.own); {
	case err == nil:
		return fmt.Errorf("consumption unit %d has a node and is not deleted", pair.own)
	case !errors.Is(err, backup.ErrNotFound):
		return err
	}
	return gone(c.Consumers.Delete(ctx, pair.unit, pair.own, DeleteConsumerInput{
		Comment: fmt.Sprintf("made at the same time as consumption unit %d of the same name", pair.stays),
	}))
}

// gone drops the error of something that is not there any more.
func gone(err error) error {
	if errors.Is(err, backup.ErrNotFound) {
		return nil
	}
	return err
}
