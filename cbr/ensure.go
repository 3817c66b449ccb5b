package cbr

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/ensure"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// EnsureName is the name that the Ensure… methods give to a thing with a key: the
// key itself if it has at most 64 letters, digits, Chinese characters, _ and -, and
// otherwise as [backup.EnsureName] says.
func EnsureName(key string) string {
	return backup.EnsureName(key, maxName, func(r rune) bool { return !notInName(r) })
}

// key validates a key and gives the name it becomes.
func ensureKey(key, field, name string) (string, error) {
	return ensure.Key(argument, key, field, name, EnsureName)
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a checkpoint is made once. Its backups are called what
// [EnsureName] makes of the key, and by that name in the vault it is found;
// the input's own name is left empty. A checkpoint that ended in an error is found
// too: another try is another key.
//
// When the response to the creation is lost, the backups are looked for, by default
// after 1 second, then more and more slowly, for a minute; options change that. If none
// shows up by then the error is a [*backup.UncertainError], and the same call again
// looks first. A checkpoint that skipped all of its resources made no backup, and is
// not found.
//
// A vault makes one checkpoint at a time, so of two calls at once one finds what the
// other has made, or fails with [backup.ErrBusy]. Where both could make one all the
// same, both stay: a backup is never taken away again. Both calls return the older
// one, with the other among the Doubles.
func (s *CheckpointsService) Ensure(ctx context.Context, key string, in CreateCheckpointInput, opts ...backup.WaitOption) (*backup.Ensured[Checkpoint], error) {
	name, err := ensureKey(key, "CreateCheckpointInput.Parameters.Name", in.Parameters.Name)
	if err != nil {
		return nil, err
	}
	in.Parameters.Name = name
	if err := checkCreateCheckpoint(in); err != nil {
		return nil, err
	}
	return ensure.Once(ctx, ensure.Kind[Checkpoint]{
		Subject: ensure.Subject("checkpoint", "vault "+in.VaultID), Name: name, Options: opts,
		ID:     func(c *Checkpoint) string { return c.ID },
		Find:   func(ctx context.Context) ([]Checkpoint, error) { return s.named(ctx, in.VaultID, name) },
		Create: func(ctx context.Context) (*Checkpoint, error) { return s.Create(ctx, in) },
		Differ: func(c *Checkpoint) []string { return checkpointDifferences(in.Parameters, c) },
	})
}

// EnsureAndWait is Ensure and then Wait, with the options. When the wait is cut short
// what is known comes with the error, and the same call goes on with it.
func (s *CheckpointsService) EnsureAndWait(ctx context.Context, key string, in CreateCheckpointInput, opts ...backup.WaitOption) (*backup.Ensured[Checkpoint], error) {
	out, err := s.Ensure(ctx, key, in)
	if err != nil {
		return out, err
	}
	done, err := s.Wait(ctx, out.Value.ID, opts...)
	if done != nil {
		keepSkipped(done, out.Value)
		out.Value = done
	}
	return out, err
}

// named finds the checkpoints of a vault by the name of their backups, oldest first.
// Those that are being deleted do not count.
func (s *CheckpointsService) named(ctx context.Context, vaultID, name string) ([]Checkpoint, error) {
	var ids []string
	for b, err := range s.client.Backups.All(ctx, ListBackupsInput{VaultID: vaultID, Name: name}) {
		switch {
		case err != nil:
			return nil, err
		case b.Name != name, b.VaultID != "" && b.VaultID != vaultID, b.CheckpointID == "", slices.Contains(ids, b.CheckpointID):
		case b.Status == BackupStatusDeleting, b.Status == BackupStatusWaitingDelete:
		default:
			ids = append(ids, b.CheckpointID)
		}
	}
	var out []Checkpoint
	for _, id := range ids {
		c, err := s.Get(ctx, id)
		switch {
		case isGone(err):
		case err != nil:
			return nil, err
		default:
			out = append(out, *c)
		}
	}
	slices.SortFunc(out, func(a, b Checkpoint) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt.Time), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// checkpointDifferences are resources that a checkpoint was to have and has not. One
// that comes without its vault does not tell.
func checkpointDifferences(want CheckpointParameters, c *Checkpoint) []string {
	if c.Vault == nil {
		return nil
	}
	wanted := slices.Clone(want.Resources)
	for _, r := range want.ResourceDetails {
		wanted = append(wanted, r.ID)
	}
	var out []string
	for _, id := range wanted {
		if !slices.ContainsFunc(c.Vault.Resources, func(r CheckpointResource) bool { return r.ID == id }) {
			out = append(out, "resource "+id+" is not in it")
		}
	}
	return out
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a vault is made once. It is called what [EnsureName] makes of the
// key, and found by that name; the input's own name is left empty. Differences tell
// where a vault that was there is not as the input wants it.
//
// A vault that is paid for in advance is an invalid argument: its order cannot be
// found again.
//
// A lost response is dealt with as [CheckpointsService.Ensure] does. Of two vaults that
// were made at the same time the older one stays, by its time of creation and then
// its id. The other call takes its own away again, if it has no resources and no
// backups, and returns the one that stays. If several of the name are left, or were
// there before, the error is a [*backup.DuplicateError], beside the oldest one.
func (s *VaultsService) Ensure(ctx context.Context, key string, in CreateVaultInput, opts ...backup.WaitOption) (*backup.Ensured[Vault], error) {
	name, err := ensureKey(key, "CreateVaultInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	in.Name = name
	if err := checkCreateVault(in); err != nil {
		return nil, err
	}
	if in.Billing.ChargingMode == ChargingModePrePaid {
		return nil, invalidArgument("CreateVaultInput.Billing.ChargingMode", "must not be pre_paid: an order cannot be found again, and would be paid twice")
	}
	return ensure.Once(ctx, ensure.Kind[Vault]{
		Subject: "vault", Name: name, Options: opts,
		ID:       func(v *Vault) string { return v.ID },
		Find:     func(ctx context.Context) ([]Vault, error) { return s.named(ctx, name) },
		Withdraw: s.withdraw,
		Create: func(ctx context.Context) (*Vault, error) {
			created, err := s.Create(ctx, in)
			if err != nil {
				return nil, err
			}
			return created.Vault, nil
		},
		Differ: func(v *Vault) []string { return vaultDifferences(in, v) },
	})
}

// named finds the vaults of a name, oldest first. Those that are being deleted do not
// count.
func (s *VaultsService) named(ctx context.Context, name string) ([]Vault, error) {
	var out []Vault
	for v, err := range s.All(ctx, ListVaultsInput{Name: name}) {
		if err != nil {
			return nil, err
		}
		if v.Name == name && (v.Billing == nil || v.Billing.Status != VaultStatusDeleting) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b Vault) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt.Time), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// withdraw deletes a vault that this call has made, unless it holds something.
func (s *VaultsService) withdraw(ctx context.Context, surplus, _ *Vault) error {
	now, err := s.Get(ctx, surplus.ID)
	switch {
	case isGone(err):
		return nil
	case err != nil:
		return err
	case len(now.Resources) > 0:
		return fmt.Errorf("vault %s has resources and is not deleted", now.ID)
	}
	backups, err := s.client.Backups.List(ctx, ListBackupsInput{VaultID: now.ID, Limit: 1})
	switch {
	case err != nil:
		return err
	case len(backups.Items) > 0:
		return fmt.Errorf("vault %s has backups and is not deleted", now.ID)
	}
	return unlessGone(s.Delete(ctx, now.ID))
}

// vaultDifferences compares a vault that is there with what is wanted.
func vaultDifferences(want CreateVaultInput, v *Vault) []string {
	var out differences
	if b := v.Billing; b != nil {
		out.compare("size in GB", text(b.SizeGB.Value), text(want.Billing.SizeGB))
		out.compare("kind of resource", string(b.ObjectType), string(want.Billing.ObjectType))
		out.compare("kind of protection", string(b.ProtectType), string(want.Billing.ProtectType))
		out.compare("consistency", string(b.ConsistentLevel), string(want.Billing.ConsistentLevel))
		out.compare("way of paying", string(b.ChargingMode), cmp.Or(string(want.Billing.ChargingMode), string(ChargingModePostPaid)))
	}
	if want.Description != "" {
		out.compare("description", v.Description, want.Description)
	}
	for _, r := range want.Resources {
		if !slices.ContainsFunc(v.Resources, func(have VaultResource) bool { return have.ID == r.ID }) {
			out = append(out, "resource "+r.ID+" is not in it")
		}
	}
	for _, t := range want.Tags {
		if !slices.ContainsFunc(v.Tags, func(have Tag) bool { return have == t }) {
			out = append(out, fmt.Sprintf("tag %q is not %q", t.Key, t.Value))
		}
	}
	return out
}

// EnsurePolicy is AssociatePolicy that looks first: a vault that is bound to the
// policies already is left alone. The ids are the key. As with AssociatePolicy a
// policy of the same kind that was bound before is replaced, so of two calls at once
// with different policies the last one counts, and with the same ones both return the
// same.
//
// A lost response is dealt with as [CheckpointsService.Ensure] does.
func (s *VaultsService) EnsurePolicy(ctx context.Context, vaultID string, in AssociatePolicyInput, opts ...backup.WaitOption) (*backup.Ensured[PolicyBinding], error) {
	if err := validate.FirstError(argument.Segment("vaultID", vaultID), checkAssociatePolicy(in)); err != nil {
		return nil, err
	}
	return ensure.Once(ctx, ensure.Kind[PolicyBinding]{
		Subject: ensure.Subject("policy", "vault "+vaultID), Options: opts, Sole: true,
		ID:     func(b *PolicyBinding) string { return b.PolicyID },
		Find:   func(ctx context.Context) ([]PolicyBinding, error) { return s.bound(ctx, vaultID, in) },
		Create: func(ctx context.Context) (*PolicyBinding, error) { return s.AssociatePolicy(ctx, vaultID, in) },
	})
}

// bound returns the binding of the first policy if the vault is bound to all of them,
// and nothing otherwise.
func (s *VaultsService) bound(ctx context.Context, vaultID string, in AssociatePolicyInput) ([]PolicyBinding, error) {
	list, err := s.client.Policies.List(ctx, ListPoliciesInput{VaultID: vaultID})
	if err != nil {
		return nil, err
	}
	wanted := in.AddPolicyIDs
	if in.PolicyID != "" {
		wanted = []string{in.PolicyID}
	}
	for _, id := range wanted {
		if !slices.ContainsFunc(list.Items, func(p Policy) bool { return p.ID == id && isBoundTo(&p, vaultID, in.DestinationVaultID) }) {
			return nil, nil
		}
	}
	return []PolicyBinding{{VaultID: vaultID, PolicyID: wanted[0], DestinationVaultID: in.DestinationVaultID}}, nil
}

// isBoundTo reports whether a policy that was listed as one of a vault is bound to it
// as it should be. Responses without vaults leave it at the list.
func isBoundTo(p *Policy, vaultID, destination string) bool {
	if len(p.AssociatedVaults) == 0 {
		return true
	}
	return slices.ContainsFunc(p.AssociatedVaults, func(v PolicyVault) bool {
		return v.VaultID == vaultID && (destination == "" || p.OperationType != PolicyOperationReplication || v.DestinationVaultID == destination)
	})
}

// Ensure is Create that can be called again with the same key, after any
// interruption: a policy is made once. It is called what [EnsureName] makes of the
// key, and found by that name among the policies that do the same; the input's own
// name is left empty. Differences tell where a policy that was there is not as the
// input wants it.
//
// A lost response is dealt with as [CheckpointsService.Ensure] does. Of two policies
// that were made at the same time that with the older schedule stays, and of two
// within a second that with the lower id. The other call takes its own away again, if
// it is bound to no vault, and returns the one that stays. If several of the name are
// left, or were there before, the error is a [*backup.DuplicateError], beside the
// oldest one.
func (s *PoliciesService) Ensure(ctx context.Context, key string, in CreatePolicyInput, opts ...backup.WaitOption) (*backup.Ensured[Policy], error) {
	name, err := ensureKey(key, "CreatePolicyInput.Name", in.Name)
	if err != nil {
		return nil, err
	}
	in.Name = name
	if err := checkCreatePolicy(in); err != nil {
		return nil, err
	}
	return ensure.Once(ctx, ensure.Kind[Policy]{
		Subject: "policy", Name: name, Options: opts,
		ID:       func(p *Policy) string { return p.ID },
		Find:     func(ctx context.Context) ([]Policy, error) { return s.named(ctx, in.OperationType, name) },
		Withdraw: s.withdraw,
		Create:   func(ctx context.Context) (*Policy, error) { return s.Create(ctx, in) },
		Differ:   func(p *Policy) []string { return policyDifferences(in, p) },
	})
}

// named finds the policies of a name that do the same, oldest first.
func (s *PoliciesService) named(ctx context.Context, does PolicyOperation, name string) ([]Policy, error) {
	list, err := s.List(ctx, ListPoliciesInput{OperationType: does})
	if err != nil {
		return nil, err
	}
	var out []Policy
	for _, p := range list.Items {
		if p.Name == name && p.OperationType == does {
			out = append(out, p)
		}
	}
	since := func(p Policy) (text string) {
		if p.Trigger == nil || p.Trigger.Properties == nil {
			return ""
		}
		return p.Trigger.Properties.StartTime.UTC().Format("2006-01-02T15:04:05")
	}
	slices.SortFunc(out, func(a, b Policy) int { return cmp.Or(cmp.Compare(since(a), since(b)), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// withdraw deletes a policy that this call has made, unless it is bound to a vault.
func (s *PoliciesService) withdraw(ctx context.Context, surplus, _ *Policy) error {
	now, err := s.Get(ctx, surplus.ID)
	switch {
	case isGone(err):
		return nil
	case err != nil:
		return err
	case len(now.AssociatedVaults) > 0:
		return fmt.Errorf("policy %s is bound to a vault and is not deleted", now.ID)
	}
	return unlessGone(s.Delete(ctx, now.ID))
}

// unlessGone is the error of a deletion; that there is nothing any more is none.
func unlessGone(err error) error {
	if errors.Is(err, backup.ErrNotFound) {
		return nil
	}
	return err
}

// policyDifferences compares a policy that is there with what is wanted.
func policyDifferences(want CreatePolicyInput, p *Policy) []string {
	var out differences
	if want.Enabled != nil && p.Enabled.Text == "" && p.Enabled.Value != *want.Enabled {
		out.compare("enabled", strconv.FormatBool(p.Enabled.Value), strconv.FormatBool(*want.Enabled))
	}
	var pattern []string
	if p.Trigger != nil && p.Trigger.Properties != nil {
		pattern = p.Trigger.Properties.Pattern
	}
	if !slices.Equal(pattern, want.Trigger.Properties.Pattern) {
		out = append(out, fmt.Sprintf("schedule is %q, not %q", pattern, want.Trigger.Properties.Pattern))
	}
	have := DefinitionOf(p.Definition)
	for _, n := range []struct {
		what       string
		have, want *int64
	}{
		{"most backups", have.MaxBackups, want.Definition.MaxBackups},
		{"days of retention", have.RetentionDays, want.Definition.RetentionDays},
		{"daily backups", have.DayBackups, want.Definition.DayBackups},
		{"weekly backups", have.WeekBackups, want.Definition.WeekBackups},
		{"monthly backups", have.MonthBackups, want.Definition.MonthBackups},
		{"yearly backups", have.YearBackups, want.Definition.YearBackups},
		{"full backup interval", have.FullBackupInterval, want.Definition.FullBackupInterval},
	} {
		if n.want != nil {
			out.compare(n.what, optional(n.have), optional(n.want))
		}
	}
	out.compare("destination region", have.DestinationRegion, want.Definition.DestinationRegion)
	out.compare("destination project", have.DestinationProjectID, want.Definition.DestinationProjectID)
	return out
}

// differences say where a thing is not as it is wanted.
type differences []string

func (d *differences) compare(what, have, want string) {
	if have != want {
		*d = append(*d, fmt.Sprintf("%s is %s, not %s", what, cmp.Or(have, "none"), cmp.Or(want, "none")))
	}
}

// optional writes a number that may be missing.
func optional(n *int64) string {
	if n == nil {
		return ""
	}
	return text(*n)
}

func text(n int64) string { return strconv.FormatInt(n, 10) }
