package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestApplications makes an application and signs in with it.
func TestApplications(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		made := must(client.Applications.Create(ctx, home, cloutility.CreateApplicationInput{Name: "night", Host: "https://night.nordlicht.example", AllowRefreshTokens: true}))(t)
		if made.ClientID == "" || made.ClientID == srv.Account().ClientID || made.Name != "night" || !made.AllowRefreshTokens || !made.CreatedDate.Time.Equal(noon()) {
			t.Errorf("application %+v", made)
		}
		cfg := srv.Config()
		cfg.ClientID, cfg.Origin = made.ClientID, made.Host
		second := must(cloutility.New(cfg, srv.Options()...))(t)
		t.Cleanup(second.CloseIdleConnections)
		must(second.Users.Me(ctx))(t)
		srv.ExpireTokens()
		must(second.Users.Me(ctx))(t)
		same(t, "refreshes", 1, srv.Refreshes())

		cfg.Origin = srv.Account().Origin // of the other application
		mixed := must(cloutility.New(cfg, srv.Options()...))(t)
		t.Cleanup(mixed.CloseIdleConnections)
		_, err := mixed.Users.Me(ctx)
		fails(t, err, backup.ErrUnauthenticated)

		_, err = client.Applications.Create(ctx, home, cloutility.CreateApplicationInput{Name: "x", Host: "nordlicht"})
		fails(t, err, backup.ErrInvalid)
		_, err = client.Applications.Create(ctx, 31, cloutility.CreateApplicationInput{Name: "x", Host: "https://x.example"})
		fails(t, err, backup.ErrNotFound)
	})
}
