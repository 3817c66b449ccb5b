package cbrtest

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

// The states of a roll-out. The vendor documents none; these are seen.
const (
	policySyncing   = "syncing"
	policyAvailable = "available"
)

// organizationPolicy is rolled out to the projects of the account, one after the
// other.
type organizationPolicy struct {
	id, triggerID string
	in            cbrapi.OrganizationPolicyCreate
	deployed      []deployedPolicy
	round         int // of the roll-out: a change begins another
}

type deployedPolicy struct {
	policyID, projectID string
	status              string
}

func (s *service) organizationPolicy(id string) (*organizationPolicy, error) {
	p, ok := find(s.organizationPolicies, func(p *organizationPolicy) bool { return p.id == id })
	if !ok {
		return nil, policyMissing()
	}
	return p, nil
}

func (p *organizationPolicy) view(s *service) *cbrapi.OrganizationPolicy {
	definition := p.in.Definition
	status := policyAvailable
	for _, d := range p.deployed {
		if d.status != policyAvailable {
			status = d.status
		}
	}
	return &cbrapi.OrganizationPolicy{
		ID: p.id, Name: p.in.Name, Description: p.in.Description, OperationType: p.in.OperationType,
		DomainID: s.account.DomainID, DomainName: s.account.Domain,
		PolicyName: p.in.PolicyName, PolicyEnabled: lenient.NewBool(p.in.PolicyEnabled), Definition: &definition,
		Trigger:        &cbrapi.PolicyTriggerInfo{ID: p.triggerID, Properties: &cbrapi.PolicyTriggerInfoProperties{Pattern: slices.Clone(p.in.Trigger.Properties.Pattern)}},
		EffectiveScope: p.in.EffectiveScope, Status: status,
	}
}

// rollOut begins to bring a policy to all projects.
func (s *service) rollOut(p *organizationPolicy) {
	p.round++
	round := p.round
	for i := range p.deployed {
		p.deployed[i].status = policySyncing
		s.after(s.share(i+1, len(p.deployed)), func() {
			if p.round == round {
				p.deployed[i].status = policyAvailable
			}
		})
	}
}

func (s *service) CreateOrganizationPolicy(_ context.Context, req cbrserver.CreateOrganizationPolicyRequestObject) (cbrserver.CreateOrganizationPolicyResponseObject, error) {
	defer s.enter()()
	in := req.Body.Policy
	if err := checkOrganizationPolicy(in); err != nil {
		return nil, err
	}
	p := &organizationPolicy{id: s.ids.UUID(), triggerID: s.ids.UUID(), in: in}
	for _, project := range s.projects {
		p.deployed = append(p.deployed, deployedPolicy{policyID: s.ids.UUID(), projectID: project.id})
	}
	s.organizationPolicies = append(s.organizationPolicies, p)
	s.rollOut(p)
	return cbrserver.CreateOrganizationPolicy200JSONResponse{Policy: p.view(s)}, nil
}

func checkOrganizationPolicy(in cbrapi.OrganizationPolicyCreate) error {
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) > most }
	switch {
	case in.Name == "" || long(in.Name, maxName) || in.PolicyName == "" || long(in.PolicyName, maxName):
		return invalid("Parameter check failed: name and policy_name must have 1 to 64 characters")
	case long(in.Description, maxDescription) || long(in.EffectiveScope, maxDescription):
		return invalid("Parameter check failed: description and effective_scope have 255 characters at most")
	case !known(&in.OperationType, cbrapi.PolicyOperationBackup, cbrapi.PolicyOperationReplication):
		return invalid("Parameter check failed: operation_type")
	}
	if err := checkDefinition(in.Definition); err != nil {
		return err
	}
	return checkPattern(in.Trigger.Properties.Pattern)
}

func (s *service) ListOrganizationPolicies(_ context.Context, req cbrserver.ListOrganizationPoliciesRequestObject) (cbrserver.ListOrganizationPoliciesResponseObject, error) {
	defer s.enter()()
	p := req.Params
	window, err := newWindow(p.Limit, p.Offset)
	if err != nil {
		return nil, err
	}
	if !known(&p.OperationType, cbrapi.PolicyOperationBackup, cbrapi.PolicyOperationReplication) {
		return nil, invalid("Parameter check failed: operation_type")
	}
	var found []cbrapi.OrganizationPolicy
	for _, have := range s.organizationPolicies {
		if have.in.OperationType == p.OperationType {
			found = append(found, *have.view(s))
		}
	}
	return cbrserver.ListOrganizationPolicies200JSONResponse{
		Policies: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func (s *service) ShowOrganizationPolicy(_ context.Context, req cbrserver.ShowOrganizationPolicyRequestObject) (cbrserver.ShowOrganizationPolicyResponseObject, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(req.OrganizationPolicyID)
	if err != nil {
		return nil, err
	}
	return cbrserver.ShowOrganizationPolicy200JSONResponse{Policy: p.view(s)}, nil
}

func (s *service) UpdateOrganizationPolicy(_ context.Context, req cbrserver.UpdateOrganizationPolicyRequestObject) (cbrserver.UpdateOrganizationPolicyResponseObject, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(req.OrganizationPolicyID)
	if err != nil {
		return nil, err
	}
	change, next := req.Body.Policy, p.in
	for _, f := range []struct{ field, value *string }{
		{&next.Name, &change.Name},
		{&next.PolicyName, &change.PolicyName},
		{&next.EffectiveScope, &change.EffectiveScope},
	} {
		if *f.value != "" {
			*f.field = *f.value
		}
	}
	if change.Description != nil {
		next.Description = *change.Description
	}
	if change.PolicyEnabled != nil {
		next.PolicyEnabled = *change.PolicyEnabled
	}
	if change.Definition != nil {
		next.Definition = merged(next.Definition, *change.Definition)
	}
	if change.Trigger != nil {
		next.Trigger = *change.Trigger
	}
	if err := checkOrganizationPolicy(next); err != nil {
		return nil, err
	}
	p.in = next
	s.rollOut(p)
	return cbrserver.UpdateOrganizationPolicy200JSONResponse{Policy: p.view(s)}, nil
}

func (s *service) DeleteOrganizationPolicy(_ context.Context, req cbrserver.DeleteOrganizationPolicyRequestObject) (cbrserver.DeleteOrganizationPolicyResponseObject, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(req.OrganizationPolicyID)
	if err != nil {
		return nil, err
	}
	s.organizationPolicies = slices.DeleteFunc(s.organizationPolicies, func(have *organizationPolicy) bool { return have == p })
	return cbrserver.DeleteOrganizationPolicy204Response{}, nil
}

func (s *service) ListOrganizationPolicyDetail(_ context.Context, req cbrserver.ListOrganizationPolicyDetailRequestObject) (cbrserver.ListOrganizationPolicyDetailResponseObject, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(req.OrganizationPolicyID)
	if err != nil {
		return nil, err
	}
	list := make([]cbrapi.OrganizationPolicyStatus, len(p.deployed))
	for i, d := range p.deployed {
		list[i] = cbrapi.OrganizationPolicyStatus{PolicyID: d.policyID, DomainID: s.account.DomainID, ProjectID: d.projectID, Status: d.status}
	}
	return cbrserver.ListOrganizationPolicyDetail200JSONResponse{
		Policies: list, Count: lenient.NewInt(int64(len(list))), Limit: lenient.NewInt(maxPage), Offset: lenient.NewInt(0),
	}, nil
}
