package zomro_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// What is sent for a backup, in both encodings, with characters that need them.
func TestRequestsOfABackup(t *testing.T) {
	for _, multipart := range []bool{false, true} {
		t.Run("multipart="+strconv.FormatBool(multipart), func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			old := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "old"})
			session := srv.NewSession()
			client := clientWith(t, srv, zomro.Config{
				Credentials: zomro.Session{ID: backup.NewSecret(session)}, Multipart: multipart,
			})
			if _, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "MyBackup & more=1+1"}); err != nil {
				t.Fatal(err)
			}
			if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, old); err != nil {
				t.Fatal(err)
			}
			instance, id := strconv.FormatInt(zomrotest.InstanceID, 10), strconv.FormatInt(old, 10)
			want := map[string]url.Values{
				"createBackup": {
					"func": {"instances.fleio_bckps.edit"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"sok": {"ok"}, "plid": {instance}, "name": {"MyBackup & more=1+1"},
				},
				"listBackups": {
					"func": {"instances.fleio_bckps"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"elid": {instance}, "p_num": {"1"},
				},
				"deleteImage": {
					"func": {"image.delete"}, "auth": {session}, "out": {"json"}, "lang": {"en"},
					"sok": {"ok"}, "plid": {instance}, "elname": {id}, "elid": {id},
				},
				"showImage": {
					"func": {"image.edit"}, "auth": {session}, "out": {"json"}, "lang": {"en"}, "elid": {id},
				},
			}
			for operation, fields := range want {
				if diff := cmp.Diff(fields, forms(srv, operation)[0]); diff != "" {
					t.Errorf("%s, -want +got:\n%s", operation, diff)
				}
			}
			for _, r := range srv.Requests() {
				kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
				if r.Method != "POST" || r.RawQuery != "" || r.Path != "/" || (kind == "multipart/form-data") != multipart {
					t.Errorf("%s %s?%s of type %s", r.Method, r.Path, r.RawQuery, kind)
				}
			}
		})
	}
}

func TestBaseURLs(t *testing.T) {
	srv := zomrotest.NewServer(t)
	for suffix, path := range map[string]string{"": "/", "/": "/", "/billmgr": "/billmgr", "/billmgr/": "/billmgr/"} {
		srv.ResetLog()
		client := newClient(t, srv, backup.WithBaseURL(srv.URL()+suffix))
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Errorf("%q: %v", suffix, err)
			continue
		}
		for _, r := range srv.Requests() {
			if r.Path != path {
				t.Errorf("%q: asked %s, want %s", suffix, r.Path, path)
			}
		}
	}
}
