package zomro_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
)

func TestNewNamesTheFieldThatIsWrong(t *testing.T) {
	secret := backup.NewSecret("s3cret-pass")
	good := zomro.Config{Credentials: account()}
	tests := []struct {
		name  string
		cfg   zomro.Config
		opts  []backup.Option
		field string
	}{
		{"nothing", zomro.Config{}, nil, "Config.Credentials"},
		{"a pointer", zomro.Config{Credentials: &zomro.Password{Username: "u", Password: secret}}, nil, "Config.Credentials"},
		{"no name", zomro.Config{Credentials: zomro.Password{Password: secret}}, nil, "Config.Credentials.Username"},
		{"blank name", zomro.Config{Credentials: zomro.Password{Username: " ", Password: secret}}, nil, "Config.Credentials.Username"},
		{"no password", zomro.Config{Credentials: zomro.Password{Username: "u"}}, nil, "Config.Credentials.Password"},
		{"no session", zomro.Config{Credentials: zomro.Session{}}, nil, "Config.Credentials.ID"},
		{"blank in a session", zomro.Config{Credentials: zomro.Session{ID: backup.NewSecret("a b")}}, nil, "Config.Credentials.ID"},
		{"blank in a session beside a password", zomro.Config{Credentials: zomro.Password{Username: "u", Password: secret, Session: backup.NewSecret("a b")}}, nil, "Config.Credentials.Session"},
		{"blank in a session beside a key", zomro.Config{Credentials: zomro.Key{Username: "u", Key: backup.NewSecret("sixteen-letters-"), Session: backup.NewSecret("a b")}}, nil, "Config.Credentials.Session"},
		{"colon in a name", zomro.Config{Credentials: zomro.AuthInfo{Username: "a:b", Password: secret}}, nil, "Config.Credentials.Username"},
		{"authinfo without a password", zomro.Config{Credentials: zomro.AuthInfo{Username: "a"}}, nil, "Config.Credentials.Password"},
		{"rendering", zomro.Config{Credentials: account(), Out: "xml"}, nil, "Config.Out"},
		{"language", zomro.Config{Credentials: account(), Lang: "en&su=root"}, nil, "Config.Lang"},
		{"relative address", good, []backup.Option{backup.WithBaseURL("/billmgr")}, "BaseURL"},
		{"address with a query", good, []backup.Option{backup.WithBaseURL("https://api.zomro.com/?func=auth")}, "BaseURL"},
		{"address with a user", good, []backup.Option{backup.WithBaseURL("https://u:p@api.zomro.com/")}, "BaseURL"},
		{"http", good, []backup.Option{backup.WithBaseURL("http://api.zomro.com/")}, "BaseURL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, err := zomro.New(test.cfg, test.opts...)
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != test.field || client != nil {
				t.Errorf("client %t, error %v, want field %s", client != nil, err, test.field)
			}
		})
	}
}

func TestNewSendsNothing(t *testing.T) {
	_, err := zomro.New(zomro.Config{Credentials: account()}, backup.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, errors.New("no")
	})}))
	if err != nil {
		t.Fatal(err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestConfigFromEnv(t *testing.T) {
	tests := []struct {
		name  string
		env   map[string]string
		want  zomro.Credentials
		field string
	}{
		{"nothing", nil, nil, "ZOMRO_USERNAME"},
		{"password", map[string]string{"ZOMRO_USERNAME": "u", "ZOMRO_PASSWORD": "p"}, zomro.Password{Username: "u", Password: backup.NewSecret("p")}, ""},
		{
			"session beside a password", map[string]string{"ZOMRO_USERNAME": "u", "ZOMRO_PASSWORD": "p", "ZOMRO_SESSION": "abc"},
			zomro.Password{Username: "u", Password: backup.NewSecret("p"), Session: backup.NewSecret("abc")}, "",
		},
		{"session", map[string]string{"ZOMRO_SESSION": "abc"}, zomro.Session{ID: backup.NewSecret("abc")}, ""},
		{"authinfo", map[string]string{"ZOMRO_AUTHINFO": "u:p:q"}, zomro.AuthInfo{Username: "u", Password: backup.NewSecret("p:q")}, ""},
		{"name only", map[string]string{"ZOMRO_USERNAME": "u"}, nil, "ZOMRO_PASSWORD"},
		{"password only", map[string]string{"ZOMRO_PASSWORD": "p"}, nil, "ZOMRO_USERNAME"},
		{"half an authinfo", map[string]string{"ZOMRO_AUTHINFO": "u"}, nil, "ZOMRO_AUTHINFO"},
		{"two kinds", map[string]string{"ZOMRO_SESSION": "abc", "ZOMRO_AUTHINFO": "u:p"}, nil, "ZOMRO_USERNAME"},
		{"odd language", map[string]string{"ZOMRO_SESSION": "abc", "ZOMRO_LANG": "e n"}, nil, "Config.Lang"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, name := range []string{zomro.EnvUsername, zomro.EnvPassword, zomro.EnvSession, zomro.EnvAuthInfo, zomro.EnvLang} {
				t.Setenv(name, test.env[name])
			}
			cfg, err := zomro.ConfigFromEnv()
			if test.field != "" {
				var arg *backup.ArgumentError
				if !errors.As(err, &arg) || arg.Field != test.field {
					t.Errorf("error %v, want field %s", err, test.field)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, cfg.Credentials); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
