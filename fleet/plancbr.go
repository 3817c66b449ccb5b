package fleet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/cbr"
)

// policyInput is what a policy becomes.
type policyInput struct {
	// ID is that of the policy that changes, empty for a new one.
	ID        string               `json:"id,omitempty"`
	Name      string               `json:"name"`
	Operation cbr.PolicyOperation  `json:"operation"`
	Enabled   *bool                `json:"enabled,omitempty"`
	Patterns  []string             `json:"patterns"`
	Keep      cbr.PolicyDefinition `json:"definition"`
}

// vaultInput is what a vault becomes.
type vaultInput struct {
	ID          string         `json:"id,omitempty"`
	Name        string         `json:"name"`
	Kind        cbr.ObjectType `json:"kind"`
	SizeGB      int64          `json:"size_gb"`
	AutoExpand  *bool          `json:"auto_expand,omitempty"`
	Consistent  bool           `json:"consistent,omitempty"`
	Description string         `json:"description,omitempty"`
}

// bindingInput is a policy that a vault gets. Things are named: what was made a stage
// before has no id yet.
type bindingInput struct {
	Vault       string `json:"vault"`
	Policy      string `json:"policy"`
	Destination string `json:"destination,omitempty"`
}

// protectInput is a machine that is put into a vault, moved to it or taken out of it.
type protectInput struct {
	Machine string           `json:"machine"`
	Type    cbr.ResourceType `json:"type"`
	Name    string           `json:"name"`
	// From is the id of the vault it is in, empty for none; Vault is the name of the
	// one it shall be in, empty for none.
	From  string `json:"from,omitempty"`
	Vault string `json:"vault,omitempty"`
}

// region is what a look at an account of CBR knows.
type region struct {
	*look

	client   *cbr.Client
	policies map[string][]cbr.Policy // by name
	vaults   map[string][]cbr.Vault  // by name
	byID     map[string]cbr.Vault
}

// cbr looks at an account of CBR.
func (l *look) cbr(ctx context.Context, client *cbr.Client) {
	r := &region{look: l, client: client, policies: make(map[string][]cbr.Policy), vaults: make(map[string][]cbr.Vault), byID: make(map[string]cbr.Vault)}
	policyErr := r.readPolicies(ctx)
	vaultErr := r.readVaults(ctx)
	for _, want := range l.planner.File.Policies {
		if want.Account == l.account {
			r.policy(want, policyErr)
		}
	}
	for _, want := range l.planner.File.Vaults {
		if want.Account == l.account {
			r.vault(want, vaultErr)
			r.bindings(want, cmp.Or(policyErr, vaultErr))
		}
	}
	if vaultErr != nil {
		l.allUnknown(KindProtected, vaultErr)
		return
	}
	r.machines(ctx)
}

func (r *region) readPolicies(ctx context.Context) error {
	for p, err := range r.client.Policies.All(ctx, cbr.ListPoliciesInput{}) {
		if err != nil {
			return fmt.Errorf("the policies: %w", err)
		}
		r.policies[p.Name] = append(r.policies[p.Name], p)
	}
	return nil
}

func (r *region) readVaults(ctx context.Context) error {
	for v, err := range r.client.Vaults.All(ctx, cbr.ListVaultsInput{}) {
		if err != nil {
			return fmt.Errorf("the vaults: %w", err)
		}
		r.byID[v.ID] = v
		if v.Billing == nil || v.Billing.ProtectType != cbr.ProtectTypeReplication {
			r.vaults[v.Name] = append(r.vaults[v.Name], v)
		}
	}
	return nil
}

// schedule are the rules of a policy as cbr has them.
func (p Policy) schedule() (cbr.Schedule, error) {
	var out cbr.Schedule
	for _, rule := range p.Schedule {
		r := cbr.ScheduleRule{Frequency: cbr.FrequencyDaily, Interval: rule.Every}
		if len(rule.On) > 0 {
			r.Frequency, r.Days = cbr.FrequencyWeekly, weekdays(rule.On)
		}
		for _, at := range rule.At {
			r.Times = append(r.Times, cbr.At(at.HourMinute()))
		}
		out = append(out, r)
	}
	_, err := out.Trigger()
	return out, err
}

// policyDefinition is the retention and the destination of a policy.
func policyDefinition(p Policy) cbr.PolicyDefinition {
	var d cbr.PolicyDefinition
	if r := p.Retention; r != nil {
		d = cbr.Retention{
			MaxBackups: r.Backups, Days: r.Days, DayBackups: r.Daily, WeekBackups: r.Weekly, MonthBackups: r.Monthly, YearBackups: r.Yearly, TimeZone: r.TimeZone,
		}.Definition()
	}
	if c := p.CopyTo; c != nil {
		d.DestinationRegion, d.DestinationProjectID = c.Region, c.ProjectID
	}
	return d
}

// policy compares one policy.
func (r *region) policy(want Policy, err error) {
	a := Action{Kind: KindPolicy, Name: want.Name, Verb: VerbLeave, stage: stagePolicies}
	if err != nil {
		r.unknown(KindPolicy, "", want.Name, stagePolicies, err)
		return
	}
	schedule, err := want.schedule()
	if err != nil { // Parse has looked
		r.unknown(KindPolicy, "", want.Name, stagePolicies, err)
		return
	}
	patterns, err := schedule.Patterns()
	if err != nil {
		r.unknown(KindPolicy, "", want.Name, stagePolicies, err)
		return
	}
	in := policyInput{Name: want.Name, Operation: cbr.PolicyOperationBackup, Enabled: want.Enabled, Patterns: patterns, Keep: policyDefinition(want)}
	if want.CopyTo != nil {
		in.Operation = cbr.PolicyOperationReplication
	}
	same := slices.DeleteFunc(slices.Clone(r.policies[want.Name]), func(p cbr.Policy) bool { return p.OperationType != in.Operation })
	a.Was = fingerprint(same)
	switch len(same) {
	case 0:
		a.Verb, a.Cost = VerbCreate, none()
		a.Differences = []Difference{{"policy", "none", scheduleWords(patterns)}}
	case 1:
		in.ID = same[0].ID
		a.Destroys = policyDifferences(&a.Differences, want, in, same[0])
		if len(a.Differences) > 0 {
			a.Verb, a.Cost = VerbChange, none()
		}
	default:
		a.Verb, a.Why = VerbUnknown, fmt.Sprintf("%d policies have that name", len(same))
	}
	a.Input = input(in)
	r.add(a)
}

// policyDifferences notes where a policy is not as it is wanted, and says what is lost
// by the change.
func policyDifferences(out *[]Difference, want Policy, in policyInput, have cbr.Policy) (destroys string) {
	var patterns []string
	if have.Trigger != nil && have.Trigger.Properties != nil {
		patterns = have.Trigger.Properties.Pattern
	}
	compare(out, "schedule", scheduleWords(patterns), scheduleWords(in.Patterns))
	if want.Enabled != nil {
		compare(out, "enabled", strconv.FormatBool(have.Enabled.Value), strconv.FormatBool(*want.Enabled))
	}
	is, wanted := cbr.DefinitionOf(have.Definition), in.Keep
	var lost []string
	for _, f := range []struct {
		name     string
		is, want *int64
		limit    bool // -1 and 0 are no limit
	}{
		{"backups", is.MaxBackups, wanted.MaxBackups, true}, {"days", is.RetentionDays, wanted.RetentionDays, true},
		{"daily", is.DayBackups, wanted.DayBackups, false}, {"weekly", is.WeekBackups, wanted.WeekBackups, false},
		{"monthly", is.MonthBackups, wanted.MonthBackups, false}, {"yearly", is.YearBackups, wanted.YearBackups, false},
	} {
		if f.want == nil {
			continue
		}
		before, after := kept(f.is, f.limit), kept(f.want, f.limit)
		if before == after {
			continue
		}
		*out = append(*out, Difference{f.name, keptText(before), keptText(after)})
		if after < before {
			lost = append(lost, f.name)
		}
	}
	if wanted.TimeZone != "" {
		compare(out, "time_zone", is.TimeZone, wanted.TimeZone)
	}
	if want.CopyTo != nil {
		compare(out, "copy_to.region", is.DestinationRegion, wanted.DestinationRegion)
		compare(out, "copy_to.project_id", is.DestinationProjectID, wanted.DestinationProjectID)
	}
	if len(lost) == 0 {
		return ""
	}
	return fmt.Sprintf("the backups of all vaults with policy %s that it keeps now and would keep no longer (%s)", have.Name, strings.Join(lost, ", "))
}

const unlimited = 1 << 40

// kept is a number of a retention that can be compared.
func kept(n *int64, limit bool) int64 {
	switch {
	case n == nil && limit, n != nil && limit && *n <= 0:
		return unlimited
	case n == nil:
		return 0
	}
	return *n
}

func keptText(n int64) string {
	if n == unlimited {
		return "no limit"
	}
	return strconv.FormatInt(n, 10)
}

// scheduleWords writes patterns in one form, whatever the order of their parts.
func scheduleWords(patterns []string) string {
	if len(patterns) == 0 {
		return "none"
	}
	s, err := cbr.ParseSchedule(patterns)
	if err != nil {
		return strings.Join(patterns, "; ") // one that this program cannot read differs
	}
	var lines []string
	for _, rule := range s {
		times := make([]string, len(rule.Times))
		for i, t := range rule.Times {
			times[i] = t.String()
		}
		slices.Sort(times)
		days := slices.Clone(rule.Days)
		slices.Sort(days)
		text := "every day"
		if rule.Frequency == cbr.FrequencyWeekly {
			names := make([]string, len(days))
			for i, d := range days {
				names[i] = d.String()[:3]
			}
			text = strings.Join(names, " ")
		}
		if rule.Interval > 1 {
			text += fmt.Sprintf(" of every %d", rule.Interval)
		}
		lines = append(lines, text+" at "+strings.Join(times, " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "; ")
}

// objectTypes are the kinds of vaults.
func objectType(kind string) cbr.ObjectType {
	switch kind {
	case "disk":
		return cbr.ObjectTypeDisk
	case "turbo":
		return cbr.ObjectTypeTurbo
	}
	return cbr.ObjectTypeServer
}

// oneVault is the vault of a name; nil for none.
func (r *region) oneVault(name string) (*cbr.Vault, error) {
	switch same := r.vaults[name]; len(same) {
	case 0:
		return nil, nil //nolint:nilnil // that there is none is no error here
	case 1:
		return &same[0], nil
	default:
		return nil, fmt.Errorf("%d vaults are called %q", len(same), name)
	}
}

// vault compares one vault.
func (r *region) vault(want Vault, err error) {
	a := Action{Kind: KindVault, Name: want.Name, Verb: VerbLeave, stage: stageVaults}
	if err != nil {
		r.unknown(KindVault, "", want.Name, stageVaults, err)
		return
	}
	have, err := r.oneVault(want.Name)
	if err != nil {
		r.unknown(KindVault, "", want.Name, stageVaults, err)
		return
	}
	in := vaultInput{
		Name: want.Name, Kind: objectType(want.Kind), SizeGB: want.SizeGB, AutoExpand: want.AutoExpand, Consistent: want.Consistent, Description: want.Description,
	}
	if have == nil {
		a.Verb, a.Was = VerbCreate, fingerprint("none")
		a.Differences = []Difference{{"vault", "none", fmt.Sprintf("%d GB for kind %s", want.SizeGB, kindOf(want.Kind))}}
		a.Cost = unknownCost("the service tells no prices")
		a.Input = input(in)
		r.add(a)
		return
	}
	in.ID = have.ID
	billing := have.Billing
	if billing == nil {
		billing = new(cbr.Billing)
	}
	a.Was = fingerprint(have.ID, billing.SizeGB.Value, billing.ObjectType, have.AutoExpand.Value)
	if billing.ObjectType != "" && billing.ObjectType != in.Kind {
		a.Held, a.Why = true, "what a vault protects cannot change: give the new one another name"
		a.Differences = []Difference{{"kind", string(billing.ObjectType), string(in.Kind)}}
		r.add(a)
		return
	}
	compare(&a.Differences, "size_gb", strconv.FormatInt(billing.SizeGB.Value, 10), strconv.FormatInt(want.SizeGB, 10))
	if want.AutoExpand != nil && *want.AutoExpand && billing.SizeGB.Value > want.SizeGB {
		a.Differences = nil // it has grown by itself, as it shall
	}
	if want.AutoExpand != nil {
		compare(&a.Differences, "auto_expand", strconv.FormatBool(have.AutoExpand.Value), strconv.FormatBool(*want.AutoExpand))
	}
	if len(a.Differences) > 0 {
		a.Verb, a.Cost = VerbChange, unknownCost("the service tells no prices")
		if billing.ChargingMode == cbr.ChargingModePrePaid {
			a.Verb, a.Cost, a.Held, a.Why = VerbLeave, nil, true, "it is paid for in advance: a change is an order, see backupctl cbr order"
		}
	}
	a.Input = input(in)
	r.add(a)
}

// bindings compares the policies of a vault.
func (r *region) bindings(want Vault, err error) {
	one := func(policy string, operation cbr.PolicyOperation, destination string) {
		a := Action{Kind: KindBinding, Name: want.Name + ": " + policy, Verb: VerbLeave, stage: stageBindings}
		var have *cbr.Vault
		if err == nil {
			have, err = r.oneVault(want.Name)
		}
		if err != nil {
			r.unknown(KindBinding, "", a.Name, stageBindings, err)
			return
		}
		bound := "none"
		for _, list := range r.policies {
			for _, p := range list {
				if have != nil && p.OperationType == operation && slices.ContainsFunc(p.AssociatedVaults, func(v cbr.PolicyVault) bool {
					return v.VaultID == have.ID && (destination == "" || v.DestinationVaultID == destination)
				}) {
					bound = p.Name
				}
			}
		}
		a.Was = fingerprint(bound)
		if bound != policy {
			a.Verb, a.Cost = VerbCreate, none()
			if bound != "none" {
				a.Verb = VerbChange
			}
			a.Differences = []Difference{{"policy", bound, policy}}
			a.Input = input(bindingInput{Vault: want.Name, Policy: policy, Destination: destination})
		}
		r.add(a)
	}
	if want.Policy != "" {
		one(want.Policy, cbr.PolicyOperationBackup, "")
	}
	if want.Copies != nil {
		one(want.Copies.Policy, cbr.PolicyOperationReplication, want.Copies.VaultID)
	}
}
