package zomrotest_test

import (
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFzR7hJ8kq2m3n4p5r6s7t8u9v0wAxByCzD1E2F3G4H5 ops@harbor.example"

func TestSSHKeys(t *testing.T) {
	srv := zomrotest.New()
	u := signIn(t, srv)
	u.ok("sshkeys.edit", "comment", " laptop ", "publicKey", publicKey, "processingmodulegroup", "1", "sok", "ok")
	pair := u.ok("sshkeys.generator")
	if !strings.HasPrefix(at(pair, "private_key", "$"), "-----BEGIN PRIVATE KEY-----") {
		t.Errorf("pair %v", pair)
	}
	u.ok("sshkeys.edit", "comment", "desk", "publicKey", at(pair, "public_key", "$"), "sok", "ok")
	list := u.ok("sshkeys")
	if got := column(list, "comment"); got != "laptop,desk" {
		t.Errorf("keys %s", got)
	}
	if at(rows(list)[0], "id", "$") != "" || len(at(rows(list)[0], "fingerprint", "$")) != 47 || at(rows(list)[0], "fleio_key_uuid", "$") == "" {
		t.Errorf("row %v", rows(list)[0])
	}
	first := at(rows(list)[0], "elid", "$")
	u.ok("sshkeys.edit", "elid", first, "comment", "old laptop", "publicKey", publicKey, "sok", "ok")
	u.ok("sshkeys.delete", "elid", at(rows(list)[1], "elid", "$"))
	if keys := srv.SSHKeys(); len(keys) != 1 || keys[0].Comment != "old laptop" {
		t.Errorf("left %+v", keys)
	}
	u.fails("missed sshkeys", "sshkeys.delete", "elid", "5")
	u.fails("missed sshkeys", "sshkeys.edit", "elid", "5", "comment", "x", "publicKey", publicKey, "sok", "ok")
	u.fails("value comment", "sshkeys.edit", "comment", strings.Repeat("x", 101), "publicKey", publicKey, "sok", "ok")
	for _, bad := range []string{"", "ssh-rsa", "ssh-rsa ?", "rsa AAAA", "ssh-rsa AAA"} {
		u.fails(`fleio {"public_key":["This is no public key."]}`, "sshkeys.edit", "comment", "x", "publicKey", bad, "sok", "ok")
	}
}
