package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// PoliciesService keeps the schedules by which vaults are backed up or copied.
type PoliciesService struct{ client *Client }

// Create makes a policy; vaults are bound to it afterwards. A name has 1 to 64
// letters, digits, Chinese characters, _ and -. A project has at most 32
// policies of a kind ([backup.ErrQuota]). A policy that replicates needs the
// project and the region it copies to.
//
// The call is sent again only when it provably never left.
func (s *PoliciesService) Create(ctx context.Context, in CreatePolicyInput) (*Policy, error) {
	if err := checkCreatePolicy(in); err != nil {
		return nil, err
	}
	return s.client.api.CreatePolicy(ctx, s.client.project, in)
}

// List returns all policies that match; the service has no pages for them.
func (s *PoliciesService) List(ctx context.Context, in ListPoliciesInput) (*backup.Page[Policy], error) {
	list, err := s.client.api.ListPolicies(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return wholeList(list.Policies), nil
}

// All returns all policies that match.
func (s *PoliciesService) All(ctx context.Context, in ListPoliciesInput) iter.Seq2[Policy, error] {
	return allOf(ctx, func(ctx context.Context) (*backup.Page[Policy], error) { return s.List(ctx, in) })
}

// Get returns one policy with the vaults it is bound to. One that does not exist
// is [backup.ErrNotFound].
func (s *PoliciesService) Get(ctx context.Context, policyID string) (*Policy, error) {
	return s.client.api.ShowPolicy(ctx, s.client.project, policyID)
}

// Update changes what is set in the input and leaves the rest, and returns the
// policy as it is then. What a policy does cannot change, nor can the region it
// copies to while it is bound. [DefinitionOf] makes the definition of an input of
// the one that a policy has.
func (s *PoliciesService) Update(ctx context.Context, policyID string, in UpdatePolicyInput) (*Policy, error) {
	if err := checkUpdatePolicy(in); err != nil {
		return nil, err
	}
	return s.client.api.UpdatePolicy(ctx, s.client.project, policyID, in)
}

// Delete removes a policy and its bindings to vaults. The backups it made stay.
func (s *PoliciesService) Delete(ctx context.Context, policyID string) error {
	return s.client.api.DeletePolicy(ctx, s.client.project, policyID)
}

func checkCreatePolicy(in CreatePolicyInput) error {
	const at = "CreatePolicyInput."
	return validate.FirstError(
		checkNeeded(at+"Name", in.Name), checkName(at+"Name", in.Name), checkNeeded(at+"OperationType", string(in.OperationType)),
		checkReplicates(at+"Definition.", in.OperationType, in.Definition),
		checkDefinition(at+"Definition.", &in.Definition), checkTrigger(at+"Trigger.", &in.Trigger),
	)
}

func checkUpdatePolicy(in UpdatePolicyInput) error {
	const at = "UpdatePolicyInput."
	return validate.FirstError(checkName(at+"Name", in.Name), checkDefinition(at+"Definition.", in.Definition), checkTrigger(at+"Trigger.", in.Trigger))
}

// checkReplicates validates that a policy which replicates says where to.
func checkReplicates(at string, does PolicyOperation, d PolicyDefinition) error {
	switch {
	case does != PolicyOperationReplication:
		return nil
	case d.DestinationProjectID == "":
		return invalidArgument(at+"DestinationProjectID", "is needed for replication")
	case d.DestinationRegion == "":
		return invalidArgument(at+"DestinationRegion", "is needed for replication")
	}
	return nil
}

const maxLongTerm = 100

// checkDefinition leaves the upper limits of MaxBackups and RetentionDays to the
// service: clouds differ in them. Nil is no definition.
func checkDefinition(at string, d *PolicyDefinition) error {
	if d == nil {
		return nil
	}
	longTerm := false
	for _, n := range []struct {
		name        string
		value       *int64
		least, most int64
		longTerm    bool
	}{
		{"MaxBackups", d.MaxBackups, Unlimited, 0, false},
		{"RetentionDays", d.RetentionDays, Unlimited, 0, false},
		{"DayBackups", d.DayBackups, 0, maxLongTerm, true},
		{"WeekBackups", d.WeekBackups, 0, maxLongTerm, true},
		{"MonthBackups", d.MonthBackups, 0, maxLongTerm, true},
		{"YearBackups", d.YearBackups, 0, maxLongTerm, true},
		{"FullBackupInterval", d.FullBackupInterval, Unlimited, maxLongTerm, false},
	} {
		switch {
		case n.value == nil:
		case *n.value < n.least:
			return invalidArgument(at+n.name, "is too small")
		case n.most > 0 && *n.value > n.most:
			return invalidArgument(at+n.name, "must not exceed 100")
		default:
			longTerm = longTerm || n.longTerm && *n.value > 0
		}
	}
	switch {
	case longTerm && d.TimeZone == "":
		return invalidArgument(at+"TimeZone", "is needed with backups by day, week, month or year")
	case !isRegionName(d.DestinationRegion):
		return invalidArgument(at+"DestinationRegion", "may hold letters, digits, ., _ and - only")
	}
	return nil
}

// checkTrigger holds recurrence rules against those of the service. Nil is no
// trigger.
func checkTrigger(at string, t *PolicyTrigger) error {
	if t == nil {
		return nil
	}
	_, err := parseSchedule(at+"Properties.Pattern", t.Properties.Pattern)
	return err
}
