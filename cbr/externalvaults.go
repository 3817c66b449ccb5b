package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ListExternal returns one page of the vaults of another project or region, to
// which backups can be copied; both must be named. Next is the Cursor of the page
// after it.
func (s *VaultsService) ListExternal(ctx context.Context, in ListExternalVaultsInput) (*backup.Page[Vault], error) {
	const at = "ListExternalVaultsInput"
	offset, err := checkWindow(at, in.Cursor, in.Limit)
	if err := validate.FirstError(checkNeeded(at+".ExternalProjectID", in.ExternalProjectID), checkNeeded(at+".Region", in.Region), err); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListExternalVault(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Vaults, offset, list.Count), nil
}

// AllExternal returns all vaults of another project or region that match, page
// by page. In.Limit is the size of a page.
func (s *VaultsService) AllExternal(ctx context.Context, in ListExternalVaultsInput) iter.Seq2[Vault, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Vault], error) {
		in := in
		in.Cursor = cursor
		return s.ListExternal(ctx, in)
	}, func(v Vault) string { return v.ID })
}
