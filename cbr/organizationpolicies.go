package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// organizationPolicyAvailable is the state of a policy that has arrived.
const organizationPolicyAvailable = "available"

// OrganizationPoliciesService keeps policies that an organization rolls out to
// its accounts.
type OrganizationPoliciesService struct{ client *Client }

// Create makes an organization policy and begins to roll it out; see
// [OrganizationPoliciesService.WaitDeployed]. Both names have 1 to 64
// characters, the description and the scope at most 255.
//
// The call is sent again only when it provably never left.
func (s *OrganizationPoliciesService) Create(ctx context.Context, in CreateOrganizationPolicyInput) (*OrganizationPolicy, error) {
	if err := checkCreateOrganizationPolicy(in); err != nil {
		return nil, err
	}
	return s.client.api.CreateOrganizationPolicy(ctx, s.client.project, in)
}

// List returns one page of the organization policies of a kind; the service
// insists on the OperationType. Next is the Cursor of the page after it.
func (s *OrganizationPoliciesService) List(ctx context.Context, in ListOrganizationPoliciesInput) (*backup.Page[OrganizationPolicy], error) {
	const at = "ListOrganizationPoliciesInput"
	offset, err := checkWindow(at, in.Cursor, in.Limit)
	if err := validate.FirstError(checkNeeded(at+".OperationType", string(in.OperationType)), err); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListOrganizationPolicies(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Policies, offset, list.Count), nil
}

// All returns all organization policies of a kind, page by page. In.Limit is
// the size of a page.
func (s *OrganizationPoliciesService) All(ctx context.Context, in ListOrganizationPoliciesInput) iter.Seq2[OrganizationPolicy, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[OrganizationPolicy], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(p OrganizationPolicy) string { return p.ID })
}

// Get returns one organization policy. One that does not exist is
// [backup.ErrNotFound].
func (s *OrganizationPoliciesService) Get(ctx context.Context, organizationPolicyID string) (*OrganizationPolicy, error) {
	return s.client.api.ShowOrganizationPolicy(ctx, s.client.project, organizationPolicyID)
}

// Update changes what is set in the input and leaves the rest, and begins to
// roll the change out.
func (s *OrganizationPoliciesService) Update(ctx context.Context, organizationPolicyID string, in UpdateOrganizationPolicyInput) (*OrganizationPolicy, error) {
	if err := checkUpdateOrganizationPolicy(in); err != nil {
		return nil, err
	}
	return s.client.api.UpdateOrganizationPolicy(ctx, s.client.project, organizationPolicyID, in)
}

// Delete removes an organization policy. The policies that it made in the
// accounts stay, with [PolicyTypeOrganizationRemoved].
func (s *OrganizationPoliciesService) Delete(ctx context.Context, organizationPolicyID string) error {
	return s.client.api.DeleteOrganizationPolicy(ctx, s.client.project, organizationPolicyID)
}

// ListDetails returns the policies that an organization policy made, one for
// each project. The service has no pages for them.
func (s *OrganizationPoliciesService) ListDetails(ctx context.Context, organizationPolicyID string) (*backup.Page[OrganizationPolicyStatus], error) {
	list, err := s.client.api.ListOrganizationPolicyDetail(ctx, s.client.project, organizationPolicyID)
	if err != nil {
		return nil, err
	}
	page := newPage(list.Policies, 0, list.Count)
	page.Next = ""
	return page, nil
}

// AllDetails returns the policies that an organization policy made.
func (s *OrganizationPoliciesService) AllDetails(ctx context.Context, organizationPolicyID string) iter.Seq2[OrganizationPolicyStatus, error] {
	return allOf(ctx, func(ctx context.Context) (*backup.Page[OrganizationPolicyStatus], error) {
		return s.ListDetails(ctx, organizationPolicyID)
	})
}

// WaitDeployed waits until an organization policy is available in all projects
// it is for, and returns them. It fails with a [*backup.WaitError] when one ends
// in an error. An organization policy that reaches no project at all is waited
// for until the time is up.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *OrganizationPoliciesService) WaitDeployed(ctx context.Context, organizationPolicyID string, opts ...backup.WaitOption) ([]OrganizationPolicyStatus, error) {
	if err := argument.Segment("organizationPolicyID", organizationPolicyID); err != nil {
		return nil, err
	}
	return backup.Wait(ctx, "organization policy "+organizationPolicyID, func(ctx context.Context) (backup.Status[[]OrganizationPolicyStatus], error) {
		page, err := s.ListDetails(ctx, organizationPolicyID)
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

func checkCreateOrganizationPolicy(in CreateOrganizationPolicyInput) error {
	const at = "CreateOrganizationPolicyInput."
	return validate.FirstError(
		checkNeeded(at+"Name", in.Name), checkNeeded(at+"PolicyName", in.PolicyName), checkNeeded(at+"OperationType", string(in.OperationType)),
		checkReplicates(at+"Definition.", in.OperationType, in.Definition),
		checkLength(at+"Name", in.Name, maxName), checkLength(at+"PolicyName", in.PolicyName, maxName),
		checkLength(at+"Description", in.Description, maxDescription), checkLength(at+"EffectiveScope", in.EffectiveScope, maxDescription),
		checkDefinition(at+"Definition.", &in.Definition), checkTrigger(at+"Trigger.", &in.Trigger),
	)
}

func checkUpdateOrganizationPolicy(in UpdateOrganizationPolicyInput) error {
	const at = "UpdateOrganizationPolicyInput."
	if d := in.Description; d != nil {
		if err := checkLength(at+"Description", *d, maxDescription); err != nil {
			return err
		}
	}
	return validate.FirstError(
		checkLength(at+"Name", in.Name, maxName), checkLength(at+"PolicyName", in.PolicyName, maxName),
		checkLength(at+"EffectiveScope", in.EffectiveScope, maxDescription),
		checkDefinition(at+"Definition.", in.Definition), checkTrigger(at+"Trigger.", in.Trigger),
	)
}
