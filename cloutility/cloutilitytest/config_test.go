package cloutilitytest_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestConfig signs in as Config says: with the default account, with one of the
// test's own, and after the password was changed.
func TestConfig(t *testing.T) {
	own := cloutilitytest.Account{
		ClientID: "b1f7f0de-33a9-4b0e-8a44-3a5f8d2f7c11", Origin: "https://backup.suedlicht.example",
		Username: "Ada@suedlicht.example", Password: "Leuchtturm-12",
	}
	for name, tt := range map[string]struct {
		opts []cloutilitytest.Option
		want cloutilitytest.Account
	}{
		"default":  {nil, cloutilitytest.New().Account()},
		"own":      {[]cloutilitytest.Option{cloutilitytest.WithAccount(own)}, own},
		"password": {[]cloutilitytest.Option{cloutilitytest.WithAccount(cloutilitytest.Account{Password: own.Password})}, withPassword(own.Password)},
	} {
		t.Run(name, func(t *testing.T) {
			srv := cloutilitytest.New(tt.opts...)
			defer srv.Close()
			if got := srv.Account(); got != tt.want {
				t.Fatalf("account %+v, want %+v", got, tt.want)
			}
			for _, password := range []string{tt.want.Password, "Neu-4711"} {
				srv.SetPassword(password)
				client, err := cloutility.New(srv.Config(), srv.Options()...)
				if err != nil {
					t.Fatal(err)
				}
				me, err := client.Users.Me(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if me.Name != tt.want.Username {
					t.Errorf("signed in as %q, want %q", me.Name, tt.want.Username)
				}
			}
			if srv.Logins() != 2 || srv.Count("getMe") != 2 {
				t.Errorf("%d logins, %d requests", srv.Logins(), srv.Count("getMe"))
			}
		})
	}
}

// withPassword is the default account with another password.
func withPassword(password string) cloutilitytest.Account {
	a := cloutilitytest.New().Account()
	a.Password = password
	return a
}
