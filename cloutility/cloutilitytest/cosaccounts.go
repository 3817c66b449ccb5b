package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// blankCOSAccount is an account with nothing in it.
func blankCOSAccount() object {
	return object{
		"name": "", "cosId": "", "availableForDescendants": false, "inherited": false, "autoAssignBuckets": false,
		"server": object{"id": cosServer, "name": "cos-nord-1"}, "credentials": []object{},
	}
}

// cosAccountRefs writes what an account refers to.
func (s *service) cosAccountRefs(o object, unitID int64, vault, server, preset *cloutilityapi.ObjectRef) error {
	if err := refer(o, "defaultVault", vault, inCatalogue(places())); err != nil {
		return err
	}
	if err := refer(o, "server", server, inCatalogue(otherServers(), cosServer)); err != nil {
		return err
	}
	return refer(o, "defaultPreset", preset, s.inUnit(cosPresets, unitID))
}

func (s *service) createAccount(ctx context.Context, unitID int64, in *cloutilityapi.CreateCOSAccountInput) (any, error) {
	o := blankCOSAccount()
	o["cosId"] = "acc-" + s.ids.Hex(4) //nolint:mnd // digits
	if err := s.cosAccountRefs(o, unitID, in.DefaultVault, in.Server, in.DefaultPreset); err != nil {
		return nil, err
	}
	return s.createShared(ctx, cosAccounts, unitID, o, in, "defaultVault", "server", "defaultPreset")
}

// CreateCOSAccount makes an account on the one server.
func (s *service) CreateCOSAccount(ctx context.Context, unitID int64, in *cloutilityapi.CreateCOSAccountInput) (any, error) {
	defer s.lock()()
	return s.createAccount(ctx, unitID, in)
}

// CreateServerCOSAccount makes an account on a server.
func (s *service) CreateServerCOSAccount(ctx context.Context, unitID, dataCenterID, serverID int64, in *cloutilityapi.CreateServerCOSAccountInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, cosServer); err != nil {
		return nil, err
	}
	return s.createAccount(ctx, unitID, (*cloutilityapi.CreateCOSAccountInput)(in))
}

// PatchCOSAccount changes what the body has.
func (s *service) PatchCOSAccount(ctx context.Context, unitID, dataCenterID, serverID, accountID int64, in *cloutilityapi.PatchCOSAccountInput) (any, error) {
	defer s.lock()()
	if err := s.atServer(unitID, dataCenterID, serverID, cosServer); err != nil {
		return nil, err
	}
	return s.updateShared(ctx, cosAccounts, unitID, accountID, in, func(o object) error {
		return s.cosAccountRefs(o, unitID, in.DefaultVault, in.Server, in.DefaultPreset)
	}, "defaultVault", "server", "defaultPreset")
}

// CreateCOSAccountCredentials makes keys of an account. The secret is kept nowhere.
func (s *service) CreateCOSAccountCredentials(ctx context.Context, unitID, accountID int64, in *cloutilityapi.CreateCOSAccountCredentialsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	account, err := s.item(cosAccounts, unitID, accountID)
	if err != nil {
		return nil, err
	}
	access, secret := in.S3AccessKey, in.SecretKey
	switch {
	case (access == "") != (secret == ""):
		return nil, invalid("Both keys are needed, or none.")
	case access == "":
		const accessDigits, secretDigits = 16, 40
		access, secret = "AK"+strings.ToUpper(s.ids.Hex(accessDigits)), s.ids.Hex(secretDigits)
	}
	keys, _ := account["credentials"].([]object)
	if slices.ContainsFunc(keys, func(o object) bool { return o["s3AccessKey"] == access }) {
		return nil, conflict("The account has the access key.")
	}
	kept := object{"cosId": "cr-" + s.ids.Hex(4), "s3AccessKey": access, "id": s.newID(), "createdDate": s.now()} //nolint:mnd // digits
	account["credentials"] = append(keys, kept)
	s.audit(auditCreate, unitID, 0, "S3 keys were created")
	out := s.renderObject(ctx, kept)
	out["secretKey"], out["account"] = secret, brief(account)
	return s.created(out)
}
