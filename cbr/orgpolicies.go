package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// The models of organization policies.
type (
	// OrganizationPolicy is a policy that an organization rolls out to its
	// accounts.
	OrganizationPolicy = cbrapi.OrganizationPolicy
	// OrganizationPolicyCreate is an organization policy to create.
	OrganizationPolicyCreate = cbrapi.OrganizationPolicyCreate
	// OrganizationPolicyUpdate is what changes; what is left out stays.
	OrganizationPolicyUpdate = cbrapi.OrganizationPolicyUpdate
	// OrganizationPolicyStatus is a policy it made in a project of an account.
	OrganizationPolicyStatus = cbrapi.OrganizationPolicyStatus
)

// organizationPolicyAvailable is the state of a policy that has arrived.
const organizationPolicyAvailable = "available"

// OrganizationPoliciesService keeps policies that an organization rolls out to
// its accounts.
type OrganizationPoliciesService struct{ client *Client }

// ListOrganizationPoliciesInput selects organization policies.
type ListOrganizationPoliciesInput struct {
	// OperationType is what the policies do. The service insists on it.
	OperationType PolicyOperation
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many are left out at the start.
	Offset int64
}

func (in ListOrganizationPoliciesInput) check() error {
	if in.OperationType == "" {
		return refuse("operation_type", "is empty")
	}
	return checkPage(in.Limit, in.Offset)
}

// Create makes an organization policy and begins to roll it out; see
// [OrganizationPoliciesService.WaitDeployed]. Both names have 1 to 64
// characters, the description and the scope at most 255.
//
// The call is sent again only when it provably never left.
func (s *OrganizationPoliciesService) Create(ctx context.Context, in OrganizationPolicyCreate) (*OrganizationPolicy, error) {
	if err := checkOrganizationPolicy(in); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpCreateOrganizationPolicy, "policy", organizationPolicy,
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewCreateOrganizationPolicyRequest(base, project, cbrapi.CreateOrganizationPolicyRequest{Policy: in})
		})
}

func organizationPolicy(e *cbrapi.OrganizationPolicyEnvelope) *OrganizationPolicy { return e.Policy }

// List returns one page of the organization policies of a kind. Next is the
// Offset of the page after it.
func (s *OrganizationPoliciesService) List(ctx context.Context, in ListOrganizationPoliciesInput) (*backup.Page[OrganizationPolicy], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.OrganizationPolicyList](ctx, s.client, cbrapi.OpListOrganizationPolicies, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListOrganizationPoliciesRequest(base, project, &cbrapi.ListOrganizationPoliciesParams{
			OperationType: in.OperationType, Limit: set(in.Limit), Offset: set(in.Offset),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Policies, in.Offset, list.Count), nil
}

// All returns all organization policies of a kind, page by page. In.Limit is
// the size of a page.
func (s *OrganizationPoliciesService) All(ctx context.Context, in ListOrganizationPoliciesInput) iter.Seq2[OrganizationPolicy, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[OrganizationPolicy], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(p OrganizationPolicy) string { return p.ID })
}

// Get returns one organization policy. One that does not exist is
// [backup.ErrNotFound].
func (s *OrganizationPoliciesService) Get(ctx context.Context, id string) (*OrganizationPolicy, error) {
	return object(ctx, s.client, cbrapi.OpShowOrganizationPolicy, "policy", organizationPolicy,
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowOrganizationPolicyRequest(base, project, id)
		}, id)
}

// Update changes what is set in the input and leaves the rest, and begins to
// roll the change out.
func (s *OrganizationPoliciesService) Update(ctx context.Context, id string, in OrganizationPolicyUpdate) (*OrganizationPolicy, error) {
	if err := checkOrganizationPolicyUpdate(in); err != nil {
		return nil, err
	}
	return object(ctx, s.client, cbrapi.OpUpdateOrganizationPolicy, "policy", organizationPolicy,
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewUpdateOrganizationPolicyRequest(base, project, id, cbrapi.UpdateOrganizationPolicyRequest{Policy: in})
		}, id)
}

// Delete removes an organization policy. The policies that it made in the
// accounts stay, with [PolicyTypeOrganizationRemoved].
func (s *OrganizationPoliciesService) Delete(ctx context.Context, id string) error {
	req, err := s.client.request(cbrapi.OpDeleteOrganizationPolicy, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeleteOrganizationPolicyRequest(base, project, id)
	}, []string{id})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeleteOrganizationPolicy, req)
}

// ListDetails returns the policies that an organization policy made, one for
// each project. The service has no pages for them.
func (s *OrganizationPoliciesService) ListDetails(ctx context.Context, id string) (*backup.Page[OrganizationPolicyStatus], error) {
	list, err := call[cbrapi.OrganizationPolicyStatusList](ctx, s.client, cbrapi.OpListOrganizationPolicyDetail, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListOrganizationPolicyDetailRequest(base, project, id)
	}, id)
	if err != nil {
		return nil, err
	}
	page := newPage(list.Policies, 0, list.Count)
	page.Next = ""
	return page, nil
}

// AllDetails returns the policies that an organization policy made.
func (s *OrganizationPoliciesService) AllDetails(ctx context.Context, id string) iter.Seq2[OrganizationPolicyStatus, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[OrganizationPolicyStatus], error) {
		return s.ListDetails(ctx, id)
	}, nil)
}

// WaitDeployed waits until an organization policy is available in all projects
// it is for, and returns them. It fails with a [*backup.WaitError] when one ends
// in an error. An organization policy that reaches no project at all is waited
// for until the time is up.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *OrganizationPoliciesService) WaitDeployed(ctx context.Context, id string, opts ...backup.WaitOption) ([]OrganizationPolicyStatus, error) {
	if err := checkID("organization_policy_id", id); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "organization policy "+id, func(ctx context.Context) (backup.Status[[]OrganizationPolicyStatus], error) {
		page, err := s.ListDetails(ctx, id)
		if err != nil {
			return backup.Status[[]OrganizationPolicyStatus]{}, err
		}
		return deploymentStatus(page.Items), nil
	}, taskWait(opts))
}

// deploymentStatus tells how far a roll-out is. The states are documented
// nowhere: available and error are what the service uses for everything else.
func deploymentStatus(list []OrganizationPolicyStatus) backup.Status[[]OrganizationPolicyStatus] {
	st := backup.Status[[]OrganizationPolicyStatus]{Value: list, State: "syncing"}
	arrived := 0
	for _, p := range list {
		switch p.Status {
		case organizationPolicyAvailable:
			arrived++
		case "error", "failed":
			st.Phase, st.State = backup.Failed, p.Status
			st.Reason = "policy " + p.PolicyID + " in project " + p.ProjectID
		}
	}
	if len(list) > 0 {
		st.Percent = arrived * allPercent / len(list)
	}
	if st.Phase != backup.Failed && len(list) > 0 && arrived == len(list) {
		st.Phase, st.State = backup.Done, organizationPolicyAvailable
	}
	return st
}

func checkOrganizationPolicy(in OrganizationPolicyCreate) error {
	copies := in.OperationType == PolicyOperationReplication
	switch {
	case in.Name == "":
		return refuse("name", "is empty")
	case in.PolicyName == "":
		return refuse("policy_name", "is empty")
	case in.OperationType == "":
		return refuse("operation_type", "is empty")
	case copies && in.Definition.DestinationProjectID == "":
		return refuse("policy_operation_definition.destination_project_id", "is needed for replication")
	case copies && in.Definition.DestinationRegion == "":
		return refuse("policy_operation_definition.destination_region", "is needed for replication")
	}
	if err := first(
		checkLength("name", in.Name, maxName),
		checkLength("policy_name", in.PolicyName, maxName),
		checkLength("description", in.Description, maxDescription),
		checkLength("effective_scope", in.EffectiveScope, maxDescription),
		checkDefinition("policy_operation_definition", in.Definition),
	); err != nil {
		return err
	}
	return checkTrigger("policy_trigger", in.Trigger)
}

func checkOrganizationPolicyUpdate(in OrganizationPolicyUpdate) error {
	if err := first(
		checkLength("name", in.Name, maxName),
		checkLength("policy_name", in.PolicyName, maxName),
		checkLength("effective_scope", in.EffectiveScope, maxDescription),
	); err != nil {
		return err
	}
	if in.Description != nil {
		if err := checkLength("description", *in.Description, maxDescription); err != nil {
			return err
		}
	}
	if in.Definition != nil {
		if err := checkDefinition("policy_operation_definition", *in.Definition); err != nil {
			return err
		}
	}
	if in.Trigger != nil {
		return checkTrigger("policy_trigger", *in.Trigger)
	}
	return nil
}
