package drill_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aead.dev/minisign"
	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/drill"
)

func newKey(t testing.TB) (drill.Key, minisign.PrivateKey) {
	t.Helper()
	_, private, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return drill.NewKey(private), private
}

func result() drill.Result {
	at := time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC)
	return drill.Result{
		Version: 1, Drill: "web@1", Provider: "cbr", Source: drill.Machine{ID: "a", Name: "web"}, Target: drill.Machine{ID: "b"}, Passed: true,
		Canary: "00ff", Written: at, Backup: drill.Backup{ID: "c", Created: at}, RecoveryPointSeconds: 61.5, RecoveryTimeSeconds: 300, TakenDown: at,
		Steps: []drill.StepTime{{Name: "prepare", Began: at, Ended: at}},
	}
}

func TestSign(t *testing.T) {
	key, _ := newKey(t)
	want := result()
	document, signature, err := drill.Sign(key, &want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := drill.Verify(key.Public(), document, signature)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	other, _ := newKey(t)
	if _, err := drill.Verify(other.Public(), document, signature); !errors.Is(err, drill.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	for i := range document {
		changed := bytes.Clone(document)
		changed[i] ^= 1
		if _, err := drill.Verify(key.Public(), changed, signature); !errors.Is(err, drill.ErrSignature) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	// The comment that says passed or failed is signed too.
	if _, err := drill.Verify(key.Public(), document, bytes.Replace(signature, []byte("passed"), []byte("failed"), 1)); !errors.Is(err, drill.ErrSignature) {
		t.Errorf("another verdict: %v", err)
	}
	if _, err := drill.Verify("no key", document, signature); err == nil {
		t.Error("a key that is none")
	}
}

// What is signed and no result, or one of another form, is an error.
func TestVerifyOtherDocuments(t *testing.T) {
	key, private := newKey(t)
	for _, text := range []string{``, `{}`, `{"version":2}`, `{"version":1,"more":1}`, `[1]`} {
		if r, err := drill.Verify(key.Public(), []byte(text), minisign.Sign(private, []byte(text))); err == nil || errors.Is(err, drill.ErrSignature) {
			t.Errorf("%s: %+v, %v", text, r, err)
		}
	}
}

func TestReadKey(t *testing.T) {
	key, private := newKey(t)
	plain, err := private.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "drill.key")
	if err := os.WriteFile(file, plain, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := drill.ReadKey(file, backup.Secret{})
	if err != nil || got.Public() != key.Public() {
		t.Errorf("%v", err)
	}
	if _, err := drill.ReadKey(file+".none", backup.Secret{}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if err := os.WriteFile(file, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := drill.ReadKey(file, backup.Secret{}); err == nil {
		t.Error("a file that is no key")
	}
	for _, text := range []string{fmt.Sprint(key), fmt.Sprintf("%+v", key), fmt.Sprintf("%#v", key)} {
		if text != "REDACTED" {
			t.Errorf("the key prints as %q", text)
		}
	}
}

// Whatever is claimed to be a result, nothing of it is returned unless it is signed.
func FuzzVerify(f *testing.F) {
	key, _ := newKey(f)
	r := result()
	document, signature, err := drill.Sign(key, &r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(document, signature)
	f.Add([]byte("{}"), []byte("untrusted comment: x\n"))
	f.Fuzz(func(t *testing.T, d, s []byte) {
		got, err := drill.Verify(key.Public(), d, s)
		if err == nil && !bytes.Equal(d, document) {
			t.Errorf("%q passes for a result: %+v", d, got)
		}
		if err != nil && got.Drill != "" {
			t.Error("something is returned with an error")
		}
	})
}
