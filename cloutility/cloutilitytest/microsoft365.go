package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func backupPolicies() []entry {
	with := func(name string, sppID, days int) object {
		return object{
			"name": name, "sppId": sppID, "description": "", "version": "1", "simple": false, "type": "Office365", "useEncryption": false,
			"site": "Primary", "retentionDays": days, "frequency": 1, "triggerType": "DAILY",
		}
	}
	return []entry{{111, with("Daily", 3, 30)}, {112, with("Yearly", 4, 365)}}
}

// sourced adds what all data sources of a consumption unit have.
func (s *service) sourced(ctx context.Context, c *consumer, o object) object {
	out := s.renderObject(ctx, o)
	out["dataSourceState"], out["dataSourceType"] = object{"id": 3, "name": "Active"}, c.sourceType()
	out["consumer"] = s.consumerObject(ctx, c, false)
	return out
}

// newest is what was added last to a consumption unit.
func (s *service) newest(k kind, consumerID int64) object {
	items := s.collections[collection{k, consumerID}]
	if len(items) == 0 {
		return nil
	}
	return items[len(items)-1]
}

// getSource is the one data source of a kind that a consumption unit has.
func (s *service) getSource(ctx context.Context, k kind, unitID, consumerID int64) (any, error) {
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	o := s.newest(k, consumerID)
	if o == nil {
		return s.absent("There is no " + string(k) + ".")
	}
	return s.sourced(ctx, c, o), nil
}

// GetMicrosoft365Tenant returns the tenant of a consumption unit.
func (s *service) GetMicrosoft365Tenant(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	return s.getSource(ctx, tenants365, unitID, consumerID)
}

// GetMicrosoft365Account returns the account of a consumption unit.
func (s *service) GetMicrosoft365Account(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	return s.getSource(ctx, accounts365, unitID, consumerID)
}

// UpdateMicrosoft365Tenant changes what is kept of a tenant.
func (s *service) UpdateMicrosoft365Tenant(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.UpdateMicrosoft365TenantInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	o := s.newest(tenants365, consumerID)
	if o == nil {
		return nil, notFound("There is no " + string(tenants365) + ".")
	}
	change, err := fields(in, "name")
	if err != nil {
		return nil, err
	}
	maps.Copy(o, change)
	c.name = in.Name
	s.audit(auditModify, unitID, consumerID, "Microsoft 365 tenant "+in.Name+" was modified")
	return s.sourced(ctx, c, o), nil
}

// ListRestorePoints returns the restore points of an account.
func (s *service) ListRestorePoints(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListRestorePointsInput) (any, error) {
	defer s.lock()()
	if _, err := s.consumer(unitID, consumerID); err != nil {
		return nil, err
	}
	if s.newest(accounts365, consumerID) == nil {
		return nil, notFound("There is no " + string(accounts365) + ".")
	}
	path := consumerPath(unitID, consumerID) + "/microsoft365account/restorepoints"
	return s.listItems(ctx, path, restorePoints, consumerID, window{in.Cursor, in.Limit})
}

// AddBackupPolicy gives an account one more policy.
func (s *service) AddBackupPolicy(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.AddBackupPolicyInput) (any, error) {
	defer s.lock()()
	if _, err := s.consumer(unitID, consumerID); err != nil {
		return nil, err
	}
	account, policy := s.newest(accounts365, consumerID), find(backupPolicies(), in.ID)
	switch {
	case account == nil:
		return nil, notFound("There is no " + string(accounts365) + ".")
	case policy == nil:
		return nil, invalid("Backup policy " + itoa(in.ID) + " was not found.")
	}
	has, _ := account["backupPolicies"].([]object)
	if slices.ContainsFunc(has, func(o object) bool { return idOf(o) == in.ID }) {
		return nil, conflict("The account has the backup policy.")
	}
	o := maps.Clone(policy.fields)
	o["id"], o["createdDate"] = policy.id, s.started
	account["backupPolicies"] = append(has, o)
	s.audit(auditModify, unitID, consumerID, "A backup policy was added")
	return s.perhaps(s.renderObject(ctx, o), true)
}

// take takes a thing out of a collection.
func (s *service) take(k kind, owner, id int64) object {
	of := collection{k, owner}
	o, err := s.item(k, owner, id)
	if err != nil {
		return nil
	}
	s.collections[of] = slices.DeleteFunc(s.collections[of], func(other object) bool { return idOf(other) == id })
	return o
}

// AssignMicrosoft365Account assigns an account that nobody has, and makes its
// consumption unit.
func (s *service) AssignMicrosoft365Account(ctx context.Context, unitID int64, in *cloutilityapi.AssignMicrosoft365AccountInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	o := s.take(freeAccounts365, HomeUnit, in.ID)
	if o == nil {
		return nil, notFound("Microsoft 365 account " + itoa(in.ID) + " was not found, or a business unit has it.")
	}
	c := s.assign(unitID, accounts365, accountSource, o)
	return s.created(s.sourced(ctx, c, o))
}

// assign makes a consumption unit for a thing that had none.
func (s *service) assign(unitID int64, k kind, source int64, o object) *consumer {
	name, _ := o["name"].(string)
	c := s.add(unitID, name)
	c.source = source
	s.insert(k, c.id, o)
	s.audit(auditCreate, unitID, c.id, "Consumption unit was created")
	return c
}

// ListUnassignedMicrosoft365Tenants returns the tenants that no business unit has.
func (s *service) ListUnassignedMicrosoft365Tenants(ctx context.Context, unitID int64, in cloutilityapi.ListUnassignedMicrosoft365TenantsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, unitPath(unitID)+"/unassignedMicrosoft365Tenants", freeTenants365, unitID, window{in.Cursor, in.Limit})
}

// AssignMicrosoft365Tenants assigns tenants that nobody has: all of them or none.
func (s *service) AssignMicrosoft365Tenants(_ context.Context, unitID int64, in cloutilityapi.AssignMicrosoft365TenantsParams, ids *cloutilityapi.TenantIDs) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if _, err := s.unit(in.BusinessUnitID); err != nil {
		return nil, invalid("The business unit to link was not found.")
	}
	for i, id := range *ids {
		if _, err := s.item(freeTenants365, unitID, id); err != nil || slices.Contains((*ids)[:i], id) {
			return nil, notFound("Microsoft 365 tenant " + itoa(id) + " was not found, or a business unit has it.")
		}
	}
	for _, id := range *ids {
		s.assign(in.BusinessUnitID, tenants365, tenantSource, s.take(freeTenants365, unitID, id))
	}
	return s.done()
}

// DeleteMicrosoft365Account unassigns an account: its consumption unit goes.
func (s *service) DeleteMicrosoft365Account(_ context.Context, unitID, consumerID int64, in cloutilityapi.DeleteMicrosoft365AccountInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	account := s.newest(accounts365, c.id)
	if account == nil {
		return nil, notFound("There is no " + string(accounts365) + ".")
	}
	s.remove(c, Deletion{ConsumerID: c.id, Associations: isTrue(in.DeleteAssociations)})
	if isTrue(in.DeleteAssociations) {
		account["backupPolicies"] = []object{}
	}
	s.insert(freeAccounts365, HomeUnit, account)
	s.audit(auditDelete, c.unit, c.id, "Microsoft 365 account was unassigned")
	return s.deleted(nil)
}

// blankAccount is an account of the first tenant.
func blankAccount(name, sppID string) object {
	return object{
		"name": name, "sppId": sppID, "tenant": object{"id": int64(101), "name": "nordlicht.example", "sppId": "t-11"}, "backupPolicies": []object{},
		"backups": []any{}, "restorePoints": []any{},
	}
}

// AddMicrosoft365Account gives a consumption unit a Microsoft 365 account, and
// returns its id.
func (s *Server) AddMicrosoft365Account(consumerID int64) int64 {
	return s.attach(accounts365, consumerID, blankAccount("ada@nordlicht.example", "a-"+itoa(consumerID)))
}

// AddRestorePoint gives the Microsoft 365 account of a consumption unit a moment that
// it can be restored to, and returns its id.
func (s *Server) AddRestorePoint(consumerID int64, at time.Time, megaBytes float64) int64 {
	policy := backupPolicies()[0]
	return s.attach(restorePoints, consumerID, object{
		"catalogTime": at.Add(time.Minute), "protectionTime": at, "recoveryPoint": "7c1f0f5e-2b7d-4c1e-9f0a-3f1d2b6c8e55",
		"committedStorageMegaBytes": megaBytes, "uncommittedStorageMegaBytes": 0.0, "transferredMegaBytes": megaBytes, "sessionId": 1, "jobId": 7001,
		"backupPolicy": object{"id": policy.id, "name": policy.fields["name"]},
	})
}
