package cbr_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// clearEnv takes the variables of all families out of the environment, and puts
// others in.
func clearEnv(t *testing.T, set map[string]string) {
	t.Helper()
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "HW_") || strings.HasPrefix(name, "OS_") || strings.HasPrefix(name, "HUAWEICLOUD_") {
			t.Setenv(name, "")
		}
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
}

// env makes an environment of pairs.
func env(pairs ...string) map[string]string {
	out := make(map[string]string)
	for pair := range slices.Chunk(pairs, 2) {
		out[pair[0]] = pair[1]
	}
	return out
}

var sameCredentials = cmp.Options{
	cmpopts.IgnoreFields(cbr.Password{}, "Passcode"),
	cmp.Comparer(func(a, b backup.Secret) bool { return a.Reveal() == b.Reveal() }),
}

// TestEnv is the table of variables: which are read, which go before which, and
// which exclude each other.
func TestEnv(t *testing.T) {
	s := backup.NewSecret
	user := cbr.Password{Domain: "d", User: "u", Password: s("p")}
	key := cbr.AccessKey{Access: "AK", Secret: s("SK")}
	token := cbr.Token{Value: s("t")}
	hw := cbr.ConfigFromEnv
	sdk := func() (cbr.Config, error) { return cbr.ConfigFromSDKEnv(cbr.RegionCNNorth4) }
	openstack := cbr.ConfigFromOpenStackEnv
	with := func(creds cbr.Credentials) cbr.Config { return cbr.Config{Credentials: creds} }
	for _, tt := range []struct {
		name  string
		read  func() (cbr.Config, error)
		env   map[string]string
		want  cbr.Config
		field string // invalid, instead of want
	}{
		{"hw user", hw, env("HW_REGION_NAME", "eu-west-101", "HW_DOMAIN_NAME", "d", "HW_USER_NAME", "u", "HW_USER_PASSWORD", "p", "HW_PROJECT_NAME", "n", "HW_AUTH_URL", "https://iam.example.com/v3/"),
			cbr.Config{Region: cbr.RegionEUWest101, Credentials: user, ProjectName: "n", IAMEndpoint: "https://iam.example.com"}, ""},
		{"hw user by ids", hw, env("HW_DOMAIN_ID", "i", "HW_USER_ID", "ui", "HW_USER_PASSWORD", "p"),
			with(cbr.Password{DomainID: "i", UserID: "ui", Password: s("p")}), ""},
		{"hw account's name before its id", hw, env("HW_DOMAIN_NAME", "d", "HW_DOMAIN_ID", "i", "HW_USER_NAME", "u", "HW_USER_PASSWORD", "p"), with(user), ""},
		{"hw user's id without an account", hw, env("HW_USER_NAME", "u", "HW_USER_ID", "ui", "HW_USER_PASSWORD", "p"), with(cbr.Password{UserID: "ui", Password: s("p")}), ""},
		{"hw project's id before its name", hw, env("HW_AUTH_TOKEN", "t", "HW_PROJECT_ID", "i", "HW_PROJECT_NAME", "n"), cbr.Config{Credentials: token, ProjectID: "i"}, ""},
		{"hw key", hw, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK", "HW_REGION_NAME", "r"), cbr.Config{Credentials: key, Region: "r"}, ""},
		{"hw key of an account", hw, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK", "HW_DOMAIN_ID", "i", "HW_DOMAIN_NAME", "d"),
			with(cbr.AccessKey{Access: "AK", Secret: s("SK"), DomainID: "i"}), ""},
		{"hw temporary key", hw, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK", "HW_SECURITY_TOKEN", "st"),
			with(cbr.AccessKey{Access: "AK", Secret: s("SK"), SecurityToken: s("st")}), ""},
		{"hw agency", hw, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK", "HW_ASSUME_ROLE_AGENCY_NAME", "a", "HW_ASSUME_ROLE_DOMAIN_NAME", "ad"),
			with(cbr.Agency{Base: key, Name: "a", Domain: "ad"}), ""},
		{"hw agency's account id before its name", hw, env("HW_AUTH_TOKEN", "t", "HW_ASSUME_ROLE_AGENCY_NAME", "a", "HW_ASSUME_ROLE_DOMAIN_NAME", "ad", "HW_ASSUME_ROLE_DOMAIN_ID", "ai"),
			with(cbr.Agency{Base: token, Name: "a", DomainID: "ai"}), ""},
		{"hw nothing", hw, nil, cbr.Config{}, "HW_USER_NAME"},
		{"hw no domain", hw, env("HW_USER_NAME", "u", "HW_USER_PASSWORD", "p"), cbr.Config{}, "HW_DOMAIN_NAME"},
		{"hw no user", hw, env("HW_DOMAIN_NAME", "d", "HW_USER_PASSWORD", "p"), cbr.Config{}, "HW_USER_NAME"},
		{"hw no password", hw, env("HW_USER_NAME", "u", "HW_DOMAIN_NAME", "d"), cbr.Config{}, "HW_USER_PASSWORD"},
		{"hw half a key", hw, env("HW_ACCESS_KEY", "AK"), cbr.Config{}, "HW_SECRET_KEY"},
		{"hw other half", hw, env("HW_SECRET_KEY", "SK"), cbr.Config{}, "HW_ACCESS_KEY"},
		{"hw token and user", hw, env("HW_USER_NAME", "u", "HW_AUTH_TOKEN", "t"), cbr.Config{}, "HW_AUTH_TOKEN"},
		{"hw token and key", hw, env("HW_ACCESS_KEY", "AK", "HW_AUTH_TOKEN", "t"), cbr.Config{}, "HW_AUTH_TOKEN"},
		{"hw key and user", hw, env("HW_ACCESS_KEY", "AK", "HW_USER_PASSWORD", "p"), cbr.Config{}, "HW_ACCESS_KEY"},
		{"hw agency of nobody", hw, env("HW_AUTH_TOKEN", "t", "HW_ASSUME_ROLE_AGENCY_NAME", "a"), cbr.Config{}, "HW_ASSUME_ROLE_DOMAIN_NAME"},
		{"hw looks at no other family", hw, env("OS_TOKEN", "t", "HUAWEICLOUD_SDK_AK", "AK", "HUAWEICLOUD_SDK_SK", "SK"), cbr.Config{}, "HW_USER_NAME"},

		{"sdk key", sdk, env("HUAWEICLOUD_SDK_AK", "AK", "HUAWEICLOUD_SDK_SK", "SK", "HUAWEICLOUD_SDK_PROJECT_ID", "i"),
			cbr.Config{Region: cbr.RegionCNNorth4, Credentials: key, ProjectID: "i"}, ""},
		{"sdk temporary key", sdk, env("HUAWEICLOUD_SDK_AK", "AK", "HUAWEICLOUD_SDK_SK", "SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "st", "HUAWEICLOUD_SDK_DOMAIN_ID", "di", "HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam.example.com"),
			cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.AccessKey{Access: "AK", Secret: s("SK"), SecurityToken: s("st"), DomainID: "di"}, IAMEndpoint: "https://iam.example.com"}, ""},
		{"sdk nothing", sdk, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK"), cbr.Config{}, "HUAWEICLOUD_SDK_AK"},
		{"sdk half a key", sdk, env("HUAWEICLOUD_SDK_AK", "AK"), cbr.Config{}, "HUAWEICLOUD_SDK_SK"},

		{"os user", openstack, env("OS_REGION_NAME", "eu-de", "OS_USERNAME", "u", "OS_PASSWORD", "p", "OS_USER_DOMAIN_NAME", "d", "OS_DOMAIN_NAME", "other", "OS_PROJECT_NAME", "eu-de_x", "OS_TENANT_NAME", "other", "OS_AUTH_URL", "https://iam.eu-de.otc.t-systems.com/v3"),
			cbr.Config{Region: "eu-de", Credentials: user, ProjectName: "eu-de_x", IAMEndpoint: "https://iam.eu-de.otc.t-systems.com"}, ""},
		{"os older names", openstack, env("OS_USERID", "ui", "OS_PASSWORD", "p", "OS_DOMAIN_ID", "i", "OS_TENANT_ID", "ti", "OS_TENANT_NAME", "tn"),
			cbr.Config{Credentials: cbr.Password{DomainID: "i", UserID: "ui", Password: s("p")}, ProjectID: "ti"}, ""},
		{"os token", openstack, env("OS_TOKEN", "t", "OS_AUTH_TOKEN", "other", "OS_PROJECT_ID", "i", "OS_TENANT_ID", "other"), cbr.Config{Credentials: token, ProjectID: "i"}, ""},
		{"os key", openstack, env("OS_ACCESS_KEY", "AK", "OS_SECRET_KEY", "SK"), with(key), ""},
		{"os agency", openstack, env("OS_ACCESS_KEY", "AK", "OS_SECRET_KEY", "SK", "OS_AGENCY_NAME", "a", "OS_AGENCY_DOMAIN_NAME", "ad", "OS_PROJECT_ID", "own", "OS_DELEGATED_PROJECT", "n"),
			cbr.Config{Credentials: cbr.Agency{Base: key, Name: "a", Domain: "ad"}, ProjectName: "n"}, ""},
		{"os no agency", openstack, env("OS_ACCESS_KEY", "AK", "OS_SECRET_KEY", "SK", "OS_PROJECT_ID", "own", "OS_DELEGATED_PROJECT", "n"), cbr.Config{Credentials: key, ProjectID: "own"}, ""},
		{"os nothing", openstack, nil, cbr.Config{}, "OS_USERNAME"},
		{"os token and user", openstack, env("OS_TOKEN", "t", "OS_PASSWORD", "p"), cbr.Config{}, "OS_TOKEN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clearEnv(t, tt.env)
			got, err := tt.read()
			if tt.field != "" {
				if field := badField(t, err); field != tt.field || got.Credentials != nil {
					t.Errorf("field %s, want %s: %v", field, tt.field, err)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got, sameCredentials); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestEnvPasscode: a passcode of the environment serves for one sign-in.
func TestEnvPasscode(t *testing.T) {
	srv := cbrtest.NewServer(t, cbrtest.WithPasscode(func(time.Time) string { return "123456" }))
	a := srv.Account()
	clearEnv(t, env("OS_USERNAME", a.User, "OS_USER_ID", a.UserID, "OS_PASSWORD", a.Password, "OS_DOMAIN_NAME", a.Domain, "OS_PASSCODE", "123456",
		"OS_PROJECT_NAME", a.ProjectName, "OS_AUTH_URL", srv.IAMURL()+"/v3"))
	cfg, err := cbr.ConfigFromOpenStackEnv()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := cfg.Credentials.(cbr.Password)
	if !ok || p.Passcode == nil {
		t.Fatalf("credentials %+v", cfg.Credentials)
	}
	if code, err := p.Passcode(context.Background()); code != "123456" || err != nil {
		t.Errorf("%q, %v", code, err)
	}
	if code, err := p.Passcode(context.Background()); code != "" || err == nil {
		t.Errorf("again: %q, %v", code, err)
	}
	// The sign-in that needs one and finds none tells so.
	err = get(t.Context(), newClient(t, cfg, srv.Options()...))
	if e := details(t, err); e.Kind != backup.KindUnauthenticated || !strings.Contains(err.Error(), "used up") || srv.Count("") != 1 {
		t.Errorf("%d requests, %v", srv.Count(""), err)
	}
}

// TestNothingIsRead: without an explicit call the environment has no effect.
func TestNothingIsRead(t *testing.T) {
	clearEnv(t, env("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY", "SK", "HW_REGION_NAME", "cn-north-4", "OS_TOKEN", "t", "HUAWEICLOUD_SDK_AK", "AK",
		"HUAWEICLOUD_SDK_SK", "SK", "HUAWEICLOUD_SDK_PROJECT_ID", "p", "HUAWEICLOUD_SDK_REGION_CBR_CN_NORTH_4", "https://elsewhere.example.com"))
	if _, err := cbr.New(cbr.Config{Region: cbr.RegionCNNorth4}); badField(t, err) != "Config.Credentials" {
		t.Errorf("got %v", err)
	}
	if _, err := cbr.New(cbr.Config{Credentials: cbr.AccessKey{Access: "AK", Secret: backup.NewSecret("SK")}}); badField(t, err) != "Config.Region" {
		t.Errorf("got %v", err)
	}
}
