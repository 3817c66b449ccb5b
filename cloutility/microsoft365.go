package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// Microsoft365Service manages tenants and accounts of Microsoft 365 that Storage
// Protect Plus backs up; [ConsumersService.DeleteMicrosoft365Account] unassigns one.
// Safespring has none, and only the vendor's help pages show these calls.
type Microsoft365Service struct{ client *Client }

// Tenant returns the tenant of a consumption unit. Without one it is
// [backup.ErrNotFound].
func (s *Microsoft365Service) Tenant(ctx context.Context, businessUnitID, consumerID int64) (*Microsoft365Tenant, error) {
	return s.client.api.GetMicrosoft365Tenant(ctx, businessUnitID, consumerID)
}

// UpdateTenant changes what Cloutility keeps about the tenant of a consumption unit.
// The name is needed, also when it stays.
func (s *Microsoft365Service) UpdateTenant(ctx context.Context, businessUnitID, consumerID int64, in UpdateMicrosoft365TenantInput) (*Microsoft365Tenant, error) {
	if err := required("UpdateMicrosoft365TenantInput.Name", in.Name); err != nil {
		return nil, err
	}
	return s.client.api.UpdateMicrosoft365Tenant(ctx, businessUnitID, consumerID, in)
}

// Account returns the account of a consumption unit. Without one it is
// [backup.ErrNotFound].
func (s *Microsoft365Service) Account(ctx context.Context, businessUnitID, consumerID int64) (*Microsoft365Account, error) {
	return s.client.api.GetMicrosoft365Account(ctx, businessUnitID, consumerID)
}

// ListRestorePoints returns the moments that the account of a consumption unit can be
// restored to.
func (s *Microsoft365Service) ListRestorePoints(ctx context.Context, businessUnitID, consumerID int64, in ListRestorePointsInput) (*backup.Page[RestorePoint], error) {
	if err := checkPage("ListRestorePointsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListRestorePoints(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllRestorePoints yields all that ListRestorePoints returns, page after page, beginning at in.Cursor.
func (s *Microsoft365Service) AllRestorePoints(ctx context.Context, businessUnitID, consumerID int64, in ListRestorePointsInput) iter.Seq2[RestorePoint, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[RestorePoint], error) {
		page := in
		page.Cursor = cursor
		return s.ListRestorePoints(ctx, businessUnitID, consumerID, page)
	}, func(item RestorePoint) string { return keyOf(item.ID) })
}

// AddBackupPolicy backs the account of a consumption unit up by one more policy. It
// is not sent again once it may have arrived. Inference: the vendor's page is cut
// before its response; of a server that sends nothing the result is empty.
func (s *Microsoft365Service) AddBackupPolicy(ctx context.Context, businessUnitID, consumerID int64, in AddBackupPolicyInput) (*BackupPolicy, error) {
	if err := argument.Positive("AddBackupPolicyInput.ID", in.ID); err != nil {
		return nil, err
	}
	return s.client.api.AddBackupPolicy(ctx, businessUnitID, consumerID, in)
}

// AssignAccount assigns an account to a business unit and makes its consumption
// unit. It is not sent again once it may have arrived.
func (s *Microsoft365Service) AssignAccount(ctx context.Context, businessUnitID int64, in AssignMicrosoft365AccountInput) (*Microsoft365Account, error) {
	if err := validate.FirstError(argument.Positive("AssignMicrosoft365AccountInput.ID", in.ID), checkRef("AssignMicrosoft365AccountInput.Tenant", in.Tenant)); err != nil {
		return nil, err
	}
	return s.client.api.AssignMicrosoft365Account(ctx, businessUnitID, in)
}

// ListUnassignedTenants returns the tenants on the servers of a business unit that no
// business unit has.
func (s *Microsoft365Service) ListUnassignedTenants(ctx context.Context, businessUnitID int64, in ListUnassignedMicrosoft365TenantsInput) (*backup.Page[Microsoft365Tenant], error) {
	if err := checkPage("ListUnassignedMicrosoft365TenantsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListUnassignedMicrosoft365Tenants(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllUnassignedTenants yields all that ListUnassignedTenants returns, page after page, beginning at in.Cursor.
func (s *Microsoft365Service) AllUnassignedTenants(ctx context.Context, businessUnitID int64, in ListUnassignedMicrosoft365TenantsInput) iter.Seq2[Microsoft365Tenant, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Microsoft365Tenant], error) {
		page := in
		page.Cursor = cursor
		return s.ListUnassignedTenants(ctx, businessUnitID, page)
	}, func(item Microsoft365Tenant) string { return keyOf(item.ID) })
}

// AssignMicrosoft365TenantsInput says which tenants a business unit gets.
type AssignMicrosoft365TenantsInput struct {
	// BusinessUnitID is the business unit that gets them.
	BusinessUnitID int64
	// TenantIDs are the tenants; at least one.
	TenantIDs []int64
}

// AssignTenants assigns tenants to a business unit and makes a consumption unit for
// each. The owner is the business unit whose server they are on. It is not sent again
// once it may have arrived.
func (s *Microsoft365Service) AssignTenants(ctx context.Context, ownerID int64, in AssignMicrosoft365TenantsInput) error {
	if err := validate.FirstError(argument.Positive("AssignMicrosoft365TenantsInput.BusinessUnitID", in.BusinessUnitID), checkIDs("AssignMicrosoft365TenantsInput.TenantIDs", in.TenantIDs)); err != nil {
		return err
	}
	return s.client.api.AssignMicrosoft365Tenants(ctx, ownerID, cloutilityapi.AssignMicrosoft365TenantsParams{BusinessUnitID: in.BusinessUnitID}, in.TenantIDs)
}
