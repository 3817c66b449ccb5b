package fleet

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

func (w *Worker) policy(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "policy", func(ctx context.Context, c *cbr.Client, in policyInput) (Outcome, error) {
		trigger := cbr.PolicyTrigger{Properties: cbr.PolicyTriggerProperties{Pattern: in.Patterns}}
		if in.ID != "" {
			p, err := c.Policies.Update(ctx, in.ID, cbr.UpdatePolicyInput{Enabled: in.Enabled, Definition: &in.Keep, Trigger: &trigger})
			if err != nil {
				return Outcome{}, err
			}
			return Outcome{Result: "changed", ID: p.ID}, nil
		}
		made, err := c.Policies.Ensure(ctx, in.Name, cbr.CreatePolicyInput{Enabled: in.Enabled, Definition: in.Keep, OperationType: in.Operation, Trigger: trigger})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Result: string(made.Action), ID: made.Value.ID}, nil
	})
}

func (w *Worker) vault(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "vault", func(ctx context.Context, c *cbr.Client, in vaultInput) (Outcome, error) {
		if in.ID != "" {
			v, err := c.Vaults.Update(ctx, in.ID, cbr.UpdateVaultInput{AutoExpand: in.AutoExpand, Billing: &cbr.BillingUpdate{SizeGB: in.SizeGB}})
			if err != nil {
				return Outcome{}, err
			}
			return Outcome{Result: "changed", ID: v.ID}, nil
		}
		level := cbr.ConsistentLevelCrash
		if in.Consistent {
			level = cbr.ConsistentLevelApp
		}
		made, err := c.Vaults.Ensure(ctx, in.Name, cbr.CreateVaultInput{
			AutoExpand: in.AutoExpand != nil && *in.AutoExpand, Description: in.Description,
			Billing: cbr.BillingCreate{ConsistentLevel: level, ObjectType: in.Kind, ProtectType: cbr.ProtectTypeBackup, SizeGB: in.SizeGB},
		})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Result: string(made.Action), ID: made.Value.ID}, nil
	})
}

func (w *Worker) binding(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "binding", func(ctx context.Context, c *cbr.Client, in bindingInput) (Outcome, error) {
		vault, err := vaultNamed(ctx, c, in.Vault)
		if err != nil {
			return Outcome{}, err
		}
		operation := cbr.PolicyOperationBackup
		if in.Destination != "" {
			operation = cbr.PolicyOperationReplication
		}
		policy, err := policyNamed(ctx, c, in.Policy, operation)
		if err != nil {
			return Outcome{}, err
		}
		made, err := c.Vaults.EnsurePolicy(ctx, vault.ID, cbr.AssociatePolicyInput{PolicyID: policy.ID, DestinationVaultID: in.Destination})
		if err != nil {
			return Outcome{}, err
		}
		return Outcome{Result: string(made.Action), ID: policy.ID}, nil
	})
}

// vaultNamed is the one vault of a name that holds backups.
func vaultNamed(ctx context.Context, c *cbr.Client, name string) (*cbr.Vault, error) {
	var same []cbr.Vault
	for v, err := range c.Vaults.All(ctx, cbr.ListVaultsInput{Name: name}) {
		if err != nil {
			return nil, fmt.Errorf("the vault %s: %w", name, err)
		}
		if v.Name == name && (v.Billing == nil || v.Billing.ProtectType != cbr.ProtectTypeReplication) {
			same = append(same, v)
		}
	}
	return one("vault", name, same)
}

func policyNamed(ctx context.Context, c *cbr.Client, name string, operation cbr.PolicyOperation) (*cbr.Policy, error) {
	var same []cbr.Policy
	for p, err := range c.Policies.All(ctx, cbr.ListPoliciesInput{}) {
		if err != nil {
			return nil, fmt.Errorf("the policy %s: %w", name, err)
		}
		if p.Name == name && p.OperationType == operation {
			same = append(same, p)
		}
	}
	return one("policy", name, same)
}

// one is the only thing of a name.
func one[T any](what, name string, same []T) (*T, error) {
	switch len(same) {
	case 0:
		return nil, fmt.Errorf("there is no %s %q: %w", what, name, backup.ErrNotFound)
	case 1:
		return &same[0], nil
	}
	return nil, fmt.Errorf("%d things are the %s %q: %w", len(same), what, name, backup.ErrConflict)
}

// soon are the pauses of a wait that is mostly over at once.
func soon() []backup.WaitOption {
	return []backup.WaitOption{backup.WithPollDelay(200 * time.Millisecond), backup.WithPollInterval(time.Second, 10*time.Second)} //nolint:mnd // the pauses
}

// protect puts a machine into a vault, moves it, or takes it out.
func (w *Worker) protect(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	return oneStep(ctx, w, steps, job, "vault", func(ctx context.Context, c *cbr.Client, in protectInput) (Outcome, error) {
		if in.Vault == "" {
			return takeOut(ctx, c, in)
		}
		vault, err := vaultNamed(ctx, c, in.Vault)
		if err != nil {
			return Outcome{}, err
		}
		out := Outcome{ID: vault.ID, Result: string(backup.ActionFound)}
		add := cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: in.Machine, Type: in.Type, Name: in.Name}}}
		switch {
		case contains(vault, in.Machine):
			return out, nil
		case in.From != "":
			out.Result = "moved"
			_, err = c.Vaults.MigrateResources(ctx, in.From, cbr.MigrateResourcesInput{DestinationVaultID: vault.ID, ResourceIDs: []string{in.Machine}})
		default:
			out.Result = string(backup.ActionCreated)
			_, err = c.Vaults.AddResources(ctx, vault.ID, add)
		}
		// An earlier try may have begun it: then the service refuses, and the wait tells.
		if err != nil && !errors.Is(err, backup.ErrConflict) && !maybeExecuted(err) {
			return Outcome{}, err
		}
		if _, waitErr := c.Vaults.WaitResourcesAdded(ctx, vault.ID, add, soon()...); waitErr != nil {
			return Outcome{}, errors.Join(err, waitErr)
		}
		return out, nil
	})
}

func takeOut(ctx context.Context, c *cbr.Client, in protectInput) (Outcome, error) {
	vault, err := c.Vaults.Get(ctx, in.From)
	switch {
	case errors.Is(err, backup.ErrNotFound), err == nil && !contains(vault, in.Machine):
		return Outcome{Result: "found", Detail: "it is not in the vault any more"}, nil
	case err != nil:
		return Outcome{}, err
	}
	remove := cbr.RemoveResourcesInput{ResourceIDs: []string{in.Machine}}
	_, err = c.Vaults.RemoveResources(ctx, in.From, remove)
	if err != nil && !errors.Is(err, backup.ErrConflict) && !maybeExecuted(err) {
		return Outcome{}, err
	}
	if _, waitErr := c.Vaults.WaitResourcesRemoved(ctx, in.From, remove, soon()...); waitErr != nil {
		return Outcome{}, errors.Join(err, waitErr)
	}
	return Outcome{Result: "removed", ID: in.From}, nil
}

// maybeExecuted says that a call may have been carried out although it failed.
func maybeExecuted(err error) bool {
	e, ok := errors.AsType[*backup.Error](err)
	return ok && e.MaybeExecuted
}

func contains(v *cbr.Vault, machine string) bool {
	return slices.ContainsFunc(v.Resources, func(r cbr.VaultResource) bool { return r.ID == machine })
}

// backupInput is what one job backs up: an instance of Zomro, or machines of one vault
// of CBR. That one takes a single checkpoint at a time, of up to 256 machines.
type backupInput struct {
	Instance int64          `json:"instance,omitempty"`
	Vault    string         `json:"vault,omitempty"`
	Machines []cbr.Resource `json:"machines,omitempty"`
	// Key is what the backup is found again by: the fleet, the schedule and its time.
	Key string `json:"key"`
}

// mostTries is how often a backup that ended badly is begun anew under another name.
const mostTries = 3

// checkpoint backs up machines of a vault. A checkpoint of its key that ended badly is
// found as well: the next try has another name.
func checkpoint(ctx context.Context, c *cbr.Client, in backupInput, opts []backup.WaitOption) (Outcome, error) {
	ids := make([]string, len(in.Machines))
	details := make([]cbr.Resource, len(in.Machines))
	for i, m := range in.Machines {
		ids[i], details[i] = m.ID, cbr.Resource{ID: m.ID, Type: m.Type}
	}
	var err error
	for try := 1; try <= mostTries; try++ {
		key := in.Key
		if try > 1 {
			key += "-" + strconv.Itoa(try)
		}
		var made *backup.Ensured[cbr.Checkpoint]
		made, err = c.Checkpoints.EnsureAndWait(ctx, key, cbr.CreateCheckpointInput{VaultID: in.Vault, Parameters: cbr.CheckpointParameters{
			AutoTrigger: true, Resources: ids, ResourceDetails: details,
		}}, opts...)
		if err == nil {
			skipped := cbr.Skipped(made.Value)
			out := Outcome{Result: "made", ID: made.Value.ID, Detail: made.Name, Count: len(in.Machines) - len(skipped)}
			for _, s := range skipped {
				out.Skipped = append(out.Skipped, strings.TrimSpace(cmp.Or(s.Name, s.ID)+": "+cmp.Or(s.Reason, string(s.Code))))
			}
			return out, nil
		}
		var waiting *backup.WaitError
		if !errors.As(err, &waiting) || !waiting.Failed || made == nil || made.Action != backup.ActionFound {
			return Outcome{}, err
		}
	}
	return Outcome{}, err
}
