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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListSSHKeysInput says which page of the keys to list.
type ListSSHKeysInput struct {
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service.
	PageSize int64
}

// List returns one page of the keys.
func (s *SSHKeysService) List(ctx context.Context, in ListSSHKeysInput) (*backup.Page[SSHKey], error) {
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	return listPage[SSHKey](ctx, s.client.rest, zomroapi.OpListSshKeys, zomroapi.NewListSSHKeysRequestWithBody,
		zomroapi.ListForm{PageNumber: number, PageSize: in.PageSize}, number)
}

// All yields all keys, one page after the other; in.Page is not used.
func (s *SSHKeysService) All(ctx context.Context, in ListSSHKeysInput) iter.Seq2[SSHKey, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[SSHKey], error) {
		in.Page = next
		return s.List(ctx, in)
	}, func(k SSHKey) string { return text(k.ID) })
}

// SSHKeyInput is a key to add or change; both fields are required.
type SSHKeyInput struct {
	// Comment is its name, 1 to 100 characters.
	Comment string
	// PublicKey is one line, as in a file authorized_keys.
	PublicKey string
}

func (in SSHKeyInput) check() (SSHKeyInput, error) {
	var err error
	if in.Comment, err = checkName("Comment", in.Comment); err != nil {
		return in, err
	}
	in.PublicKey, err = checkKey("PublicKey", in.PublicKey)
	return in, err
}

// moduleGroup is a constant of the forms of keys.
const moduleGroup = "1"

// Create adds a key and returns it as the list shows it. The service does not
// tell the new id: Create compares the list before and after. The service may
// take its time; a key it does not like is [backup.ErrInvalid]. An error of type
// [*backup.WaitError] means that the key was added but not seen in time.
func (s *SSHKeysService) Create(ctx context.Context, in SSHKeyInput, opts ...backup.WaitOption) (*SSHKey, error) {
	in, err := in.check()
	if err != nil {
		return nil, err
	}
	unlock, err := s.creating.lock(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer unlock()
	list := newcomers[SSHKey]{
		what: "new SSH key", timeout: time.Minute,
		all:  func(ctx context.Context) iter.Seq2[SSHKey, error] { return s.All(ctx, ListSSHKeysInput{}) },
		id:   func(k SSHKey) int64 { return k.ID },
		name: func(k SSHKey) string { return k.Comment },
	}
	return list.create(ctx, in.Comment, func() error {
		return act(ctx, s.client.rest, zomroapi.OpCreateSshKey, zomroapi.NewCreateSSHKeyRequestWithBody, zomroapi.CreateSSHKeyForm{
			Comment: in.Comment, PublicKey: in.PublicKey, ProcessingModuleGroup: moduleGroup, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
		})
	}, opts)
}

// Update replaces name and text of a key.
func (s *SSHKeysService) Update(ctx context.Context, keyID int64, in SSHKeyInput) error {
	if err := checkID("key_id", keyID); err != nil {
		return err
	}
	in, err := in.check()
	if err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpUpdateSshKey, zomroapi.NewUpdateSSHKeyRequestWithBody, zomroapi.UpdateSSHKeyForm{
		ElementID: keyID, Comment: in.Comment, PublicKey: in.PublicKey, ProcessingModuleGroup: moduleGroup, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
	})
}

// Delete deletes a key. Instances that have it keep it.
func (s *SSHKeysService) Delete(ctx context.Context, keyID int64) error {
	if err := checkID("key_id", keyID); err != nil {
		return err
	}
	return deleted(act(ctx, s.client.rest, zomroapi.OpDeleteSshKey, zomroapi.NewDeleteSSHKeyRequestWithBody, zomroapi.DeleteSSHKeyForm{ElementID: keyID}))
}

// KeyPair is a new pair of keys. The service keeps neither.
type KeyPair struct {
	PublicKey  string
	PrivateKey backup.Secret
}

// Generate has the service make a pair of keys. A private key that somebody
// else has made is only as private as they are; ssh-keygen makes better ones.
func (s *SSHKeysService) Generate(ctx context.Context) (*KeyPair, error) {
	op := zomroapi.OpGenerateSshKey
	doc, err := call[struct {
		Public  string `json:"public_key"`
		Private string `json:"private_key"`
	}](ctx, s.client.rest, op, bare(zomroapi.NewGenerateSSHKeyRequest), noFields{})
	if err != nil {
		return nil, err
	}
	if doc.Public == "" || doc.Private == "" {
		return nil, failure(op, backup.KindUnknown, "", "answer holds no keys")
	}
	return &KeyPair{PublicKey: doc.Public, PrivateKey: backup.NewSecret(doc.Private)}, nil
}

// checkKey refuses what cannot be a public key of OpenSSH.
func checkKey(field, key string) (string, error) {
	key = strings.TrimSpace(key)
	if len(strings.Fields(key)) < 2 || strings.ContainsAny(key, "\r\n") {
		return "", refuse(field, `must be one line as in "ssh-ed25519 AAAA… name"`)
	}
	if strings.Contains(key, "PRIVATE") {
		return "", refuse(field, "must be a public key")
	}
	return key, nil
}
