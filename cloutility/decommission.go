package cloutility

import (
	"context"
	"errors"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// DecommissionSpec says which machine to take out, and how.
type DecommissionSpec struct {
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
	// Without it the server refuses when there are any.
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

// Decommission is the opposite of [Enroll]: it deletes the consumption unit of
// a name, and its node with it. The backup server locks the node; data that is
// there stays until it expires. It can be run again: a name that is not there
// is a result without ConsumerID, not an error.
//
// Several consumption units of one name are refused with their list. A user
// without the privilege to delete gets [backup.ErrPermission].
func Decommission(ctx context.Context, client *Client, spec DecommissionSpec) (*Decommissioning, error) {
	switch {
	case client == nil:
		return nil, refuse("client", "is nil")
	case strings.TrimSpace(spec.Name) == "":
		return nil, refuse("DecommissionSpec.Name", "is empty")
	case hasControl(spec.Name):
		return nil, refuse("DecommissionSpec.Name", "must not have control characters")
	case spec.ConsumerID < 0:
		return nil, refuse("DecommissionSpec.ConsumerID", "must not be negative")
	}
	spec.Name = strings.TrimSpace(spec.Name)
	out := &Decommissioning{Name: spec.Name}
	if err := out.run(ctx, newEnroller(client), spec); err != nil {
		return out, fmt.Errorf("decommission %s: %w", spec.Name, err)
	}
	return out, nil
}

func (d *Decommissioning) run(ctx context.Context, e *enroller, spec DecommissionSpec) error {
	done := func(step, did string, id int64, detail string) {
		s := EnrollStep{Enrolment: spec.Name, Step: step, Did: did, ID: id, Detail: detail}
		d.Steps = append(d.Steps, s)
		if spec.Progress != nil {
			spec.Progress(s)
		}
	}
	unit, err := e.unit(ctx, "DecommissionSpec.BusinessUnit", spec.BusinessUnit)
	if err != nil {
		return err
	}
	d.BusinessUnitID = unit.id
	done(StepBusinessUnit, DidFind, unit.id, unit.name)

	found, there, err := e.existing(ctx, "DecommissionSpec", unit.id, spec.Name, spec.ConsumerID)
	if err != nil {
		return err
	}
	if !there {
		done(StepConsumer, DidNot, 0, "")
		return nil
	}
	d.ConsumerID = found.ID
	if found.DataSourceState != nil {
		d.State = found.DataSourceState.Name
	}
	done(StepConsumer, DidFind, found.ID, found.Name)
	switch node, err := e.client.Nodes.Get(ctx, unit.id, found.ID); {
	case errors.Is(err, backup.ErrNotFound):
		done(StepNode, DidNot, 0, "")
	case err != nil:
		return err
	default:
		d.NodeName, d.State = node.TSMName, stateOf(node)
		done(StepNode, DidFind, node.ID, node.TSMName)
	}
	if spec.DryRun {
		done(StepDeletion, WouldDo, found.ID, found.Name)
		return nil
	}
	err = e.client.Consumers.Delete(ctx, DeleteConsumerInput{
		BusinessUnitID: unit.id, ConsumerID: found.ID, Comment: spec.Comment,
		DeleteAssociations: spec.DeleteAssociations, UnassignSecondaryDataSources: spec.UnassignSecondaryDataSources,
	})
	// Not found: an attempt whose answer was lost did it, or somebody else.
	if err != nil && !errors.Is(err, backup.ErrNotFound) {
		return err
	}
	d.Deleted = true
	done(StepDeletion, DidDelete, found.ID, found.Name)
	return nil
}
