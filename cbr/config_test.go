package cbr_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func TestNewRefuses(t *testing.T) {
	secret := backup.NewSecret("some-password")
	good := cbr.Password{Domain: "d", User: "u", Password: secret}
	embedding := struct{ cbr.Password }{good}
	base := backup.WithBaseURL("https://cbr.example.com")
	for _, tt := range []struct {
		name  string
		cfg   cbr.Config
		opts  []backup.Option
		field string
	}{
		{"nothing", cbr.Config{}, nil, "Config.Credentials"},
		{"no domain", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Password{User: "u", Password: secret}}, nil, "Config.Credentials.Domain"},
		{"blank user", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Password{Domain: "d", User: " ", Password: secret}}, nil, "Config.Credentials.User"},
		{"no password", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Password{Domain: "d", User: "u"}}, nil, "Config.Credentials.Password"},
		{"no token", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Token{}, ProjectID: projectID}, nil, "Config.Credentials.Value"},
		{"token with a line break", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Token{Value: backup.NewSecret("a\r\nb")}, ProjectID: projectID}, nil, "Config.Credentials.Value"},
		{"token without a project", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.Token{Value: secret}}, nil, "Config.ProjectID"},
		{"a pointer", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: &good}, nil, "Config.Credentials"},
		{"another type", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: embedding}, nil, "Config.Credentials"},
		{"no region", cbr.Config{Credentials: good}, nil, "Config.Region"},
		{"unknown region", cbr.Config{Region: "xx-none-1", Credentials: good}, nil, "Config.Region"},
		{"region that is a host", cbr.Config{Region: "evil.example/", Credentials: good}, []backup.Option{base}, "Config.Region"},
		{"two projects", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, ProjectID: projectID, ProjectName: "p"}, nil, "Config.ProjectID"},
		{"project that is a path", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, ProjectID: "../x"}, nil, "Config.ProjectID"},
		{"base URL without a project", cbr.Config{Credentials: good, IAMEndpoint: "https://iam.example.com"}, []backup.Option{base}, "Config.ProjectID"},
		{"base URL without IAM", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good}, []backup.Option{base}, "Config.IAMEndpoint"},
		{"two projects", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, ProjectID: projectID, ProjectName: "n"}, nil, "Config.ProjectID"},
		{"a project that is none", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, ProjectID: "../x"}, nil, "Config.ProjectID"},
		{"a region that is none", cbr.Config{Region: "evil.example.com/", Credentials: good, IAMEndpoint: "https://iam.example.com"}, []backup.Option{base}, "Config.Region"},
		{"region of another cloud", cbr.Config{Region: cbr.RegionEUWest0, Cloud: cbr.CloudHuawei, Credentials: good}, nil, "Config.Region"},
		{"unknown cloud", cbr.Config{Region: cbr.RegionEUWest0, Cloud: "none", Credentials: good}, nil, "Config.Cloud"},
		{"IAM of another cloud", cbr.Config{Region: cbr.RegionEUDE, IAMEndpoint: cbr.GlobalIAMEndpoint, Credentials: good}, nil, "Config.IAMEndpoint"},
		{"IAM of the other site", cbr.Config{Region: cbr.RegionEUWest101, IAMEndpoint: "https://IAM.myhuaweicloud.com.:443", Credentials: good}, nil, "Config.IAMEndpoint"},
		{"IAM of a cloud inside another's domain", cbr.Config{Region: cbr.RegionEUDE, IAMEndpoint: cbr.RegionEUCH2.IAMEndpoint(), Credentials: good}, nil, "Config.IAMEndpoint"},
		{"a base URL of another cloud", cbr.Config{Region: cbr.RegionEUDE, Credentials: cbr.Token{Value: secret}, ProjectID: projectID}, []backup.Option{backup.WithBaseURL(cbr.RegionEUCH2.Endpoint())}, "BaseURL"},
		{"a base URL and IAM of two clouds", cbr.Config{IAMEndpoint: cbr.GlobalIAMEndpoint, Credentials: good, ProjectID: projectID}, []backup.Option{backup.WithBaseURL(cbr.RegionEUDE.Endpoint())}, "Config.IAMEndpoint"},
		{"a cloud that is none, with a base URL", cbr.Config{Cloud: "none", IAMEndpoint: "https://iam.example.com", Credentials: good, ProjectID: projectID}, []backup.Option{base}, "Config.Cloud"},
		{"discovery beside a base URL", cbr.Config{Region: cbr.RegionEUDE, Discover: true, Credentials: good, IAMEndpoint: "https://iam.example.com"}, []backup.Option{base}, "Config.Discover"},
		{"discovery without IAM", cbr.Config{Region: "xx-1", Discover: true, Credentials: good}, nil, "Config.IAMEndpoint"},
		{"discovery without a project", cbr.Config{Discover: true, Credentials: good, IAMEndpoint: "https://iam.example.com"}, nil, "Config.ProjectID"},
		{"key without IAM", cbr.Config{Region: "eu-de", Credentials: cbr.AccessKey{Access: "AK", Secret: secret}}, []backup.Option{base}, "Config.IAMEndpoint"},
		{"relative IAM", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, IAMEndpoint: "iam.example.com"}, nil, "Config.IAMEndpoint"},
		{"plain IAM", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, IAMEndpoint: "http://iam.example.com"}, nil, "Config.IAMEndpoint"},
		{"IAM with a password", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, IAMEndpoint: "https://u:some-password@iam.example.com"}, nil, "Config.IAMEndpoint"},
		{"relative base URL", cbr.Config{Credentials: cbr.Token{Value: secret}, ProjectID: projectID}, []backup.Option{backup.WithBaseURL("/cbr")}, "BaseURL"},
		{"base URL with a query", cbr.Config{Credentials: cbr.Token{Value: secret}, ProjectID: projectID}, []backup.Option{backup.WithBaseURL("https://h/?a=b")}, "BaseURL"},
		{"plain base URL", cbr.Config{Credentials: cbr.Token{Value: secret}, ProjectID: projectID}, []backup.Option{backup.WithBaseURL("http://h")}, "BaseURL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, err := cbr.New(tt.cfg, tt.opts...)
			if field := badField(t, err); field != tt.field || client != nil {
				t.Errorf("field %s, want %s: %v", field, tt.field, err)
			}
			if text := err.Error(); strings.Contains(text, "some-password") {
				t.Errorf("leaked: %v", err)
			}
		})
	}
}

// TestEndpoints: where requests go.
func TestEndpoints(t *testing.T) {
	good := cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("some-password")}
	for _, tt := range []struct {
		name string
		cfg  cbr.Config
		opts []backup.Option
		want []string
	}{
		{"a region", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good}, nil,
			[]string{"https://iam.myhuaweicloud.com/v3/auth/tokens", "https://cbr.cn-north-4.myhuaweicloud.com/v3/" + projectID + "/vaults/v"}},
		{"regional IAM", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: good, IAMEndpoint: cbr.RegionCNNorth4.IAMEndpoint()}, nil,
			[]string{"https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens", "https://cbr.cn-north-4.myhuaweicloud.com/v3/" + projectID + "/vaults/v"}},
		{"another cloud", cbr.Config{Region: "eu-de", Credentials: good, IAMEndpoint: "https://iam.example.com/x"}, []backup.Option{backup.WithBaseURL("https://cbr.example.com/-/y/")},
			[]string{"https://iam.example.com/x/v3/auth/tokens", "https://cbr.example.com/-/y/v3/" + projectID + "/vaults/v"}},
		{"the European site", cbr.Config{Region: cbr.RegionEUWest101, Credentials: good}, nil,
			[]string{"https://iam.eu-west-101.myhuaweicloud.eu/v3/auth/tokens", "https://cbr.eu-west-101.myhuaweicloud.eu/v3/" + projectID + "/vaults/v"}},
		{"Open Telekom Cloud", cbr.Config{Region: cbr.RegionEUDE, Credentials: good}, nil,
			[]string{"https://iam.eu-de.otc.t-systems.com/v3/auth/tokens", "https://cbr.eu-de.otc.t-systems.com/v3/" + projectID + "/vaults/v"}},
		{"the Swiss one", cbr.Config{Region: cbr.RegionEUCH2, Credentials: good}, nil,
			[]string{"https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3/auth/tokens", "https://cbr.eu-ch2.sc.otc.t-systems.com/v3/" + projectID + "/vaults/v"}},
		{"a region of a cloud that the table lacks", cbr.Config{Region: "eu-west-1", Cloud: cbr.CloudFlexibleEngine, Credentials: good}, nil,
			[]string{"https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3/auth/tokens", "https://cbr.eu-west-1.prod-cloud-ocb.orange-business.com/v3/" + projectID + "/vaults/v"}},
		{"the same, regional IAM", cbr.Config{Region: cbr.RegionEUWest0, IAMEndpoint: cbr.RegionEUWest0.IAMEndpoint(), Credentials: good}, nil,
			[]string{"https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3/auth/tokens", "https://cbr.eu-west-0.prod-cloud-ocb.orange-business.com/v3/" + projectID + "/vaults/v"}},
		{"a token", cbr.Config{Region: cbr.RegionTRWest1, Credentials: cbr.Token{Value: backup.NewSecret("t")}, ProjectID: "abc"}, nil,
			[]string{"https://cbr.tr-west-1.myhuaweicloud.com/v3/abc/vaults/v"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			client := newClient(t, tt.cfg, append(tt.opts, backup.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				got = append(got, r.URL.Scheme+"://"+r.URL.Host+r.URL.EscapedPath())
				if strings.HasSuffix(r.URL.Path, "/tokens") {
					resp := respond(201, `{"token":{"project":{"id":"`+projectID+`"}}}`)
					resp.Header.Set("X-Subject-Token", "token-1")
					return resp, nil
				}
				return respond(200, `{"vault":{"id":"v"}}`), nil
			})}))...)
			if _, err := client.Vaults.Get(t.Context(), "v"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCredentialsRefused: what is wrong with credentials is said by name.
func TestCredentialsRefused(t *testing.T) {
	secret := backup.NewSecret("some-password")
	user := cbr.Password{Domain: "d", User: "u", Password: secret}
	key := cbr.AccessKey{Access: "AK", Secret: secret}
	agency := cbr.Agency{Base: user, Name: "a", Domain: "d"}
	change := func(a cbr.Agency, do func(*cbr.Agency)) cbr.Agency { do(&a); return a }
	for field, creds := range map[string]cbr.Credentials{
		"Domain":        cbr.Password{Domain: "d", DomainID: "i", User: "u", Password: secret},
		"Access":        cbr.AccessKey{Access: "A,K", Secret: secret},
		"Secret":        cbr.AccessKey{Access: "AK", Secret: backup.NewSecret("some-password\n")},
		"SecurityToken": cbr.AccessKey{Access: "AK", Secret: secret, SecurityToken: backup.NewSecret("a b")},
		"DomainID":      cbr.AccessKey{Access: "AK", Secret: secret, DomainID: "a&b"},
		"Base":          change(agency, func(a *cbr.Agency) { a.Base = agency }),
		"Name":          change(agency, func(a *cbr.Agency) { a.Name = " " }),
		"Base.Access":   change(agency, func(a *cbr.Agency) { a.Base = cbr.AccessKey{Secret: secret} }),
		"From":          cbr.TemporaryKey{From: key},
		"From.Domain":   cbr.TemporaryKey{From: cbr.Password{User: "u", Password: secret}},
		"From.Base":     cbr.TemporaryKey{From: change(agency, func(a *cbr.Agency) { a.Base = nil })},
		"Duration":      cbr.TemporaryKey{From: user, Duration: 14 * time.Minute},
		"Endpoint":      cbr.ECSMetadata{Endpoint: "http://metadata.example.com"},
	} {
		_, err := cbr.New(cbr.Config{Region: cbr.RegionCNNorth4, Credentials: creds})
		if got := badField(t, err); got != "Config.Credentials."+field || strings.Contains(err.Error(), "some-password") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, creds := range []cbr.Credentials{
		cbr.TemporaryKey{From: user, Duration: 24*time.Hour + time.Second}, cbr.TemporaryKey{From: user, Duration: time.Hour + time.Millisecond},
		cbr.ECSMetadata{Endpoint: "http://10.0.0.1"}, cbr.ECSMetadata{Endpoint: "ftp://169.254.169.254"}, cbr.ECSMetadata{Endpoint: "http://u@169.254.169.254"},
		change(agency, func(a *cbr.Agency) { a.Domain = "" }), change(agency, func(a *cbr.Agency) { a.DomainID = "i" }),
	} {
		if _, err := cbr.New(cbr.Config{Region: cbr.RegionCNNorth4, Credentials: creds}); err == nil {
			t.Errorf("%+v was accepted", creds)
		}
	}
}
