package cbr_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// domainsOfClouds are the ends of the names of their hosts.
func domainsOfClouds() map[cbr.Cloud]string {
	return map[cbr.Cloud]string{
		cbr.CloudHuawei: ".myhuaweicloud.com", cbr.CloudHuaweiEurope: ".myhuaweicloud.eu", cbr.CloudOTC: ".otc.t-systems.com",
		cbr.CloudSwissOTC: ".sc.otc.t-systems.com", cbr.CloudFlexibleEngine: ".prod-cloud-ocb.orange-business.com",
		cbr.CloudRU: ".hc.sbercloud.ru", cbr.CloudG42: ".g42cloud.com", cbr.CloudTMOne: ".alphaedge.tmone.com.my",
	}
}

// TestCloudsAndRegions: credentials for a region go to hosts of its own cloud.
func TestCloudsAndRegions(t *testing.T) {
	domains := domainsOfClouds()
	if got := cbr.Clouds(); len(got) != len(domains) {
		t.Errorf("%d clouds, want %d: %v", len(got), len(domains), got)
	}
	owners := map[cbr.Region]cbr.Cloud{
		cbr.RegionEUWest101: cbr.CloudHuaweiEurope, cbr.RegionAEAD1: cbr.CloudG42, cbr.RegionEUWest0: cbr.CloudFlexibleEngine,
		cbr.RegionMYKualaLumpur1: cbr.CloudTMOne, cbr.RegionRUMoscow1: cbr.CloudRU, cbr.RegionEUDE: cbr.CloudOTC,
		cbr.RegionEUNL: cbr.CloudOTC, cbr.RegionEUCH2: cbr.CloudSwissOTC,
	}
	regions := cbr.Regions()
	if len(regions) != 37 || !slices.IsSorted(regions) || len(slices.Compact(slices.Clone(regions))) != 37 {
		t.Errorf("%d regions: %v", len(regions), regions)
	}
	for _, r := range regions {
		want, special := owners[r]
		if !special {
			want = cbr.CloudHuawei
		}
		if got := r.Cloud(); got != want || !slices.Contains(got.Regions(), r) || got.Name() == string(got) {
			t.Errorf("%s belongs to %q (%s), want %q", r, got, got.Name(), want)
		}
		var hosts []string
		client := newClient(t, cbr.Config{Region: r, Credentials: cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("some-password")}},
			backup.WithHTTPClient(&http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
				hosts = append(hosts, req.URL.Host)
				if req.URL.Path != "/v3/auth/tokens" {
					return respond(200, `{"vault":{"id":"v"}}`), nil
				}
				resp := respond(201, `{"token":{"project":{"id":"`+projectID+`"}}}`)
				resp.Header.Set("X-Subject-Token", "token-1")
				return resp, nil
			})}))
		if _, err := client.Vaults.Get(t.Context(), "v"); err != nil {
			t.Errorf("%s: %v", r, err)
		}
		for _, address := range []string{r.Endpoint(), r.IAMEndpoint()} {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "https" {
				t.Errorf("%s: %s", r, address)
				continue
			}
			hosts = append(hosts, u.Host)
		}
		for _, host := range hosts {
			if !strings.HasSuffix(host, domains[want]) || want == cbr.CloudOTC && strings.Contains(host, ".sc.") {
				t.Errorf("%s of %s reaches %s", r, want, host)
			}
		}
	}
	if unknown := cbr.Region("xx-none-1"); unknown.Cloud() != "" || unknown.Endpoint() != "" || unknown.IAMEndpoint() != "" {
		t.Error("an unknown region has addresses")
	}
	if cbr.Cloud("none").Has("listVault") || len(cbr.Cloud("none").Regions()) != 0 || cbr.Cloud("none").Name() != "none" {
		t.Error("an unknown cloud has operations")
	}
}

// TestNoMixOfClouds: whatever a configuration puts together, all its requests go to
// one known cloud at most, and to the one that it names.
func TestNoMixOfClouds(t *testing.T) {
	const elsewhere = "https://cbr.example.com"
	clouds, regions := []cbr.Cloud{""}, []cbr.Region{"", "xx-1"}
	bases, iams, catalogs := []string{"", elsewhere}, []string{"", "https://iam.example.com"}, []string{elsewhere}
	for _, c := range cbr.Clouds() {
		r := c.Regions()[0]
		clouds, regions = append(clouds, c), append(regions, r)
		bases, iams, catalogs = append(bases, r.Endpoint()), append(iams, r.IAMEndpoint()), append(catalogs, r.Endpoint())
	}
	owner := func(host string) (found cbr.Cloud) {
		for c, domain := range domainsOfClouds() {
			if strings.HasSuffix(host, domain) && (found == "" || len(domain) > len(domainsOfClouds()[found])) {
				found = c
			}
		}
		return found
	}
	accepted, sent := 0, 0
	try := func(cfg cbr.Config, base, catalog string) {
		var hosts []string
		opts := []backup.Option{backup.WithHTTPClient(&http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
			hosts = append(hosts, req.URL.Host)
			switch req.URL.Path {
			case "/v3/auth/tokens":
				resp := respond(201, `{"token":{"project":{"id":"`+projectID+`"}}}`)
				resp.Header.Set("X-Subject-Token", "token-1")
				return resp, nil
			case "/v3/auth/catalog":
				return respond(200, `{"catalog":[{"type":"cbr","endpoints":[{"url":"`+catalog+`"}]}]}`), nil
			}
			return respond(200, `{"vault":{"id":"v"}}`), nil
		})})}
		if base != "" {
			opts = append(opts, backup.WithBaseURL(base))
		}
		cfg.ProjectID = projectID
		cfg.Credentials = cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("some-password")}
		client, err := cbr.New(cfg, opts...)
		if err != nil {
			return
		}
		accepted++
		if _, err := client.Vaults.Get(t.Context(), "v"); err == nil {
			sent++
		}
		named := cfg.Cloud
		if named == "" {
			named = cfg.Region.Cloud()
		}
		for _, host := range hosts {
			switch of := owner(host); {
			case of == "" || of == named:
			case named == "":
				named = of
			default:
				t.Errorf("region %q, cloud %q, base %q, IAM %q, catalog %q: %q, of %s and %s", cfg.Region, cfg.Cloud, base, cfg.IAMEndpoint, catalog, hosts, named, of)
			}
		}
	}
	for _, cloud := range clouds {
		for _, region := range regions {
			for _, iam := range iams {
				for _, base := range bases {
					try(cbr.Config{Cloud: cloud, Region: region, IAMEndpoint: iam}, base, "")
				}
				for _, catalog := range catalogs {
					try(cbr.Config{Cloud: cloud, Region: region, IAMEndpoint: iam, Discover: true}, "", catalog)
				}
			}
		}
	}
	if accepted < 500 || sent < 200 || sent == accepted {
		t.Errorf("%d were accepted, %d sent", accepted, sent)
	}
}

func TestCloudHas(t *testing.T) {
	for _, tt := range []struct {
		cloud     cbr.Cloud
		operation string
		want      bool
	}{
		{cbr.CloudHuawei, "checkAgent", true},
		{cbr.CloudHuaweiEurope, "checkAgent", true},
		{cbr.CloudOTC, "checkAgent", false},
		{cbr.CloudOTC, "copyBackup", true},
		{cbr.CloudSwissOTC, "copyBackup", false},
		{cbr.CloudSwissOTC, "migrateVaultResource", true},
		{cbr.CloudG42, "listProtectable", true},
		{cbr.CloudRU, "showVault", true},
		{cbr.CloudTMOne, "createVaultTags", false},
		{cbr.CloudHuawei, "no such operation", false},
	} {
		if got := tt.cloud.Has(tt.operation); got != tt.want {
			t.Errorf("%s has %s: %v", tt.cloud, tt.operation, got)
		}
	}
}

// TestUnsupported: an operation that a cloud does not have is no missing object.
func TestUnsupported(t *testing.T) {
	const body = `{"error_msg":"The API does not exist or has not been published in the environment","error_code":"APIGW.0101","request_id":"r"}`
	client := at(t, roundTrip(func(*http.Request) (*http.Response, error) { return respond(404, body), nil }))
	_, err := client.Agents.Get(t.Context(), "a")
	e := details(t, err)
	if !errors.Is(err, backup.ErrUnsupported) || errors.Is(err, backup.ErrNotFound) || e.Code != "APIGW.0101" || e.MaybeExecuted ||
		!strings.Contains(e.Message, "this cloud does not have the operation") {
		t.Errorf("%+v", e)
	}
	// A wait for something to be gone would end with "it is".
	if err := client.Vaults.WaitDeleted(t.Context(), "v", quick()...); !errors.Is(err, backup.ErrUnsupported) {
		t.Error(err)
	}
}

// otc is a fake in a region whose project has the region's name, and a
// configuration that knows no more than where its IAM is.
func otc(t *testing.T, creds func(*cbrtest.Server) cbr.Credentials) (*cbrtest.Server, cbr.Config) {
	t.Helper()
	srv := cbrtest.NewServer(t, cbrtest.WithAccount(cbrtest.Account{ProjectName: "eu-xx"}))
	return srv, cbr.Config{Region: "eu-xx", Discover: true, IAMEndpoint: srv.IAMURL(), Credentials: creds(srv)}
}

// TestDiscover: the catalog says where CBR is, once, whatever signs the requests.
func TestDiscover(t *testing.T) {
	for name, creds := range map[string]func(*cbrtest.Server) cbr.Credentials{
		"password": func(s *cbrtest.Server) cbr.Credentials { return s.Config().Credentials },
		"key": func(s *cbrtest.Server) cbr.Credentials {
			return cbr.AccessKey{Access: s.Account().AccessKey, Secret: backup.NewSecret(s.Account().SecretKey)}
		},
		"temporary key": func(s *cbrtest.Server) cbr.Credentials { return cbr.TemporaryKey{From: s.Config().Credentials} },
		"token":         func(s *cbrtest.Server) cbr.Credentials { return cbr.Token{Value: backup.NewSecret(s.IssueToken())} },
	} {
		t.Run(name, func(t *testing.T) {
			srv, cfg := otc(t, creds)
			if name == "token" {
				cfg.ProjectID = srv.Account().ProjectID
			}
			client := newClient(t, cfg, backup.WithInsecureHTTP())
			for range 2 {
				vaults := collect(t, client.Vaults.All(t.Context(), cbr.ListVaultsInput{}))
				if len(vaults) != 1 {
					t.Fatal(vaults)
				}
			}
			// What is in the path stays escaped as it was.
			if _, err := client.Tags.List(t.Context(), "no/such?vault"); !errors.Is(err, backup.ErrNotFound) {
				t.Error(err)
			}
			if n := srv.Count("listCatalog"); n != 1 {
				t.Errorf("the catalog was asked %d times", n)
			}
			page, err := client.IAM.ListCatalog(t.Context())
			if err != nil || len(page.Items) != 1 || page.Items[0].Type != "cbr" || !strings.HasPrefix(page.Items[0].Endpoints[0].URL, srv.URL()+"/v3/") {
				t.Error(page, err)
			}
			if services := collect(t, client.IAM.AllCatalog(t.Context())); len(services) != 1 {
				t.Error(services)
			}
		})
	}
}

// TestDiscoverFails: nothing is sent to an address that cannot be trusted.
func TestDiscoverFails(t *testing.T) {
	entry := func(kind, face, region, address string) string {
		return `{"type":"` + kind + `","endpoints":[{"interface":"` + face + `","region":` + region + `,"url":"` + address + `"}]}`
	}
	const here = "https://cbr.example.com/v3/" + projectID
	for _, tt := range []struct{ name, catalog, want string }{
		{"no CBR", entry("ecs", "public", `"xx-1"`, here), "has no service of type cbr"},
		{"empty", ``, "has no service of type cbr"},
		{"another region", entry("cbr", "public", `"yy-1"`, here), `has CBR in no region "xx-1", but in yy-1`},
		{"internal", entry("cbr", "internal", `"xx-1"`, here), "has no service"},
		{"plain http", entry("cbr", "public", `"xx-1"`, "http://cbr.example.com/v3/p"), "is not https"},
		{"a user in it", entry("cbr", "public", `"xx-1"`, "https://u:p@cbr.example.com/v3/p"), "that is none"},
		{"no host", entry("cbr", "public", `"xx-1"`, "cbr"), "that is none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client := newClient(t, cbr.Config{
				Region: "xx-1", Discover: true, IAMEndpoint: "https://iam.example.com", ProjectID: projectID,
				Credentials: cbr.Token{Value: backup.NewSecret("a-ready-token")},
			}, backup.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host != "iam.example.com" {
					t.Errorf("a request to %s", r.URL)
				}
				return respond(200, `{"catalog":[`+tt.catalog+`]}`), nil
			})}))
			_, err := client.Vaults.Get(t.Context(), "v")
			if e := details(t, err); !strings.Contains(err.Error(), tt.want) || e.Kind != backup.KindUnsupported {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// TestDiscoverTakesWhatCatalogsHave: addresses with and without a version and a
// project, below a path, and entries without a region.
func TestDiscoverTakesWhatCatalogsHave(t *testing.T) {
	for address, want := range map[string]string{
		"https://cbr.example.com/v3/" + projectID: "https://cbr.example.com/v3/" + projectID + "/vaults/v%2F1",
		"https://cbr.example.com/v3/":             "https://cbr.example.com/v3/" + projectID + "/vaults/v%2F1",
		"https://cbr.example.com":                 "https://cbr.example.com/v3/" + projectID + "/vaults/v%2F1",
		"https://example.com:8443/v3x/v3":         "https://example.com:8443/v3x/v3/" + projectID + "/vaults/v%2F1",
	} {
		var got string
		client := newClient(t, cbr.Config{
			Region: "xx-1", Discover: true, IAMEndpoint: "https://iam.example.com", ProjectID: projectID,
			Credentials: cbr.Token{Value: backup.NewSecret("a-ready-token")},
		}, backup.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v3/auth/catalog" {
				return respond(200, `{"catalog":[{"type":"cbr","endpoints":[{"interface":"public","region":null,"region_id":null,"url":"`+address+`"}]}]}`), nil
			}
			got = r.URL.String()
			if r.Host != r.URL.Host {
				t.Errorf("host %s at %s", r.Host, r.URL)
			}
			return respond(200, `{"vault":{"id":"v"}}`), nil
		})}))
		if _, err := client.Vaults.Get(t.Context(), "v/1"); err != nil || got != want {
			t.Errorf("%s: %s, %v", address, got, err)
		}
	}
}

// TestLockedIsNotSent: there are clouds that refuse it.
func TestLockedIsNotSent(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	billing := cbr.BillingCreate{ObjectType: cbr.ObjectTypeServer, ProtectType: cbr.ProtectTypeBackup, ConsistentLevel: cbr.ConsistentLevelCrash, SizeGB: 100}
	made, err := client.Vaults.Create(t.Context(), cbr.CreateVaultInput{Name: "v", Billing: billing})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.Vaults.Update(t.Context(), made.Vault.ID, cbr.UpdateVaultInput{Name: "w"}); err != nil {
		t.Fatal(err)
	}
	if _, err = client.Vaults.Update(t.Context(), made.Vault.ID, cbr.UpdateVaultInput{Locked: new(true)}); err != nil {
		t.Fatal(err)
	}
	sent := 0
	for _, r := range srv.Requests() {
		if strings.Contains(string(r.Body), "locked") {
			sent++
		}
		if strings.Contains(string(r.Body), "auto_expand") {
			t.Errorf("auto_expand was sent: %s", r.Body)
		}
	}
	if sent != 1 {
		t.Errorf("locked was sent %d times, want once, when it was set", sent)
	}
}
