package cbrtest_test

import (
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// Config and Options are all that a client needs, in memory and on a socket,
// whatever the account.
func TestConfig(t *testing.T) {
	other := cbrtest.WithAccount(cbrtest.Account{
		Domain: "other-account", User: "somebody", Password: "another password", ProjectID: "0123456789abcdef0123456789abcdef", ProjectName: "ap-southeast-3",
	})
	passcode := cbrtest.WithPasscode(func(now time.Time) string { return now.Format("020106") })
	for name, opts := range map[string][]cbrtest.Option{
		"plain": nil, "another account": {other}, "passcodes": {passcode},
	} {
		for _, srv := range []*cbrtest.Server{cbrtest.New(opts...), cbrtest.NewServer(t, opts...)} {
			client, err := cbr.New(srv.Config(), srv.Options()...)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			page, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
			if err != nil || len(page.Items) != 1 || page.Items[0].ProjectID != srv.Account().ProjectID {
				t.Errorf("%s at %s: %+v, %v", name, srv.URL(), page, err)
			}
			if srv.Logins() != 1 || srv.FailedLogins() != 0 {
				t.Errorf("%s: %d logins, %d failed", name, srv.Logins(), srv.FailedLogins())
			}
			client.CloseIdleConnections()
		}
	}
}
