package zomrotest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A client of Config and Options signs in and reads what the server has, on the
// network and without a socket.
func TestConfig(t *testing.T) {
	riga := time.FixedZone("UTC+2", 2*60*60)
	account := zomrotest.Account{Username: "ops", Password: "Example-Pass-9"}
	for name, srv := range map[string]*zomrotest.Server{
		"a socket":        zomrotest.NewServer(t),
		"no socket":       zomrotest.New(),
		"another account": zomrotest.New(zomrotest.WithAccount(account)),
		"a second factor": zomrotest.New(zomrotest.WithSecondFactor("482915", "730118")),
		"another zone":    zomrotest.New(zomrotest.WithLocation(riga)),
	} {
		t.Run(name, func(t *testing.T) {
			client, err := zomro.New(srv.Config(), srv.Options()...)
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdleConnections()
			user, err := client.Account.Whoami(t.Context())
			if err != nil || user.Email != srv.Account().Username {
				t.Errorf("user %+v, %v", user, err)
			}
			instances, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{})
			if err != nil || len(instances.Items) != 2 {
				t.Errorf("instances %+v, %v", instances, err)
			}
			if srv.Logins() != 1 || srv.Count("listInstances") != 1 {
				t.Errorf("%d sign-ins, %d lists", srv.Logins(), srv.Count("listInstances"))
			}
		})
	}
}

// The zone of Config is the one the server writes days and times in.
func TestConfigKnowsTheZone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLocation(time.FixedZone("UTC+5", 5*60*60)))
		client, err := zomro.New(srv.Config(), srv.Options()...)
		if err != nil {
			t.Fatal(err)
		}
		logins, err := client.Account.ListLogins(t.Context(), zomro.ListLoginsInput{})
		if err != nil || len(logins.Items) != 1 || !logins.Items[0].Time.Equal(time.Now().Truncate(time.Second)) {
			t.Errorf("sign-ins %+v, %v, now it is %s", logins, err, time.Now())
		}
	})
}
