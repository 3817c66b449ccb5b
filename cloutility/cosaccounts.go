package cloutility

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// CreateAccount makes an account on the COS server that a business unit uses. It is
// not sent again once it may have arrived.
func (s *COSService) CreateAccount(ctx context.Context, businessUnitID int64, in CreateCOSAccountInput) (*COSAccount, error) {
	if err := validate.FirstError(required("CreateCOSAccountInput.Name", in.Name), checkCOSAccountRefs("CreateCOSAccountInput", in.DefaultVault, in.Server, in.DefaultPreset)); err != nil {
		return nil, err
	}
	return s.client.api.CreateCOSAccount(ctx, businessUnitID, in)
}

func checkCOSAccountRefs(input string, vault, server, preset *ObjectRef) error {
	return validate.FirstError(checkRef(input+".DefaultVault", vault), checkRef(input+".Server", server), checkRef(input+".DefaultPreset", preset))
}

// CreateCOSCredentialsInput are S3 keys to make. What is empty is made by the server.
type CreateCOSCredentialsInput struct {
	// AccessKey is the access key.
	AccessKey string
	// SecretKey is the secret key.
	SecretKey backup.Secret
}

// CreateCredentials makes S3 keys of an account. The secret key is in this result
// alone, so a call whose response is lost is not sent again.
func (s *COSService) CreateCredentials(ctx context.Context, businessUnitID, accountID int64, in CreateCOSCredentialsInput) (*COSAccountCredentials, error) {
	if (in.AccessKey == "") != in.SecretKey.IsZero() {
		field := "CreateCOSCredentialsInput.AccessKey"
		if in.SecretKey.IsZero() {
			field = "CreateCOSCredentialsInput.SecretKey"
		}
		return nil, invalidArgument(field, "is empty, and the other key is not")
	}
	return s.client.api.CreateCOSAccountCredentials(ctx, businessUnitID, accountID, cloutilityapi.CreateCOSAccountCredentialsInput{
		S3AccessKey: in.AccessKey, SecretKey: in.SecretKey.Reveal(),
	})
}

// COSServerRef names a COS server in a data centre of a business unit.
type COSServerRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// COSServerID is the COS server.
	COSServerID int64
}

func (r COSServerRef) check() error {
	return validate.FirstError(
		argument.Positive("COSServerRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("COSServerRef.DataCenterID", r.DataCenterID),
		argument.Positive("COSServerRef.COSServerID", r.COSServerID),
	)
}

// CreateServerAccount makes an account on a COS server. It is not sent again once it
// may have arrived.
func (s *COSService) CreateServerAccount(ctx context.Context, ref COSServerRef, in CreateServerCOSAccountInput) (*COSAccount, error) {
	const input = "CreateServerCOSAccountInput"
	if err := validate.FirstError(ref.check(), required(input+".Name", in.Name), checkCOSAccountRefs(input, in.DefaultVault, in.Server, in.DefaultPreset)); err != nil {
		return nil, err
	}
	return s.client.api.CreateServerCOSAccount(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.COSServerID, in)
}

// COSAccountRef names an account of a COS server in a data centre of a business unit.
type COSAccountRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// COSServerID is the COS server.
	COSServerID int64
	// COSAccountID is the account.
	COSAccountID int64
}

func (r COSAccountRef) check() error {
	return validate.FirstError(
		argument.Positive("COSAccountRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("COSAccountRef.DataCenterID", r.DataCenterID),
		argument.Positive("COSAccountRef.COSServerID", r.COSServerID),
		argument.Positive("COSAccountRef.COSAccountID", r.COSAccountID),
	)
}

// PatchAccount overwrites the fields of an account that are not nil; at least one.
func (s *COSService) PatchAccount(ctx context.Context, ref COSAccountRef, in PatchCOSAccountInput) (*COSAccount, error) {
	if err := validate.FirstError(
		ref.check(), checkCOSAccountRefs("PatchCOSAccountInput", in.DefaultVault, in.Server, in.DefaultPreset), notEmpty("PatchCOSAccountInput", in == PatchCOSAccountInput{}),
	); err != nil {
		return nil, err
	}
	return s.client.api.PatchCOSAccount(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.COSServerID, ref.COSAccountID, in)
}
