package cbr

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// VaultsService makes, reads, changes and deletes vaults, and says what they
// protect.
type VaultsService struct{ client *Client }

// ListVaultsInput selects vaults; empty fields select all. All filters must
// match.
type ListVaultsInput struct {
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many vaults are left out at the start.
	Offset int64
	// Name is a vault's name: letters, digits, Chinese characters, _ and -.
	Name        string
	CloudType   CloudType
	ProtectType ProtectType
	ObjectType  ObjectType
	// EnterpriseProjectID is the id of an enterprise project, or
	// "all_granted_eps" for all that the user may see.
	EnterpriseProjectID string
	// IDs are ids of vaults.
	IDs []string
	// PolicyID is that of a bound policy.
	PolicyID string
	Status   VaultStatus
	// ResourceIDs select vaults that hold one of these resources.
	ResourceIDs []string
}

func (in ListVaultsInput) check() error {
	if strings.ContainsFunc(in.Name, notInName) {
		return refuse("name", "may hold letters, digits, Chinese characters, _ and - only")
	}
	for i, id := range in.ResourceIDs {
		if strings.Contains(id, ",") {
			return refuse("resource_ids["+strconv.Itoa(i)+"]", "must not hold a comma: they are sent joined by commas")
		}
	}
	return first(checkPage(in.Limit, in.Offset), checkIDs("id", in.IDs), checkIDs("resource_ids", in.ResourceIDs))
}

// List returns one page of vaults. Next is the Offset of the page after it.
func (s *VaultsService) List(ctx context.Context, in ListVaultsInput) (*backup.Page[Vault], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.VaultList](ctx, s.client, cbrapi.OpListVault, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListVaultRequest(base, project, &cbrapi.ListVaultParams{
			Limit: set(in.Limit), Offset: set(in.Offset), Name: set(in.Name), CloudType: set(in.CloudType),
			ProtectType: set(in.ProtectType), ObjectType: set(in.ObjectType), EnterpriseProjectID: set(in.EnterpriseProjectID),
			ID: setList(in.IDs), PolicyID: set(in.PolicyID), Status: set(in.Status), ResourceIDs: setList(in.ResourceIDs),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Vaults, in.Offset, list.Count), nil
}

// All returns all vaults that match, page by page. In.Limit is the size of a
// page.
func (s *VaultsService) All(ctx context.Context, in ListVaultsInput) iter.Seq2[Vault, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Vault], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.List(ctx, in)
	}, func(v Vault) string { return v.ID })
}

// Get returns one vault with its resources. One that does not exist is
// [backup.ErrNotFound].
func (s *VaultsService) Get(ctx context.Context, id string) (*Vault, error) {
	return object(ctx, s.client, cbrapi.OpShowVault, "vault", func(e *cbrapi.VaultEnvelope) *Vault { return e.Vault },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowVaultRequest(base, project, id)
		}, id)
}
