package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// The models of policies.
type (
	// Policy is a schedule for backups or copies, and how long they are kept.
	Policy = cbrapi.Policy
	// PolicyCreate is a policy to create.
	PolicyCreate = cbrapi.PolicyCreate
	// PolicyUpdate is what changes in a policy; what is left out stays.
	PolicyUpdate = cbrapi.PolicyUpdate
	// PolicyDefinition is how long a policy keeps what it makes, and where it
	// copies to. See [Retention] for plain numbers.
	PolicyDefinition = cbrapi.PolicyDefinition
	// PolicyTrigger is when a policy runs; [Schedule.Trigger] makes one.
	PolicyTrigger = cbrapi.PolicyTrigger
	// PolicyTriggerProperties are the recurrence rules of a schedule.
	PolicyTriggerProperties = cbrapi.PolicyTriggerProperties
	// PolicyTriggerInfo is when a policy runs, as the service shows it.
	PolicyTriggerInfo = cbrapi.PolicyTriggerInfo
	// PolicyTriggerInfoProperties are the recurrence rules of a schedule;
	// [ParseSchedule] reads them.
	PolicyTriggerInfoProperties = cbrapi.PolicyTriggerInfoProperties
	// PolicyVault is a vault that a policy is bound to.
	PolicyVault = cbrapi.PolicyVault

	// PolicyOperation is what a policy does.
	PolicyOperation = cbrapi.PolicyOperation
	// PolicyType is who made a policy.
	PolicyType = cbrapi.PolicyType
	// TriggerType is what starts a policy.
	TriggerType = cbrapi.TriggerType
)

// The values of [PolicyOperation].
const (
	PolicyOperationBackup      = cbrapi.PolicyOperationBackup
	PolicyOperationReplication = cbrapi.PolicyOperationReplication
)

// The values of [PolicyType].
const (
	PolicyTypeCustom              = cbrapi.PolicyTypeCustom
	PolicyTypeOrganizationV1      = cbrapi.PolicyTypeOrganizationV1
	PolicyTypeOrganizationV2      = cbrapi.PolicyTypeOrganizationV2
	PolicyTypeOrganizationRemoved = cbrapi.PolicyTypeOrganizationRemoved
)

// TriggerTypeTime is the only value of [TriggerType].
const TriggerTypeTime = cbrapi.TriggerTypeTime

// PoliciesService keeps the schedules by which vaults are backed up or copied.
type PoliciesService struct{ client *Client }

// ListPoliciesInput selects policies; empty fields select all.
type ListPoliciesInput struct {
	// OperationType is what the policies do.
	OperationType PolicyOperation
	// VaultID is that of a vault they are bound to.
	VaultID string
}

// Create makes a policy; vaults are bound to it afterwards. A name has 1 to 64
// letters, digits, Chinese characters, _ and -. A project has at most 32
// policies of a kind ([backup.ErrQuota]). A policy that replicates needs the
// project and the region it copies to.
//
// The call is sent again only when it provably never left.
func (s *PoliciesService) Create(ctx context.Context, in PolicyCreate) (*Policy, error) {
	if err := checkPolicyCreate(in); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpCreatePolicy, "policy", func(e *cbrapi.PolicyEnvelope) *Policy { return e.Policy },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewCreatePolicyRequest(base, project, cbrapi.CreatePolicyRequest{Policy: in})
		})
}

// List returns all policies that match; the service has no pages for them.
func (s *PoliciesService) List(ctx context.Context, in ListPoliciesInput) (*backup.Page[Policy], error) {
	list, err := call[cbrapi.PolicyList](ctx, s.client, cbrapi.OpListPolicies, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListPoliciesRequest(base, project, &cbrapi.ListPoliciesParams{
			OperationType: set(in.OperationType), VaultID: set(in.VaultID),
		})
	})
	if err != nil {
		return nil, err
	}
	return wholeList(list.Policies), nil
}

// All returns all policies that match.
func (s *PoliciesService) All(ctx context.Context, in ListPoliciesInput) iter.Seq2[Policy, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[Policy], error) {
		return s.List(ctx, in)
	}, nil)
}

// Get returns one policy with the vaults it is bound to. One that does not exist
// is [backup.ErrNotFound].
func (s *PoliciesService) Get(ctx context.Context, id string) (*Policy, error) {
	return object(ctx, s.client, cbrapi.OpShowPolicy, "policy", func(e *cbrapi.PolicyEnvelope) *Policy { return e.Policy },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowPolicyRequest(base, project, id)
		}, id)
}

// Update changes what is set in the input and leaves the rest, and returns the
// policy as it is then. What a policy does cannot change, nor can the region it
// copies to while it is bound.
func (s *PoliciesService) Update(ctx context.Context, id string, in PolicyUpdate) (*Policy, error) {
	if err := checkPolicyUpdate(in); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpUpdatePolicy, "policy", func(e *cbrapi.PolicyEnvelope) *Policy { return e.Policy },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewUpdatePolicyRequest(base, project, id, cbrapi.UpdatePolicyRequest{Policy: in})
		}, id)
}

// Delete removes a policy and its bindings to vaults. The backups it made stay.
func (s *PoliciesService) Delete(ctx context.Context, id string) error {
	req, err := s.client.request(cbrapi.OpDeletePolicy, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeletePolicyRequest(base, project, id)
	}, []string{id})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeletePolicy, req)
}

// wholeList is the page of a list that has no pages.
func wholeList[T any](items []T) *backup.Page[T] {
	return &backup.Page[T]{Items: items, Total: len(items)}
}
