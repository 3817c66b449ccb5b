package zomro

import (
	"context"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// SSHKeysService are the public keys of the account.
type SSHKeysService struct {
	client   *Client
	creating *keyLock // one key for all, see BackupsService.Create
}

// SSHKey is a public key of the account.
type SSHKey struct {
	// ID is what an order asks for, KeyUUID what a rebuild asks for.
	ID          int64     `json:"elid"`
	KeyUUID     string    `json:"fleio_key_uuid"`
	Comment     string    `json:"comment"` // its name
	Fingerprint string    `json:"fingerprint"`
	CreateDate  time.Time `json:"cdate"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListSSHKeysInput says which page of the keys to list.
type ListSSHKeysInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service.
	Limit int64
}

// List returns one page of the keys.
func (s *SSHKeysService) List(ctx context.Context, in ListSSHKeysInput) (*backup.Page[SSHKey], error) {
	return listPage[SSHKey]("ListSSHKeysInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListSSHKeys(ctx, zomroapi.ListForm{PageNumber: number, PageSize: in.Limit}, out)
	})
}

// All yields the keys from in.Cursor on, one page after the other.
func (s *SSHKeysService) All(ctx context.Context, in ListSSHKeysInput) iter.Seq2[SSHKey, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[SSHKey], error) {
		next := in
		next.Cursor = cursor
		return s.List(ctx, next)
	}, func(k SSHKey) string { return rowKey(k.ID) })
}

// CreateSSHKeyInput is a key to add; both fields are required.
type CreateSSHKeyInput struct {
	// Comment is its name, 1 to 100 characters.
	Comment string
	// PublicKey is one line, as in a file authorized_keys.
	PublicKey string
}

// UpdateSSHKeyInput is what a key becomes; both fields are required.
type UpdateSSHKeyInput struct {
	// Comment is its name, 1 to 100 characters.
	Comment string
	// PublicKey is one line, as in a file authorized_keys.
	PublicKey string
}

// check returns the fields as they are sent. Input is the name of the type that
// the caller filled.
func (in CreateSSHKeyInput) check(input string) (CreateSSHKeyInput, error) {
	var err error
	if in.Comment, err = checkName(input+".Comment", in.Comment); err != nil {
		return in, err
	}
	in.PublicKey, err = checkKey(input+".PublicKey", in.PublicKey)
	return in, err
}

// moduleGroup is a constant of the forms of keys.
const moduleGroup = "1"

// Create adds a key and returns it as the list shows it. The service does not
// tell the new id: Create compares the list before and after. The service may
// take its time; a key it does not like is [backup.ErrInvalid]. An error of type
// [*backup.WaitError] means that the key was added but not seen in time.
func (s *SSHKeysService) Create(ctx context.Context, in CreateSSHKeyInput, opts ...backup.WaitOption) (*SSHKey, error) {
	in, err := in.check("CreateSSHKeyInput")
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer unlock()
	finder := createdFinder[SSHKey]{
		what: "new SSH key", timeout: keyTimeout,
		all:  func(ctx context.Context) iter.Seq2[SSHKey, error] { return s.All(ctx, ListSSHKeysInput{}) },
		id:   func(k SSHKey) int64 { return k.ID },
		name: func(k SSHKey) string { return k.Comment },
	}
	return finder.create(ctx, in.Comment, func() error {
		return s.client.api.CreateSSHKey(ctx, zomroapi.CreateSSHKeyForm{
			Comment: in.Comment, PublicKey: in.PublicKey, ProcessingModuleGroup: moduleGroup, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// Update replaces name and text of a key.
func (s *SSHKeysService) Update(ctx context.Context, keyID int64, in UpdateSSHKeyInput) error {
	if err := arg.Positive("keyID", keyID); err != nil {
		return err
	}
	key, err := CreateSSHKeyInput(in).check("UpdateSSHKeyInput")
	if err != nil {
		return err
	}
	return s.client.api.UpdateSSHKey(ctx, zomroapi.UpdateSSHKeyForm{
		ElementID: keyID, Comment: key.Comment, PublicKey: key.PublicKey, ProcessingModuleGroup: moduleGroup, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
	})
}

// Delete deletes a key. Instances that have it keep it.
func (s *SSHKeysService) Delete(ctx context.Context, keyID int64) error {
	if err := arg.Positive("keyID", keyID); err != nil {
		return err
	}
	return deleted(s.client.api.DeleteSSHKey(ctx, zomroapi.DeleteSSHKeyForm{ElementID: keyID}))
}

// KeyPair is a new pair of keys. The service keeps neither.
type KeyPair struct {
	PublicKey  string
	PrivateKey backup.Secret
}

// keyPairDoc is the document of a new pair of keys.
type keyPairDoc struct {
	Public  string `json:"public_key"`
	Private string `json:"private_key"`
}

func (d *keyPairDoc) check(op *backup.Operation) error {
	if d.Public == "" || d.Private == "" {
		return unreadable(op, "response has no keys")
	}
	return nil
}

// Generate has the service make a pair of keys. A private key that somebody
// else has made is only as private as they are; ssh-keygen makes better ones.
func (s *SSHKeysService) Generate(ctx context.Context) (*KeyPair, error) {
	var doc keyPairDoc
	if err := s.client.api.GenerateSSHKey(ctx, &doc); err != nil {
		return nil, err
	}
	return &KeyPair{PublicKey: doc.Public, PrivateKey: backup.NewSecret(doc.Private)}, nil
}

// checkKey rejects what cannot be a public key of OpenSSH.
func checkKey(field, key string) (string, error) {
	key = strings.TrimSpace(key)
	if len(strings.Fields(key)) < 2 || strings.ContainsAny(key, "\r\n") {
		return "", arg.Invalid(field, `must be one line as in "ssh-ed25519 AAAA… name"`)
	}
	if strings.Contains(key, "PRIVATE") {
		return "", arg.Invalid(field, "must be a public key")
	}
	return key, nil
}
