package cloutility

import (
	"context"
	"errors"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// DecommissionInput says which machine to take out, and how.
type DecommissionInput struct {
	// Name is the name of the consumption unit, without regard to case.
	Name string
	// ConsumerID, if not 0, is the consumption unit, for when several have the
	// name. Name is needed all the same, as a check.
	ConsumerID int64
	// BusinessUnit is the name or id of the business unit; empty is the home
	// unit of the user signed in.
	BusinessUnit string
	// DryRun only tells what would be deleted.
	DryRun bool
	// DeleteAssociations also deletes the node's schedule associations on the
	// backup server. Nil is the server's default, true.
	DeleteAssociations *bool
	// UnassignSecondaryDataSources unassigns secondary data sources first.
	// Without it the server rejects the deletion when there are any.
	UnassignSecondaryDataSources bool
	// Comment is kept in the audit log.
	Comment string
	// Progress, if not nil, is told each step once it is done.
	Progress func(EnrollStep)
}

// Decommissioning is what became of a machine.
type Decommissioning struct {
	Name           string `json:"name"`
	BusinessUnitID int64  `json:"businessUnitId,omitempty"`
	// ConsumerID, NodeName and State are of what was found; 0 and empty when
	// nothing was.
	ConsumerID int64  `json:"consumerId,omitempty"`
	NodeName   string `json:"nodeName,omitempty"`
	State      string `json:"state,omitempty"`
	// Deleted says that it was deleted by this call. It is false in a dry run
	// and when there was nothing to delete.
	Deleted bool `json:"deleted"`
	// Steps are all steps that are done.
	Steps []EnrollStep `json:"steps"`
}

// Decommission is the opposite of [Client.Enroll]: it deletes the consumption unit of
// a name, and its node with it. The backup server locks the node; data that is
// there stays until it expires. It can be run again: a name that is not there
// is a result without ConsumerID, not an error.
//
// Several consumption units of one name are an error with their list. A user
// without the privilege to delete gets [backup.ErrPermission].
func (c *Client) Decommission(ctx context.Context, in DecommissionInput) (*Decommissioning, error) {
	if err := validate.FirstError(required("DecommissionInput.Name", in.Name), notNegative("DecommissionInput.ConsumerID", in.ConsumerID)); err != nil {
		return nil, err
	}
	if hasControl(in.Name) {
		return nil, invalidArgument("DecommissionInput.Name", "must not have control characters")
	}
	in.Name = strings.TrimSpace(in.Name)
	out := &Decommissioning{Name: in.Name}
	if err := out.run(ctx, newEnroller(c), in); err != nil {
		return out, fmt.Errorf("decommission %s: %w", in.Name, err)
	}
	return out, nil
}

func (d *Decommissioning) run(ctx context.Context, e *enroller, in DecommissionInput) (err error) {
	defer func() {
		if p := recover(); p != nil { // in Progress
			err = panicError(p)
		}
	}()
	done := func(step, action string, id int64, detail string) {
		s := EnrollStep{Enrolment: in.Name, Step: step, Action: action, ID: id, Detail: detail}
		d.Steps = append(d.Steps, s)
		if in.Progress != nil {
			in.Progress(s)
		}
	}
	unit, err := e.unit(ctx, "DecommissionInput.BusinessUnit", in.BusinessUnit)
	if err != nil {
		return err
	}
	d.BusinessUnitID = unit.id
	done(StepBusinessUnit, ActionFound, unit.id, unit.name)

	found, there, err := e.existing(ctx, "DecommissionInput", unit.id, in.Name, in.ConsumerID, true)
	if err != nil {
		return err
	}
	if !there {
		done(StepConsumer, ActionNone, 0, "")
		return nil
	}
	d.ConsumerID = found.ID
	if found.DataSourceState != nil {
		d.State = string(found.DataSourceState.Name)
	}
	done(StepConsumer, ActionFound, found.ID, found.Name)
	switch node, err := e.client.Nodes.Get(ctx, unit.id, found.ID); {
	case errors.Is(err, backup.ErrNotFound):
		done(StepNode, ActionNone, 0, "")
	case err != nil:
		return err
	default:
		d.NodeName, d.State = node.TSMName, stateOf(node)
		done(StepNode, ActionFound, node.ID, node.TSMName)
	}
	if in.DryRun {
		done(StepDeletion, ActionPlanned, found.ID, found.Name)
		return nil
	}
	err = e.client.Consumers.Delete(ctx, unit.id, found.ID, DeleteConsumerInput{
		Comment:            in.Comment,
		DeleteAssociations: in.DeleteAssociations, UnassignSecondaryDataSources: in.UnassignSecondaryDataSources,
	})
	switch {
	case err == nil:
	case !errors.Is(err, backup.ErrNotFound):
		return err
	case !maybeExecuted(err): // somebody else was faster
		done(StepDeletion, ActionNone, found.ID, found.Name)
		return nil
	}
	d.Deleted = true
	done(StepDeletion, ActionDeleted, found.ID, found.Name)
	return nil
}
