package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Token is what a sign-in brings, in a form that can be kept for the next run of
// a program and given to another client.
type Token struct {
	// Access is what calls carry: the bearer token of Cloutility, the session of
	// Zomro, the X-Auth-Token of CBR.
	Access Secret
	// Refresh gets a new token without the password, where the service has such a
	// thing: Cloutility.
	Refresh Secret
	// Project is the id of the project that a token of CBR is for.
	Project string
	// Expiry is when the service stops accepting Access; zero is not known.
	Expiry time.Time
}

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.Access.IsZero() && t.Refresh.IsZero() }

// TokenStore keeps tokens between runs of a program. A client looks into it before
// it signs in, and puts each new token there; it deletes one that the service
// refused and for which no other could be had. Failures of a store do not fail
// calls: the client signs in as if nothing were stored.
//
// Methods may be called by several clients and several processes at once. Key
// names the service, its address and the account, without any secret.
type TokenStore interface {
	// Load returns the token of a key, the zero Token when there is none.
	Load(ctx context.Context, key string) (Token, error)
	// Save puts a token in the place of the one before.
	Save(ctx context.Context, key string, token Token) error
	// Delete removes a token. One that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// TokenLocker is a [TokenStore] that can let one client at a time sign in. Those
// who find no token wait for the one that is about to bring it, in place of signing
// in each for themselves; they do not wait for long.
type TokenLocker interface {
	TokenStore
	// Lock takes the lock of a key. While somebody else has it, it waits until the
	// context ends. The lock of a process that has ended is free.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// WithTokenStore keeps tokens in a store, so that programs that run for a moment
// need not sign in each time.
func WithTokenStore(store TokenStore) Option {
	return func(s *Settings) { s.TokenStore = store }
}

// tokenFile is the form of a token in a store.
type tokenFile struct {
	Access  string    `json:"access,omitempty"`
	Refresh string    `json:"refresh,omitempty"`
	Project string    `json:"project,omitempty"`
	Expiry  time.Time `json:"expiry,omitzero"`
}

// MarshalToken writes a token with its secrets in the clear, for a [TokenStore].
// Whoever reads it can act as the account until the token ends.
func MarshalToken(t Token) ([]byte, error) {
	return json.Marshal(tokenFile{Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), Project: t.Project, Expiry: t.Expiry})
}

// UnmarshalToken reads what [MarshalToken] wrote. Its errors do not repeat it.
func UnmarshalToken(data []byte) (Token, error) {
	var f tokenFile
	if err := json.Unmarshal(data, &f); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return Token{}, fmt.Errorf("stored token: not JSON at byte %d", syntax.Offset)
		}
		return Token{}, errors.New("stored token: not in the form of one")
	}
	return Token{Access: NewSecret(f.Access), Refresh: NewSecret(f.Refresh), Project: f.Project, Expiry: f.Expiry}, nil
}
