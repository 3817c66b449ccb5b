package drill

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"aead.dev/minisign"

	backup "github.com/backup-sdk/backup-go"
)

// Key signs results. It does not print.
type Key struct{ private minisign.PrivateKey }

// maxKeyFile bounds key files.
const maxKeyFile = 16 << 10

// ReadKey reads a private key that minisign has made, with its password. Finding the
// key out takes minisign a gigabyte of memory and seconds, so that a service has better
// a file that only it can read, of minisign -G -W: that has no password, and the one
// here is left out.
func ReadKey(path string, password backup.Secret) (Key, error) {
	if info, err := os.Stat(path); err != nil {
		return Key{}, err
	} else if info.Size() > maxKeyFile {
		return Key{}, fmt.Errorf("drill: %s is no minisign key", path)
	}
	data, err := os.ReadFile(path) //nolint:gosec // the user's own file
	if err != nil {
		return Key{}, err
	}
	var private minisign.PrivateKey
	if minisign.IsEncrypted(data) {
		private, err = minisign.DecryptKey(password.Reveal(), data)
	} else {
		err = private.UnmarshalText(data)
	}
	if err != nil {
		return Key{}, fmt.Errorf("drill: key of %s: %w", path, err)
	}
	return Key{private}, nil
}

// NewKey takes a key that is there.
func NewKey(private minisign.PrivateKey) Key { return Key{private} }

// Public is the key that verifies, in the form of minisign.
func (k Key) Public() string { return fmt.Sprint(k.private.Public()) }

// String hides the key.
func (Key) String() string { return "REDACTED" }

// GoString hides the key.
func (Key) GoString() string { return "REDACTED" }

// Sign writes a result as JSON and signs it. Both are for files, result.json and
// result.json.minisig, and minisign -V verifies them too.
func Sign(key Key, r *Result) (document, signature []byte, err error) {
	document, err = json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, nil, err
	}
	document = append(document, '\n')
	verdict := "failed"
	if r.Passed {
		verdict = "passed"
	}
	trusted := fmt.Sprintf("drill:%s\tsource:%s\t%s", r.Drill, r.Source.ID, verdict)
	return document, minisign.SignWithComments(key.private, document, trusted, "result of a restore drill"), nil
}

// ErrSignature says that a document is not as it was signed, or by another key.
var ErrSignature = errors.New("drill: the signature does not fit")

// Verify checks a document that [Sign] has made against its signature and a public
// key, in the form of minisign, and reads it. A document that does not fit is
// [ErrSignature], and nothing of it is returned.
func Verify(publicKey string, document, signature []byte) (Result, error) {
	var key minisign.PublicKey
	if err := key.UnmarshalText([]byte(publicKey)); err != nil {
		return Result{}, &ArgumentError{"publicKey", "is no minisign key"}
	}
	if !minisign.Verify(key, document, signature) {
		return Result{}, ErrSignature
	}
	var r Result
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return Result{}, fmt.Errorf("drill: the document is signed, but no result: %w", err)
	}
	if r.Version != resultVersion {
		return Result{}, fmt.Errorf("drill: the document has version %d, not %d", r.Version, resultVersion)
	}
	return r, nil
}
