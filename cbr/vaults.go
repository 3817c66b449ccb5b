package cbr

import (
	"context"
	"iter"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// VaultsService makes, reads, changes and deletes vaults, and says what they
// protect.
type VaultsService struct{ client *Client }

// List returns one page of vaults. Next is the Cursor of the page after it.
func (s *VaultsService) List(ctx context.Context, in ListVaultsInput) (*backup.Page[Vault], error) {
	offset, err := checkWindow("ListVaultsInput", in.Cursor, in.Limit)
	if err := validate.FirstError(err, checkListVaults(in)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListVault(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Vaults, offset, list.Count), nil
}

func checkListVaults(in ListVaultsInput) error {
	if strings.ContainsFunc(in.Name, notInName) {
		return invalidArgument("ListVaultsInput.Name", "may hold letters, digits, Chinese characters, _ and - only")
	}
	for i, id := range in.ResourceIDs {
		if strings.Contains(id, ",") {
			return invalidArgument(validate.Element("ListVaultsInput.ResourceIDs", i), "must not hold a comma: they are sent joined by commas")
		}
	}
	return validate.FirstError(checkIDs("ListVaultsInput.IDs", in.IDs), checkIDs("ListVaultsInput.ResourceIDs", in.ResourceIDs))
}

// All returns all vaults that match, page by page. In.Limit is the size of a
// page.
func (s *VaultsService) All(ctx context.Context, in ListVaultsInput) iter.Seq2[Vault, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Vault], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, in)
	}, func(v Vault) string { return v.ID })
}

// Get returns one vault with its resources. One that does not exist is
// [backup.ErrNotFound].
func (s *VaultsService) Get(ctx context.Context, vaultID string) (*Vault, error) {
	return s.client.api.ShowVault(ctx, s.client.project, vaultID)
}

// Create makes a vault. One that is paid for by use, which is the default, is in
// the response and ready at once. For one that is paid for in advance the
// response holds orders instead of a vault, and the vault appears when its order
// is complete; see [VaultsService.WaitOrdered].
//
// Name, capacity, kind of resource, kind of protection and consistency are
// needed. A name has 1 to 64 letters, digits, Chinese characters, _ and -; a
// vault holds at most 256 resources. Tags have keys of up to 36 and values of up
// to 43 characters.
//
// The call is sent again only when it provably never left, and the service takes
// the same name twice: if the response is lost, look for the vault by its name.
// More vaults than the account may have are [backup.ErrQuota].
func (s *VaultsService) Create(ctx context.Context, in CreateVaultInput) (*VaultCreated, error) {
	if err := checkCreateVault(in); err != nil {
		return nil, err
	}
	in.Resources = validate.NonNil(in.Resources)
	return s.client.api.CreateVault(ctx, s.client.project, in)
}

// Update changes what is set in the input, and returns the vault as it is then. A
// vault that was paid for in advance keeps its size, AutoExpand and AutoBind;
// see [OrdersService.Change]. A vault that is locked stays so for good.
func (s *VaultsService) Update(ctx context.Context, vaultID string, in UpdateVaultInput) (*Vault, error) {
	if err := checkUpdateVault(in); err != nil {
		return nil, err
	}
	if in.Billing != nil && *in.Billing == (BillingUpdate{}) {
		in.Billing = nil // the service does not accept an empty one
	}
	return s.client.api.UpdateVault(ctx, s.client.project, vaultID, in)
}

// UpdateAll changes the alarm of vaults and returns the ids of those it changed.
// The request names no vault (the vendor calls it BatchUpdateVault), so it seems
// to mean all vaults of the project.
func (s *VaultsService) UpdateAll(ctx context.Context, in UpdateAllVaultsInput) ([]string, error) {
	if err := checkThreshold("UpdateAllVaultsInput", in.ThresholdPercent); err != nil {
		return nil, err
	}
	if in.SMNNotify == nil && in.ThresholdPercent == nil {
		return nil, invalidArgument("UpdateAllVaultsInput.ThresholdPercent", "or SMNNotify is needed: nothing would change")
	}
	return s.client.api.BatchUpdateVault(ctx, s.client.project, in)
}

// Delete begins the deletion of a vault with all of its backups; see
// [VaultsService.WaitDeleted]. A vault that was paid for in advance cannot be
// deleted: its subscription is ended elsewhere, and the call fails with
// [backup.ErrConflict]. One that does not exist any more is
// [backup.ErrNotFound].
func (s *VaultsService) Delete(ctx context.Context, vaultID string) error {
	return s.client.api.DeleteVault(ctx, s.client.project, vaultID)
}

// WaitDeleted waits until a vault is gone. It fails with a [*backup.WaitError]
// when the vault comes into a state other than available and deleting. It looks
// first after 5 seconds, then every 20 seconds and more slowly later, for 5
// minutes; options change that.
func (s *VaultsService) WaitDeleted(ctx context.Context, vaultID string, opts ...backup.WaitOption) error {
	if err := argument.Segment("vaultID", vaultID); err != nil {
		return err
	}
	_, err := backup.Wait(ctx, "deletion of vault "+vaultID, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, vaultID)
		switch {
		case isGone(err):
			return backup.Status[*Vault]{State: "deleted", Phase: backup.Done, Percent: allPercent}, nil
		case err != nil:
			return backup.Status[*Vault]{}, err
		}
		st := vaultStatus(v)
		switch VaultStatus(st.State) {
		case "", VaultStatusAvailable, VaultStatusDeleting:
		case VaultStatusLocked, VaultStatusFrozen, VaultStatusError:
			st.Phase = backup.Failed
		}
		return st, nil
	}, vaultDeleteWait(opts))
	return err
}

// WaitUntil waits until a vault is as done wants it, and returns it: that it has
// grown after [OrdersService.Change], say, or is paid for in advance after
// [OrdersService.ChangeChargeMode]. CBR does not show orders, so a failed one is
// not noticed, and the wait ends with its time. Times are those of
// [VaultsService.WaitOrdered].
func (s *VaultsService) WaitUntil(ctx context.Context, vaultID string, done func(*Vault) bool, opts ...backup.WaitOption) (*Vault, error) {
	if err := argument.Segment("vaultID", vaultID); err != nil {
		return nil, err
	}
	if done == nil {
		return nil, invalidArgument("done", "is nil")
	}
	return backup.Wait(ctx, "vault "+vaultID, func(ctx context.Context) (backup.Status[*Vault], error) {
		v, err := s.Get(ctx, vaultID)
		if err != nil {
			return backup.Status[*Vault]{}, err
		}
		st := vaultStatus(v)
		if done(v) {
			st.Phase = backup.Done
		}
		return st, nil
	}, orderWait(opts))
}

// vaultStatus is the state of a vault, pending until somebody knows better.
func vaultStatus(v *Vault) backup.Status[*Vault] {
	st := backup.Status[*Vault]{Value: v, Percent: -1}
	if v.Billing != nil {
		st.State = string(v.Billing.Status)
	}
	return st
}

// Summary returns the capacity of all vaults of the project together, and how
// much of it is used. The reference gives no units.
func (s *VaultsService) Summary(ctx context.Context) (*VaultSummary, error) {
	return s.client.api.ShowSummary(ctx, s.client.project)
}

// The limits of vaults.
const (
	maxPrefix = 32
	maxZone   = 32
)

func checkCreateVault(in CreateVaultInput) error {
	const at = "CreateVaultInput"
	return validate.FirstError(
		checkNeeded(at+".Name", in.Name), checkName(at+".Name", in.Name), checkText(at+".Description", in.Description), checkBilling(at, in.Billing),
		checkResources(at+".Resources", in.Resources), checkTags(at+".Tags", in.Tags), checkRules(at, in.BindRules), checkThreshold(at, in.ThresholdPercent),
		checkLength(at+".BackupNamePrefix", in.BackupNamePrefix, maxPrefix), checkLength(at+".AvailabilityZone", in.AvailabilityZone, maxZone),
	)
}

func checkUpdateVault(in UpdateVaultInput) error {
	const at = "UpdateVaultInput"
	if in.Billing != nil && in.Billing.SizeGB < 0 {
		return invalidArgument(at+".Billing.SizeGB", "must not be negative")
	}
	return validate.FirstError(checkName(at+".Name", in.Name), checkRules(at, in.BindRules), checkThreshold(at, in.ThresholdPercent))
}

func checkBilling(input string, b BillingCreate) error {
	at := input + ".Billing."
	if b.SizeGB <= 0 {
		return invalidArgument(at+"SizeGB", "must be positive") // its bounds are doubtful
	}
	return validate.FirstError(
		checkNeeded(at+"ConsistentLevel", string(b.ConsistentLevel)), checkNeeded(at+"ObjectType", string(b.ObjectType)),
		checkNeeded(at+"ProtectType", string(b.ProtectType)), checkLength(at+"ConsoleURL", b.ConsoleURL, maxConsoleURL),
	)
}

func checkRules(input string, rules *BindRules) error {
	if rules == nil {
		return nil
	}
	for i, tag := range rules.Tags {
		if err := checkNeeded(validate.Element(input+".BindRules.Tags", i)+".Key", tag.Key); err != nil {
			return err
		}
	}
	return nil
}

func checkThreshold(input string, percent *int64) error {
	if percent == nil {
		return nil
	}
	return checkRange(input+".ThresholdPercent", *percent, 1, maxPercent)
}
