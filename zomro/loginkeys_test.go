package zomro_test

import (
	"errors"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestCreateKey(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	ctx := t.Context()
	key, err := client.Account.CreateKey(ctx, zomro.CreateKeyInput{Username: zomrotest.Username})
	if err != nil {
		t.Fatal(err)
	}
	if len(key.Key.Reveal()) != 32 || key.Username != zomrotest.Username || strings.Contains(key.Key.String(), key.Key.Reveal()) {
		t.Errorf("key of %d characters for %s", len(key.Key.Reveal()), key.Username)
	}
	second, err := client.Account.CreateKey(ctx, zomro.CreateKeyInput{Username: zomrotest.Username})
	if err != nil || second.Key.Reveal() == key.Key.Reveal() {
		t.Errorf("the same key twice, %v", err)
	}
	other := clientWith(t, srv, zomro.Config{Credentials: *key})
	if me, err := other.Account.Whoami(ctx); err != nil || me.Email == "" {
		t.Errorf("signed in by the key: %+v, %v", me, err)
	}
	// It signs in once.
	if _, err := clientWith(t, srv, zomro.Config{Credentials: *key}).Account.Whoami(ctx); !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("the key again: %v", err)
	}

	chosen := backup.NewSecret("Polar-Night-0123456789")
	if got, err := client.Account.CreateKey(ctx, zomro.CreateKeyInput{Username: zomrotest.Username, Key: chosen}); err != nil || got.Key.Reveal() != chosen.Reveal() {
		t.Errorf("a key of my own: %v", err)
	}
	_, err = client.Account.CreateKey(ctx, zomro.CreateKeyInput{Username: "somebody@else.example", Key: chosen})
	if !errors.Is(err, backup.ErrPermission) || strings.Contains(err.Error(), chosen.Reveal()) {
		t.Errorf("a key for somebody else: %v", err)
	}
	n := srv.Count("createKey")
	for _, bad := range []zomro.CreateKeyInput{{}, {Username: " "}, {Username: "x", Key: backup.NewSecret("short")}} {
		if _, err := client.Account.CreateKey(ctx, bad); !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("bad input: %v", err)
		}
	}
	if srv.Count("createKey") != n {
		t.Error("bad input was sent")
	}
}

// A key whose making may have been carried out is not made twice.
func TestLostKey(t *testing.T) {
	srv := zomrotest.New()
	client := newClient(t, srv)
	srv.Inject(zomrotest.Fault{Operation: "createKey", Reset: true, After: true})
	if _, err := client.Account.CreateKey(t.Context(), zomro.CreateKeyInput{Username: zomrotest.Username}); err == nil || srv.Count("createKey") != 1 {
		t.Errorf("error %v, %d requests", err, srv.Count("createKey"))
	}
}
