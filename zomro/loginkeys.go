package zomro

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// CreateKeyInput says whom a key signs in.
type CreateKeyInput struct {
	// Username is the login name of the user. For others than oneself it takes a
	// privileged account.
	Username string
	// Key is the key, at least 16 characters; a random one without it.
	Key backup.Secret
}

// keyBytes are those of a random key.
const keyBytes = 16

// CreateKey makes a key that signs a user in once in place of the password, and
// returns the credentials. It is not sent again once it may have arrived. Customers
// can make one for themselves; for another user the error is
// [backup.ErrPermission].
func (s *AccountService) CreateKey(ctx context.Context, in CreateKeyInput) (*Key, error) {
	key := in.Key
	switch n := len(key.Reveal()); {
	case strings.TrimSpace(in.Username) == "":
		return nil, arg.Invalid("CreateKeyInput.Username", "is empty")
	case key.IsZero():
		random := make([]byte, keyBytes)
		_, _ = rand.Read(random) // never fails
		key = backup.NewSecret(hex.EncodeToString(random))
	case n < minKey:
		return nil, arg.Invalid("CreateKeyInput.Key", "must have at least "+strconv.Itoa(minKey)+" characters")
	}
	if err := s.client.api.CreateKey(ctx, zomroapi.CreateKeyForm{Username: in.Username, Key: key.Reveal()}); err != nil {
		return nil, err
	}
	return &Key{Username: in.Username, Key: key}, nil
}
