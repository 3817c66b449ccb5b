package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestServers(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		same(t, "default", &cloutility.BackupServer{Href: srv.URL() + "/v1/servers/4", ID: 4, Name: "sp-nord-1"}, must(client.Servers.Default(ctx, 93))(t))
		names := func(server *cloutility.DefaultServer, err error) string { return must(server, err)(t).Name }
		same(t, "others", []string{"spp-nord-1", "rubrik-nord-1", "spp-nord-2"}, []string{
			names(client.Servers.DefaultSPPlus(ctx, 93)),
			names(client.Servers.DefaultRubrik(ctx, 93)),
			must(client.Servers.FallbackSPPlus(ctx, home))(t).Name, // what it would inherit
		})
		if got := must(client.Servers.FallbackSPPlus(ctx, 93))(t); got.Name != "spp-nord-1" || got.Href != srv.URL()+"/v1/servers/11" {
			t.Errorf("fallback %+v", got)
		}
		_, err := client.Servers.DefaultRubrik(ctx, 31)
		fails(t, err, backup.ErrNotFound)
	})
}

func TestDomainsAndOptionSets(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		domains := must(backup.Collect(client.Servers.AllDomains(ctx, home, cloutility.ListDomainsInput{}), 0))(t)
		same(t, "retention", []int64{180, 30, 90}, each(domains, func(d cloutility.Domain) int64 { return d.BackupRetention }))
		if page := must(client.Servers.ListDomains(ctx, home, cloutility.ListDomainsInput{Cursor: "2"}))(t); page.Total != 3 || at(page.Items, 0).Name != "90DAYS" {
			t.Errorf("page %+v", page)
		}
		sets := must(backup.Collect(client.Servers.AllClientOptionSets(ctx, home, cloutility.ListClientOptionSetsInput{}), 0))(t)
		same(t, "option sets", []string{"COMPRESS", "ENCRYPT"}, each(sets, func(o cloutility.ClientOptionSet) string { return o.Name }))
		if page := must(client.Servers.ListClientOptionSets(ctx, home, cloutility.ListClientOptionSetsInput{Limit: 1}))(t); page.Total != 2 || at(page.Items, 0).ID != 2 {
			t.Errorf("page %+v", page)
		}
	})
}
