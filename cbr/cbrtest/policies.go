package cbrtest

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	maxPolicies = 32 // of a kind
	maxPatterns = 24
	maxLongTerm = 100
)

type policy struct {
	id, triggerID string
	name          string
	enabled       bool
	operation     cbrapi.PolicyOperation
	definition    cbrapi.PolicyDefinition
	pattern       []string
	started       time.Time
}

func (s *service) policy(id string) (*policy, bool) {
	return find(s.policies, func(p *policy) bool { return p.id == id })
}

func policyMissing() *problem {
	return serviceError(http.StatusNotFound, "6000", "The policy does not exist.")
}

// view shows what was set and nothing else, as the service does.
func (p *policy) view(s *service) *cbrapi.Policy {
	out := &cbrapi.Policy{
		ID: p.id, Name: p.name, Enabled: lenient.NewBool(p.enabled), OperationType: p.operation, PolicyType: cbrapi.PolicyTypeCustom,
		Definition: info(p.definition),
		Trigger: &cbrapi.PolicyTriggerInfo{
			ID: p.triggerID, Name: "default", Type: cbrapi.TriggerTypeTime,
			Properties: &cbrapi.PolicyTriggerInfoProperties{
				Pattern: slices.Clone(p.pattern), StartTime: lenient.Time{Text: p.started.UTC().Format(time.DateTime)},
			},
		},
		AssociatedVaults: []cbrapi.PolicyVault{},
	}
	for _, b := range s.bindings {
		if b.policyID == p.id {
			out.AssociatedVaults = append(out.AssociatedVaults, cbrapi.PolicyVault{VaultID: b.vaultID, DestinationVaultID: b.destinationVaultID})
		}
	}
	return out
}

func (s *service) CreatePolicy(_ context.Context, _ string, in *cbrapi.CreatePolicyInput) (any, error) {
	defer s.enter()()
	if in.OperationType == "" { // seen to be optional
		in.OperationType = cbrapi.PolicyOperationBackup
	}
	switch {
	case in.Name == "" || !goodPolicyName(in.Name):
		return nil, invalid("Parameter check failed: name")
	case in.OperationType != cbrapi.PolicyOperationBackup && in.OperationType != cbrapi.PolicyOperationReplication:
		return nil, serviceError(http.StatusBadRequest, "6117", "The policy type does not exist.")
	case in.OperationType == cbrapi.PolicyOperationReplication && (in.Definition.DestinationProjectID == "" || in.Definition.DestinationRegion == ""):
		return nil, invalid("Parameter check failed: destination_project_id and destination_region are required")
	case in.OperationType == cbrapi.PolicyOperationReplication && in.Definition.DestinationRegion == s.account.ProjectName:
		return nil, invalid("Parameter check failed: destination_region is the region of the policy")
	}
	if err := checkDefinition(in.Definition); err != nil {
		return nil, err
	}
	if err := checkPattern(in.Trigger.Properties.Pattern); err != nil {
		return nil, err
	}
	same := 0
	for _, p := range s.policies {
		if p.operation == in.OperationType {
			same++
		}
	}
	if same >= maxPolicies {
		return nil, serviceError(http.StatusBadRequest, "6001", "The number of policies has reached the upper limit.")
	}
	p := &policy{
		id: s.ids.UUID(), triggerID: s.ids.UUID(), name: in.Name, enabled: in.Enabled == nil || *in.Enabled, operation: in.OperationType,
		definition: in.Definition, pattern: in.Trigger.Properties.Pattern, started: s.now,
	}
	s.policies = append(s.policies, p)
	return cbrapi.PolicyEnvelope{Policy: p.view(s)}, nil
}

func goodPolicyName(name string) bool {
	return utf8.RuneCountInString(name) <= maxName && nameForm.MatchString(name)
}

func checkDefinition(d cbrapi.PolicyDefinition) error {
	value := func(n *int64) int64 {
		if n == nil {
			return 0
		}
		return *n
	}
	longTerm := int64(0)
	for _, n := range []*int64{d.DayBackups, d.WeekBackups, d.MonthBackups, d.YearBackups} {
		if value(n) < 0 || value(n) > maxLongTerm {
			return invalid("Parameter check failed: long-term backups must be between 0 and 100")
		}
		longTerm += value(n)
	}
	switch {
	case value(d.MaxBackups) < -1 || value(d.RetentionDays) < -1:
		return invalid("Parameter check failed: max_backups and retention_duration_days must be at least -1")
	case value(d.FullBackupInterval) < -1 || value(d.FullBackupInterval) > maxLongTerm:
		return invalid("Parameter check failed: full_backup_interval must be between -1 and 100")
	case longTerm > 0 && d.TimeZone == "":
		return invalid("Parameter check failed: timezone is required")
	}
	return nil
}

// patternForm is the part of iCalendar that the service reads.
var patternForm = regexp.MustCompile(`^FREQ=(DAILY|WEEKLY)(;(INTERVAL=[1-9]\d*|BYDAY=(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*|BYHOUR=([01]?\d|2[0-3])|BYMINUTE=[0-5]?\d))+$`)

func checkPattern(pattern []string) error {
	if len(pattern) == 0 || len(pattern) > maxPatterns {
		return invalid("Parameter check failed: pattern must have 1 to 24 rules")
	}
	for _, rule := range pattern {
		if !patternForm.MatchString(rule) {
			return invalid("Parameter check failed: pattern " + rule)
		}
	}
	return nil
}

func (s *service) ListPolicies(_ context.Context, _ string, in cbrapi.ListPoliciesInput) (any, error) {
	defer s.enter()()
	if !known(in.OperationType, cbrapi.PolicyOperationBackup, cbrapi.PolicyOperationReplication) {
		return nil, invalid("Parameter check failed: operation_type")
	}
	found := []cbrapi.Policy{}
	for _, have := range s.policies {
		bound := in.VaultID == "" || slices.ContainsFunc(s.bindings, func(b binding) bool { return b.vaultID == in.VaultID && b.policyID == have.id })
		if is(in.OperationType, have.operation) && bound {
			found = append(found, *have.view(s))
		}
	}
	return cbrapi.PolicyList{Policies: found, Count: lenient.NewInt(int64(len(found)))}, nil
}

func (s *service) ShowPolicy(_ context.Context, _, policyID string) (any, error) {
	defer s.enter()()
	p, ok := s.policy(policyID)
	if !ok {
		return nil, policyMissing()
	}
	return cbrapi.PolicyEnvelope{Policy: p.view(s)}, nil
}

func (s *service) UpdatePolicy(_ context.Context, _, policyID string, in *cbrapi.UpdatePolicyInput) (any, error) {
	defer s.enter()()
	p, ok := s.policy(policyID)
	if !ok {
		return nil, policyMissing()
	}
	if !goodPolicyName(in.Name) {
		return nil, invalid("Parameter check failed: name")
	}
	definition := p.definition
	if in.Definition != nil {
		definition = merged(definition, *in.Definition)
		if err := checkDefinition(definition); err != nil {
			return nil, err
		}
		bound := slices.ContainsFunc(s.bindings, func(b binding) bool { return b.policyID == p.id })
		if bound && definition.DestinationRegion != p.definition.DestinationRegion {
			return nil, serviceError(http.StatusBadRequest, "6003", "The policy is bound to a vault, so that its region cannot change.")
		}
	}
	if in.Trigger != nil {
		if err := checkPattern(in.Trigger.Properties.Pattern); err != nil {
			return nil, err
		}
		p.pattern, p.started = in.Trigger.Properties.Pattern, s.now
	}
	p.definition = definition
	if in.Name != "" {
		p.name = in.Name
	}
	if in.Enabled != nil {
		p.enabled = *in.Enabled
	}
	return cbrapi.PolicyEnvelope{Policy: p.view(s)}, nil
}

// info is a definition as the service shows it.
func info(d cbrapi.PolicyDefinition) *cbrapi.PolicyDefinitionInfo {
	number := func(n *int64) *lenient.Int {
		if n == nil {
			return nil
		}
		return new(lenient.NewInt(*n))
	}
	out := &cbrapi.PolicyDefinitionInfo{
		MaxBackups: number(d.MaxBackups), RetentionDays: number(d.RetentionDays),
		DayBackups: number(d.DayBackups), WeekBackups: number(d.WeekBackups), MonthBackups: number(d.MonthBackups), YearBackups: number(d.YearBackups),
		FullBackupInterval: number(d.FullBackupInterval), TimeZone: d.TimeZone,
		DestinationProjectID: d.DestinationProjectID, DestinationRegion: d.DestinationRegion, CrossAccountURN: d.CrossAccountURN,
	}
	if d.EnableAcceleration != nil {
		out.EnableAcceleration = new(lenient.NewBool(*d.EnableAcceleration))
	}
	return out
}

// merged is a definition with what a change sets.
func merged(d, change cbrapi.PolicyDefinition) cbrapi.PolicyDefinition {
	for _, f := range []struct{ field, value **int64 }{
		{&d.MaxBackups, &change.MaxBackups},
		{&d.RetentionDays, &change.RetentionDays},
		{&d.DayBackups, &change.DayBackups},
		{&d.WeekBackups, &change.WeekBackups},
		{&d.MonthBackups, &change.MonthBackups},
		{&d.YearBackups, &change.YearBackups},
		{&d.FullBackupInterval, &change.FullBackupInterval},
	} {
		if *f.value != nil {
			*f.field = *f.value
		}
	}
	for _, f := range []struct{ field, value *string }{
		{&d.TimeZone, &change.TimeZone},
		{&d.DestinationProjectID, &change.DestinationProjectID},
		{&d.DestinationRegion, &change.DestinationRegion},
		{&d.CrossAccountURN, &change.CrossAccountURN},
	} {
		if *f.value != "" {
			*f.field = *f.value
		}
	}
	if change.EnableAcceleration != nil {
		d.EnableAcceleration = change.EnableAcceleration
	}
	return d
}

func (s *service) DeletePolicy(_ context.Context, _, policyID string) (any, error) {
	defer s.enter()()
	p, ok := s.policy(policyID)
	if !ok {
		return nil, policyMissing()
	}
	s.policies = slices.DeleteFunc(s.policies, func(have *policy) bool { return have == p })
	s.bindings = slices.DeleteFunc(s.bindings, func(b binding) bool { return b.policyID == p.id })
	return nil, nil
}
