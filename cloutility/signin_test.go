package cloutility_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestOnlyAWrongPasswordIsForGood fails a sign-in once in each way and works on
// for hours. All but the response that says that the password is wrong are held for
// a while and forgotten.
func TestOnlyAWrongPasswordIsForGood(t *testing.T) {
	const page = "<!DOCTYPE html><html><body>Blocked by the gateway</body></html>"
	for name, tt := range map[string]struct {
		fault   cloutilitytest.Fault
		forGood bool
	}{
		"a wrong password":     {cloutilitytest.FaultStatus("", 400, `{"error":"invalid_grant","error_description":"The user name or password is incorrect."}`), true},
		"a wrong password 401": {cloutilitytest.FaultStatus("", 401, `{"error":"invalid_grant"}`), true},
		"HTML 400":             {cloutilitytest.FaultHTML("", 400), false},
		"HTML 401":             {cloutilitytest.FaultHTML("", 401), false},
		"HTML 403":             {cloutilitytest.FaultHTML("", 403), false},
		"HTML as JSON":         {cloutilitytest.Fault{Status: 400, Body: page, ContentType: "application/json"}, false},
		"a text":               {cloutilitytest.FaultStatus("", 401, "invalid_grant"), false},
		"empty 400":            {cloutilitytest.Fault{Status: 400}, false},
		"empty 401":            {cloutilitytest.Fault{Status: 401}, false},
		"another application":  {cloutilitytest.FaultStatus("", 400, `{"error":"invalid_clientId","error_description":"Client is not registered."}`), false},
		"invalid_client":       {cloutilitytest.FaultStatus("", 400, `{"error":"invalid_client"}`), false},
		"unauthorized_client":  {cloutilitytest.FaultStatus("", 400, `{"error":"unauthorized_client"}`), false},
		"access_denied":        {cloutilitytest.FaultStatus("", 400, `{"error":"access_denied"}`), false},
		"a code of the API":    {cloutilitytest.FaultStatus("", 401, `{"status":401,"code":"AUTH-17","message":"Sign-in is being maintained.","developerMessage":"LDAP"}`), false},
		"an error object":      {cloutilitytest.FaultStatus("", 400, `{"error":{"code":"AUTH-17","message":"Not now."}}`), false},
		"an object, same code": {cloutilitytest.FaultStatus("", 400, `{"error":{"code":"invalid_grant"}}`), false},
		"the code elsewhere":   {cloutilitytest.FaultStatus("", 401, `{"code":"invalid_grant"}`), false},
		"a failure with it":    {cloutilitytest.FaultStatus("", 500, `{"error":"invalid_grant"}`), false},
		"500":                  {cloutilitytest.FaultStatus("", 500, `{"message":"NullReference"}`), false},
		"no token":             {cloutilitytest.FaultStatus("", 200, `{"token_type":"bearer"}`), false},
		"a lost response":      {cloutilitytest.FaultReset("").AfterWork(), false},
		"half a response":      {cloutilitytest.FaultTruncate("", 20), false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				fault := tt.fault.Once()
				fault.Operation = "createToken"
				srv.Inject(fault)
				_, err := client.System.Version(t.Context())
				if err == nil {
					t.Fatal("no failure")
				}
				for range 100 { // at once: the password is not sent again
					if _, again := client.System.Version(t.Context()); again == nil {
						t.Fatal("not held")
					}
				}
				if n := srv.Count("createToken"); n != 1 {
					t.Errorf("the password was sent %d times at once", n)
				}
				failed := 0
				for range 6 * 60 {
					time.Sleep(time.Minute)
					if _, err := client.System.Version(t.Context()); err != nil {
						failed++
					}
				}
				if tt.forGood != (failed == 6*60) || !tt.forGood && failed > 0 {
					t.Errorf("%d of 360 calls failed in six hours after %v", failed, err)
				}
				if want := srv.Count("createToken"); tt.forGood && want != 1 || !tt.forGood && srv.Logins() > 2 {
					t.Errorf("%d requests to sign in, %d sign-ins", want, srv.Logins())
				}
			})
		})
	}
}

// TestSignInErrorsSayWhatTheServiceSaid: its own words, and "sign-in" once, in the
// first error and in those that are held.
func TestSignInErrorsSayWhatTheServiceSaid(t *testing.T) {
	for body, says := range map[string]string{
		`{"error":"invalid_grant","error_description":"The user name or password is incorrect."}`: "The user name or password is incorrect.",
		`{"error":"invalid_clientId","error_description":"Client is not registered."}`:            "Client is not registered.",
		`{"code":"AUTH-17","message":"Locked.","developerMessage":"Too many tries."}`:             "Locked.: Too many tries.",
		`{"error":{"code":"AUTH-17","message":"Not now."}}`:                                       "Not now.",
	} {
		bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
			srv.Inject(cloutilitytest.FaultStatus("createToken", http.StatusBadRequest, body))
			for range 3 {
				_, err := client.Users.Me(t.Context())
				_, tokenErr := client.Token(t.Context())
				for _, err := range []error{err, tokenErr} {
					var e *backup.Error
					var detail *cloutility.ErrorDetail
					if !errors.As(err, &e) || !strings.Contains(e.Message, says) || !errors.As(err, &detail) || !strings.HasPrefix(says, detail.Message) {
						t.Errorf("error %v does not say %q", err, says)
					}
					if n := strings.Count(err.Error(), "sign-in"); n != 1 || strings.Count(err.Error(), says) != 1 {
						t.Errorf("%d times sign-in: %v", n, err)
					}
				}
			}
		})
	}
}

// TestGivenToken: a client that has only the token of another one.
func TestGivenToken(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		for name, tt := range map[string]struct {
			change func(*cloutility.Token)
			ends   bool // with the access token
		}{
			"both":         {func(*cloutility.Token) {}, false},
			"no expiry":    {func(t *cloutility.Token) { t.Expiry = time.Time{} }, false},
			"refresh":      {func(t *cloutility.Token) { t.Access = backup.Secret{} }, false},
			"ended access": {func(t *cloutility.Token) { t.Expiry = time.Now().Add(-time.Minute) }, false},
			"access":       {func(t *cloutility.Token) { t.Refresh = backup.Secret{} }, true},
			"access alone": {func(t *cloutility.Token) { t.Refresh, t.Expiry = backup.Secret{}, time.Time{} }, true},
		} {
			version(t, client) // renews what the case before has ended
			given, err := client.Token(t.Context())
			if err != nil || given.Access.IsZero() || given.Refresh.IsZero() || time.Until(given.Expiry) < 4*time.Minute {
				t.Fatalf("%+v, %v", given, err)
			}
			cfg := srv.Config()
			token := cloutility.Token{Access: given.Access, Refresh: given.Refresh, Expiry: given.Expiry}
			tt.change(&token)
			cfg.Credentials = token
			other, err := cloutility.New(cfg, srv.Options()...)
			if err != nil {
				t.Fatal(err)
			}
			version(t, other)
			if got, err := other.Token(t.Context()); err != nil || got.Access.IsZero() {
				t.Errorf("%s: %v", name, err)
			}
			srv.ExpireTokens()
			_, err = other.System.Version(t.Context())
			if tt.ends != (err != nil) || err != nil && !errors.Is(err, backup.ErrUnauthenticated) {
				t.Errorf("%s, ended: %v", name, err)
			}
		}
		if srv.Logins() != 1 {
			t.Errorf("the password was sent %d times", srv.Logins())
		}
	})
}

func TestGivenTokenIsValidated(t *testing.T) {
	for name, token := range map[string]cloutility.Token{
		"empty": {}, "a line": {Access: backup.NewSecret("canary\r\nX: y")}, "a blank": {Access: backup.NewSecret("canary pass")},
	} {
		_, err := cloutility.New(fill(func(c *cloutility.Config) { c.Credentials = token }))
		var e *backup.ArgumentError
		if !errors.As(err, &e) || e.Field != "Config.Credentials.Access" || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestManyRunsSignInOnce is a program that runs for a moment, many times: it signs in once.
func TestManyRunsSignInOnce(t *testing.T) {
	for name, mode := range map[string]cloutilitytest.RefreshMode{
		"constant": cloutilitytest.RefreshConstant, "rotated": cloutilitytest.RefreshRotated,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, []cloutilitytest.Option{cloutilitytest.WithRefresh(mode)}, func(t *testing.T, srv *cloutilitytest.Server, _ *cloutility.Client) {
				dir := t.TempDir()
				run := func(change func(*cloutility.Config)) error {
					store, err := backup.NewFileTokenStore(dir)
					if err != nil {
						t.Fatal(err)
					}
					cfg := srv.Config()
					change(&cfg)
					client, err := cloutility.New(cfg, append(srv.Options(), backup.WithTokenStore(store))...)
					if err != nil {
						t.Fatal(err)
					}
					_, err = client.System.Version(t.Context())
					return err
				}
				same := func(*cloutility.Config) {}
				for range 10 {
					works(t, run(same))
					time.Sleep(10 * time.Second)
				}
				counts(t, srv, 1, 0)
				time.Sleep(time.Hour) // ended, but it can be renewed
				works(t, run(same))
				counts(t, srv, 1, 1)
				srv.ExpireTokens() // ended before its time
				works(t, run(same))
				counts(t, srv, 1, 2)
				srv.ExpireTokens()
				srv.RevokeRefreshTokens() // nothing of it is good any more
				works(t, run(same))
				works(t, run(same))
				counts(t, srv, 2, 2)
				// Another account has nothing to do with it.
				srv.ResetLog()
				if err := run(func(c *cloutility.Config) {
					c.Credentials = cloutility.Password{Username: "somebody@else.example", Password: backup.NewSecret("hunter2-x")}
				}); !errors.Is(err, backup.ErrUnauthenticated) {
					t.Errorf("another account: %v", err)
				}
				if srv.Count("getFullVersion") != 0 {
					t.Error("the token of another account was used")
				}
			})
		})
	}
}

// TestStoredTokenIsSecret: a proxy repeats what it was sent, in an error of the
// sign-in, before the client has had the token as its own.
func TestStoredTokenIsSecret(t *testing.T) {
	srv := inMemory(t)
	for _, credentials := range []cloutility.Credentials{
		cloutility.Token{Refresh: backup.NewSecret("rt-canary-123")}, srv.Config().Credentials,
	} {
		cfg := srv.Config()
		cfg.Credentials = credentials
		client, err := cloutility.New(cfg, append(srv.Options(), backup.WithTokenStore(ended{}))...)
		if err != nil {
			t.Fatal(err)
		}
		srv.ClearFaults()
		srv.Inject(cloutilitytest.FaultStatus("createToken", http.StatusServiceUnavailable, `{"message":"got rt-canary-123 and rt-canary-999","developerMessage":"rt-canary-999 is long"}`))
		_, err = client.Users.Me(t.Context())
		var detail *cloutility.ErrorDetail
		if !errors.As(err, &detail) || strings.Contains(err.Error()+detail.Message+detail.DeveloperMessage, "canary-999") {
			t.Errorf("error %v, %+v", err, detail)
		}
	}
}

// ended is a store with a token that has ended and can be renewed.
type ended struct{}

func (ended) Load(context.Context, string) (backup.Token, error) {
	return backup.Token{Access: backup.NewSecret("at-canary"), Refresh: backup.NewSecret("rt-canary-999"), Expiry: time.Unix(1, 0)}, nil
}
func (ended) Save(context.Context, string, backup.Token) error { return nil }
func (ended) Delete(context.Context, string) error             { return nil }

// TestAStoreThatPanics is an error of the call.
func TestAStoreThatPanics(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv, backup.WithTokenStore(panicking{}))
	if _, err := client.Users.Me(t.Context()); err == nil || !strings.Contains(err.Error(), "panicked") || strings.Contains(err.Error(), "canary") {
		t.Errorf("error %v", err)
	}
}

type panicking struct{ ended }

func (panicking) Load(context.Context, string) (backup.Token, error) { panic("canary") }
