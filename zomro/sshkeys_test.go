package zomro_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhhcmJvciBleGFtcGxlIGtleSwgdXNlZCBub3doZXJl ops@harbor"

func TestSSHKeyLifecycle(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(1))
	client := newClient(t, srv)
	var ids []int64
	for _, name := range []string{"ops", "ops", " night shift "} {
		made, err := client.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: name, PublicKey: publicKey + "\n"})
		if err != nil || made.Comment != strings.TrimSpace(name) || made.KeyUUID == "" || made.Fingerprint == "" || made.CreateDate.IsZero() {
			t.Fatalf("%+v, %v", made, err)
		}
		ids = append(ids, made.ID)
	}
	page, err := client.SSHKeys.List(t.Context(), zomro.ListSSHKeysInput{})
	if err != nil || page.Total != 3 || page.Next != "2" {
		t.Errorf("%+v, %v", page, err)
	}
	all, err := backup.Collect(client.SSHKeys.All(t.Context(), zomro.ListSSHKeysInput{}), 0)
	if err != nil || len(all) != 3 || all[0].ID != ids[0] || all[1].ID != ids[1] || ids[0] == ids[1] {
		t.Errorf("created %v, listed %+v, %v", ids, all, err)
	}
	if err := client.SSHKeys.Update(t.Context(), ids[1], zomro.UpdateSSHKeyInput{Comment: "renamed", PublicKey: publicKey}); err != nil {
		t.Fatal(err)
	}
	if err := client.SSHKeys.Delete(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	if left := srv.SSHKeys(); len(left) != 2 || left[0].Comment != "renamed" || left[0].PublicKey != publicKey {
		t.Errorf("left %+v", left)
	}
	if err := client.SSHKeys.Delete(t.Context(), ids[0]); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

// The service may take long over a key. It says so with a page, and what is
// wrong with one comes as JSON in an odd place.
func TestSSHKeyThatTakesLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLongTasks(9*time.Second, "sshkeys.edit"))
		client := newClient(t, srv)
		start := time.Now()
		made, err := client.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "slow", PublicKey: publicKey})
		if err != nil || made.Comment != "slow" {
			t.Errorf("%+v, %v", made, err)
		}
		if took := time.Since(start); took < 9*time.Second || took > 15*time.Second {
			t.Errorf("took %s", took)
		}
		_, err = client.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "bad", PublicKey: "ssh-rsa not-base64!"})
		if !errors.Is(err, backup.ErrInvalid) || !strings.Contains(err.Error(), "public_key: This is no public key.") {
			t.Errorf("error %v", err)
		}
		if n := len(srv.SSHKeys()); n != 1 || srv.Count("createSshKey") != 2 {
			t.Errorf("%d keys after %d requests", n, srv.Count("createSshKey"))
		}
	})
}

func TestGenerateSSHKey(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	pair, err := client.SSHKeys.Generate(t.Context())
	if err != nil || !strings.HasPrefix(pair.PublicKey, "ssh-ed25519 ") || !strings.Contains(pair.PrivateKey.Reveal(), "PRIVATE KEY") {
		t.Fatalf("%+v, %v", pair, err)
	}
	if len(srv.SSHKeys()) != 0 {
		t.Error("the service keeps it")
	}
	if _, err := client.SSHKeys.Create(t.Context(), zomro.CreateSSHKeyInput{Comment: "made", PublicKey: pair.PublicKey}); err != nil {
		t.Error(err)
	}
	for _, body := range []string{`{"doc":{}}`, `{"doc":{"public_key":{"$":"ssh-ed25519 AAAA"}}}`} {
		if pair, err := responding(t, jsonResponse(body)).SSHKeys.Generate(t.Context()); err == nil {
			t.Errorf("%s is %+v", body, pair)
		}
	}
}
