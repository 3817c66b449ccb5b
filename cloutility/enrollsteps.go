package cloutility

import (
	"context"
	"errors"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/ensure"
)

// enrolling is one machine on its way.
type enrolling struct {
	*enroller
	in    EnrollInput
	out   *Enrolment
	owner int  // of the name, among the machines of a bulk
	again bool // an earlier round has tried it

	want  *resolved // what a node is made from
	found *Consumer // the consumption unit that is there, if any
	have  *Node     // its node, if any

	trial     *trial // what this run has done for the name, in this round and before
	contested bool   // others of the name were seen, or may be there
}

// done records a step.
func (r *enrolling) done(step, action string, id int64, detail string) {
	s := EnrollStep{Enrolment: r.in.Name, Step: step, Action: action, ID: id, Detail: detail}
	r.out.Steps = append(r.out.Steps, s)
	r.out.Changed = r.out.Changed || action == ActionCreated
	if r.in.Progress != nil {
		r.in.Progress(s)
	}
}

func (r *enrolling) businessUnit(ctx context.Context) error {
	unit, err := r.unit(ctx, "EnrollInput.BusinessUnit", r.in.BusinessUnit)
	if err != nil {
		return err
	}
	r.out.BusinessUnitID = unit.id
	var free bool
	if r.trial, free = r.claim(unit.id, r.in.Name, r.owner); !free {
		return invalidArgument("EnrollInput.Name", "is that of another machine in the same input and business unit")
	}
	r.done(StepBusinessUnit, ActionFound, unit.id, unit.name)
	return nil
}

// lookAround reads what is there and resolves all names: everything that can be
// wrong is found before anything is made.
func (r *enrolling) lookAround(ctx context.Context) error {
	var there bool
	var err error
	if r.trial.made != 0 || r.trial.lost {
		// An earlier round has made one, or may have.
		if err := r.settle(ctx); err != nil {
			return err
		}
	} else if r.found, there, err = r.existing(ctx, "EnrollInput", r.out.BusinessUnitID, r.in.Name, r.in.ConsumerID, r.again); err != nil {
		return err
	} else if there {
		if err := r.lookAtNode(ctx); err != nil {
			return err
		}
	}
	if r.want, err = r.resolve(ctx, r.out.BusinessUnitID, &r.in, r.have == nil); err != nil {
		return err
	}
	r.done(StepNames, ActionFound, 0, r.want.String())
	return nil
}

// lookAtNode reads the node of the consumption unit that is there.
func (r *enrolling) lookAtNode(ctx context.Context) (err error) {
	if r.have, err = r.client.Nodes.Get(ctx, r.out.BusinessUnitID, r.found.ID); errors.Is(err, backup.ErrNotFound) {
		r.have, err = nil, nil
	}
	return err
}

func (r *enrolling) consumer(ctx context.Context) error {
	if r.found != nil {
		r.out.ConsumerID = r.found.ID
		r.done(StepConsumer, ActionFound, r.found.ID, r.found.Name)
		return nil
	}
	unit, err := ensure.Making(ctx, func(ctx context.Context) (*Consumer, error) {
		return r.client.Consumers.Create(ctx, r.out.BusinessUnitID, CreateConsumerInput{Name: r.in.Name})
	})
	switch {
	case err == nil:
		r.trial.made = unit.ID
		r.out.ConsumerID = unit.ID
		r.done(StepConsumer, ActionCreated, unit.ID, r.in.Name)
		// Also when the context has ended meanwhile: two of a name are there until
		// somebody has looked.
		return ensure.Patiently(ctx, r.settle)
	case !maybeExecuted(err):
		return err
	}
	// The response may be lost and the unit there all the same: look, so that the
	// next run does not have to.
	r.trial.lost = true
	if ctx.Err() != nil {
		return err
	}
	if r.settle(ctx) != nil || r.found == nil {
		return err
	}
	r.out.ConsumerID = r.found.ID
	r.done(StepConsumer, ActionCreated, r.found.ID, r.in.Name)
	return nil
}

func (r *enrolling) node(ctx context.Context) error {
	if r.have != nil {
		r.out.NodeID = r.have.ID
		r.out.Differences = r.want.differences(&r.in, r.have)
		r.done(StepNode, ActionFound, r.have.ID, stateOf(r.have))
		return nil
	}
	node, err := ensure.Making(ctx, func(ctx context.Context) (*Node, error) {
		return r.client.Nodes.Create(ctx, r.out.BusinessUnitID, r.out.ConsumerID, CreateNodeInput{
			OperatingSystem: r.want.operatingSystem.ref(), Type: r.want.nodeType.ref(), Domain: r.want.domain.ref(),
			ClientOptionSet: r.want.optionSet.ref(), Contact: r.in.Contact,
		})
	})
	if err != nil {
		twice := errors.Is(err, backup.ErrConflict)
		if ctx.Err() != nil || !twice && !maybeExecuted(err) {
			return err
		}
		made, lookErr := r.client.Nodes.Get(ctx, r.out.BusinessUnitID, r.out.ConsumerID)
		if lookErr != nil {
			return err
		}
		if r.have = made; twice { // another run was faster, and this is its node
			return r.node(ctx)
		}
		node = made
	}
	r.have, r.out.NodeID = node, node.ID
	r.done(StepNode, ActionCreated, node.ID, stateOf(node))
	return nil
}

func (r *enrolling) activation(ctx context.Context) error {
	if r.have.Decommissioned {
		return stuck("node " + r.have.TSMName + " is decommissioned on the backup server, so no client can sign in; Decommission makes room for a new one")
	}
	if activated(r.have) {
		r.done(StepActivation, ActionFound, r.have.ID, r.have.TSMName)
		return nil
	}
	node, err := ensure.Making(ctx, func(ctx context.Context) (*Node, error) {
		return r.client.Nodes.Activate(ctx, r.out.BusinessUnitID, r.out.ConsumerID, ActivateNodeInput{TSMName: r.in.NodeName})
	})
	if err != nil {
		// A conflict may mean that another run was faster, or that the name is
		// taken, and a lost response either: only the node can tell.
		if ctx.Err() != nil || !errors.Is(err, backup.ErrConflict) && !maybeExecuted(err) {
			return err
		}
		current, lookErr := r.client.Nodes.Get(ctx, r.out.BusinessUnitID, r.out.ConsumerID)
		if lookErr != nil || !activated(current) {
			return err
		}
		r.have = current
		r.done(StepActivation, ActionFound, current.ID, current.TSMName)
		return nil
	}
	if r.have = node; !activated(node) {
		return stuck("node was activated, but the service does not show it as activated")
	}
	r.done(StepActivation, ActionCreated, node.ID, node.TSMName)
	return nil
}

// result makes the node's state the enrolment's.
func (r *enrolling) result(context.Context) error {
	n := r.have
	r.out.NodeID, r.out.NodeName, r.out.Password = n.ID, n.TSMName, n.TSMPassword
	r.out.State, r.out.Locked = stateOf(n), n.Locked
	r.out.Accessed = !n.LastAccessTime.IsZero() || strings.EqualFold(r.out.State, "Active")
	if n.Domain != nil && n.Domain.Server != nil {
		server := n.Domain.Server
		r.out.ServerName, r.out.ServerAddress, r.out.ServerPort = server.Name, server.NodeNetworkAddress, server.NodeNetworkPort
	}
	if n.TSMName == "" {
		return stuck("node is activated but has no name; the backup server may still be at work")
	}
	r.done(StepResult, ActionFound, n.ID, r.out.State)
	return nil
}

// stuck is the error of a node whose state allows no step.
func stuck(message string) error {
	return &backup.Error{Provider: provider, Operation: "enroll", Kind: backup.KindConflict, Message: message}
}

// activated says whether a node is registered on the backup server. A name
// alone does not: it may be one that is only meant for the node.
func activated(n *Node) bool {
	const before = "Unregistered"
	return !n.ActivatedDate.IsZero() || !n.TSMPassword.IsZero() || n.TSMName != "" && !strings.EqualFold(stateOf(n), before)
}

func stateOf(n *Node) string {
	if n.DataSourceState == nil {
		return ""
	}
	return string(n.DataSourceState.Name)
}

// differences compares a node that is there with what is wanted.
func (w *resolved) differences(in *EnrollInput, n *Node) []string {
	var out []string
	compare := func(what string, have, want choice) {
		if want.id != 0 && have.id != want.id {
			if have.name == "" {
				have.name = "none"
			}
			out = append(out, fmt.Sprintf("%s is %s, not %s", what, have.name, want.name))
		}
	}
	if n.OperatingSystem != nil {
		compare("operating system", choice{id: n.OperatingSystem.ID, name: n.OperatingSystem.Name}, w.operatingSystem)
	}
	if n.Type != nil {
		compare("node type", choice{id: n.Type.ID, name: n.Type.Name}, w.nodeType)
	}
	if n.Domain != nil {
		compare("domain", choice{id: n.Domain.ID, name: n.Domain.Name}, w.domain)
	}
	var set choice
	if n.ClientOptionSet != nil {
		set = choice{id: n.ClientOptionSet.ID, name: n.ClientOptionSet.Name}
	}
	compare("client option set", set, w.optionSet)
	if in.Contact != "" && in.Contact != n.Contact {
		out = append(out, fmt.Sprintf("contact is %q, not %q", n.Contact, in.Contact))
	}
	if in.NodeName != "" && n.TSMName != "" && !strings.EqualFold(in.NodeName, n.TSMName) {
		out = append(out, fmt.Sprintf("node name is %s, not %s", n.TSMName, in.NodeName))
	}
	return out
}
