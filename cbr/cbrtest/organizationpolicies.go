package cbrtest

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
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
	in            cbrapi.CreateOrganizationPolicyInput
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
	status := policyAvailable
	for _, d := range p.deployed {
		if d.status != policyAvailable {
			status = d.status
		}
	}
	return &cbrapi.OrganizationPolicy{
		ID: p.id, Name: p.in.Name, Description: p.in.Description, OperationType: p.in.OperationType,
		DomainID: s.account.DomainID, DomainName: s.account.Domain,
		PolicyName: p.in.PolicyName, PolicyEnabled: lenient.NewBool(p.in.PolicyEnabled), Definition: info(p.in.Definition),
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

func (s *service) CreateOrganizationPolicy(_ context.Context, _ string, in *cbrapi.CreateOrganizationPolicyInput) (any, error) {
	defer s.enter()()
	if err := checkOrganizationPolicy(*in); err != nil {
		return nil, err
	}
	p := &organizationPolicy{id: s.ids.UUID(), triggerID: s.ids.UUID(), in: *in}
	for _, project := range s.projects {
		p.deployed = append(p.deployed, deployedPolicy{policyID: s.ids.UUID(), projectID: project.id})
	}
	s.organizationPolicies = append(s.organizationPolicies, p)
	s.rollOut(p)
	return cbrapi.OrganizationPolicyEnvelope{Policy: p.view(s)}, nil
}

func checkOrganizationPolicy(in cbrapi.CreateOrganizationPolicyInput) error {
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) > most }
	switch {
	case in.Name == "" || long(in.Name, maxName) || in.PolicyName == "" || long(in.PolicyName, maxName):
		return invalid("Parameter check failed: name and policy_name must have 1 to 64 characters")
	case long(in.Description, maxDescription) || long(in.EffectiveScope, maxDescription):
		return invalid("Parameter check failed: description and effective_scope have 255 characters at most")
	case !among(in.OperationType, cbrapi.PolicyOperationBackup, cbrapi.PolicyOperationReplication):
		return invalid("Parameter check failed: operation_type")
	}
	if err := checkDefinition(in.Definition); err != nil {
		return err
	}
	return checkPattern(in.Trigger.Properties.Pattern)
}

func (s *service) ListOrganizationPolicies(ctx context.Context, _ string, in cbrapi.ListOrganizationPoliciesInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !among(in.OperationType, cbrapi.PolicyOperationBackup, cbrapi.PolicyOperationReplication) {
		return nil, invalid("Parameter check failed: operation_type")
	}
	var found []cbrapi.OrganizationPolicy
	for _, have := range s.organizationPolicies {
		if have.in.OperationType == in.OperationType {
			found = append(found, *have.view(s))
		}
	}
	return cbrapi.OrganizationPolicyList{
		Policies: cut(found, window), Count: lenient.NewInt(int64(len(found))),
		Limit: lenient.NewInt(window.limit), Offset: lenient.NewInt(window.offset),
	}, nil
}

func (s *service) ShowOrganizationPolicy(_ context.Context, _, organizationPolicyID string) (any, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(organizationPolicyID)
	if err != nil {
		return nil, err
	}
	return cbrapi.OrganizationPolicyEnvelope{Policy: p.view(s)}, nil
}

func (s *service) UpdateOrganizationPolicy(_ context.Context, _, organizationPolicyID string, in *cbrapi.UpdateOrganizationPolicyInput) (any, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(organizationPolicyID)
	if err != nil {
		return nil, err
	}
	next := p.in
	for _, f := range []struct{ field, value *string }{
		{&next.Name, &in.Name},
		{&next.PolicyName, &in.PolicyName},
		{&next.EffectiveScope, &in.EffectiveScope},
	} {
		if *f.value != "" {
			*f.field = *f.value
		}
	}
	if in.Description != nil {
		next.Description = *in.Description
	}
	if in.PolicyEnabled != nil {
		next.PolicyEnabled = *in.PolicyEnabled
	}
	if in.Definition != nil {
		next.Definition = merged(next.Definition, *in.Definition)
	}
	if in.Trigger != nil {
		next.Trigger = *in.Trigger
	}
	if err := checkOrganizationPolicy(next); err != nil {
		return nil, err
	}
	p.in = next
	s.rollOut(p)
	return cbrapi.OrganizationPolicyEnvelope{Policy: p.view(s)}, nil
}

func (s *service) DeleteOrganizationPolicy(_ context.Context, _, organizationPolicyID string) (any, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(organizationPolicyID)
	if err != nil {
		return nil, err
	}
	s.organizationPolicies = slices.DeleteFunc(s.organizationPolicies, func(have *organizationPolicy) bool { return have == p })
	return nil, nil
}

func (s *service) ListOrganizationPolicyDetail(_ context.Context, _, organizationPolicyID string) (any, error) {
	defer s.enter()()
	p, err := s.organizationPolicy(organizationPolicyID)
	if err != nil {
		return nil, err
	}
	list := make([]cbrapi.OrganizationPolicyStatus, len(p.deployed))
	for i, d := range p.deployed {
		list[i] = cbrapi.OrganizationPolicyStatus{PolicyID: d.policyID, DomainID: s.account.DomainID, ProjectID: d.projectID, Status: d.status}
	}
	return cbrapi.OrganizationPolicyStatusList{
		Policies: list, Count: lenient.NewInt(int64(len(list))), Limit: lenient.NewInt(maxPage), Offset: lenient.NewInt(0),
	}, nil
}
