package cloutility_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const home = cloutilitytest.HomeUnit

// connect makes a client of a server, on loopback if that listens.
func connect(t testing.TB, srv *cloutilitytest.Server, opts ...backup.Option) *cloutility.Client {
	t.Helper()
	opts = append(append(srv.Options(), backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }})), opts...)
	client, err := cloutility.New(srv.Config(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// inMemory is a server without a socket.
func inMemory(t testing.TB, opts ...cloutilitytest.Option) *cloutilitytest.Server {
	t.Helper()
	srv := cloutilitytest.New(opts...)
	t.Cleanup(srv.Close)
	return srv
}

// fill sets a field in a copy of a good configuration.
func fill(change func(*cloutility.Config)) cloutility.Config {
	cfg := cloutility.Config{
		ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25", Origin: "https://enrol.nordlicht.example",
		Credentials: cloutility.Password{Username: "ops@nordlicht.example", Password: backup.NewSecret("canary-pass")},
	}
	change(&cfg)
	return cfg
}

func TestNewRejectsBadConfigurations(t *testing.T) {
	secret := backup.NewSecret("canary-pass")
	for name, tt := range map[string]struct {
		change func(*cloutility.Config)
		opts   []backup.Option
		field  string
	}{
		"no client id":      {func(c *cloutility.Config) { c.ClientID = "" }, nil, "Config.ClientID"},
		"blank client id":   {func(c *cloutility.Config) { c.ClientID = " " }, nil, "Config.ClientID"},
		"broken client id":  {func(c *cloutility.Config) { c.ClientID = "a b" }, nil, "Config.ClientID"},
		"no origin":         {func(c *cloutility.Config) { c.Origin = "" }, nil, "Config.Origin"},
		"origin, no scheme": {func(c *cloutility.Config) { c.Origin = "enrol.example" }, nil, "Config.Origin"},
		"origin, two lines": {func(c *cloutility.Config) { c.Origin = "https://a.example\r\nX: y" }, nil, "Config.Origin"},
		"origin, query":     {func(c *cloutility.Config) { c.Origin = "https://a.example?x=y" }, nil, "Config.Origin"},
		"no credentials":    {func(c *cloutility.Config) { c.Credentials = nil }, nil, "Config.Credentials"},
		"a pointer":         {func(c *cloutility.Config) { c.Credentials = &cloutility.Password{Username: "x"} }, nil, "Config.Credentials"},
		"no user":           {func(c *cloutility.Config) { c.Credentials = cloutility.Password{Password: secret} }, nil, "Config.Credentials.Username"},
		"two-line user":     {func(c *cloutility.Config) { c.Credentials = cloutility.Password{Username: "a\nb", Password: secret} }, nil, "Config.Credentials.Username"},
		"no password":       {func(c *cloutility.Config) { c.Credentials = cloutility.Password{Username: "a"} }, nil, "Config.Credentials.Password"},
		"relative URL":      {func(c *cloutility.Config) { c.BaseURL = "/v1" }, nil, "Config.BaseURL"},
		"URL with query":    {func(c *cloutility.Config) { c.BaseURL = "https://h.example/?a=b" }, nil, "Config.BaseURL"},
		"plain http":        {func(c *cloutility.Config) { c.BaseURL = "http://h.example" }, nil, "Config.BaseURL"},
		"http by option":    {func(*cloutility.Config) {}, []backup.Option{backup.WithBaseURL("http://h.example")}, "BaseURL"},
		"user in URL":       {func(c *cloutility.Config) { c.BaseURL = "https://u:canary-pass@h.example" }, nil, "Config.BaseURL"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := cloutility.New(fill(tt.change), tt.opts...)
			var arg *backup.ArgumentError
			if client != nil || !errors.As(err, &arg) || !errors.Is(err, backup.ErrInvalid) {
				t.Fatalf("client %v, error %v", client, err)
			}
			if arg.Field != tt.field || arg.Provider != "cloutility" {
				t.Errorf("error names %s %s, want %s", arg.Provider, arg.Field, tt.field)
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("error repeats the password: %v", err)
			}
		})
	}
	if _, err := cloutility.New(fill(func(*cloutility.Config) {})); err != nil {
		t.Errorf("good configuration: %v", err)
	}
}

func TestConfigFromEnv(t *testing.T) {
	want := fill(func(c *cloutility.Config) { c.BaseURL = "https://h.example" })
	set := map[string]string{
		cloutility.EnvBaseURL: want.BaseURL, cloutility.EnvClientID: want.ClientID, cloutility.EnvOrigin: want.Origin,
		cloutility.EnvUsername: "ops@nordlicht.example", cloutility.EnvPassword: "canary-pass",
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
	got, err := cloutility.ConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" { // a Secret has an Equal
		t.Error(diff)
	}
	for name := range set {
		if name == cloutility.EnvBaseURL {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "")
			_, err := cloutility.ConfigFromEnv()
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != name {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestNothingPrintsSecrets looks for the password, both tokens and a node's
// password in everything that can be printed, logged or observed.
func TestNothingPrintsSecrets(t *testing.T) {
	srv := cloutilitytest.NewServer(t, cloutilitytest.WithRefresh(cloutilitytest.RefreshRotated))
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := connect(t, srv, backup.WithLogger(logger), backup.WithObserver(backup.Observer{
		OperationEnd: func(_ context.Context, e backup.OperationEvent) { fmt.Fprintf(&out, "%+v %v\n", e, e.Err) },
		AttemptEnd:   func(_ context.Context, e backup.AttemptEvent) { fmt.Fprintf(&out, "%+v %v\n", e, e.Err) },
	}))
	ctx := t.Context()
	node := enrol(t, client, "canary")
	srv.ExpireTokens()
	if _, err := client.Users.Me(ctx); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for _, r := range srv.Requests() {
		if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			secrets = append(secrets, token)
		}
	}
	secrets = append(secrets, srv.Account().Password, node.TSMPassword.Reveal())

	// The service echoes what it got, and breaks a node's response off.
	token := secrets[len(secrets)-3]
	srv.Inject(
		cloutilitytest.Fault{Operation: "getMe", Status: http.StatusBadRequest, Body: `{"message":"bad token ` + token + ` of ` + srv.Account().Password + `"}`}.Once(),
		cloutilitytest.Fault{Operation: "getFullVersion", Status: http.StatusBadGateway, Body: "<p>" + srv.Account().Password}.Repeat(4),
		cloutilitytest.Fault{Operation: "getNode", Body: `{"tsmPassword":"` + node.TSMPassword.Reveal() + `","id":"x"}`},
	)
	print := func(v any) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		logger.Info("value", "v", v)
	}
	_, err := client.Users.Me(ctx)
	print(err)
	_, err = client.System.Version(ctx)
	print(err)
	_, err = client.Nodes.Get(ctx, home, node.Consumer.ID)
	print(err)
	srv.ClearFaults()
	srv.Inject(cloutilitytest.Fault{Operation: "createToken", Body: `{"access_token":"` + token + `","refresh`})
	srv.ExpireTokens()
	_, err = client.Users.Me(ctx)
	print(err)
	print(*client)
	print(client)
	print(srv.Config())
	print(node)

	for _, secret := range secrets {
		if len(secret) < 8 {
			t.Fatalf("%q is no canary", secret)
		}
		if i := strings.Index(out.String(), secret); i >= 0 {
			t.Errorf("printed a secret: …%s…", out.String()[max(0, i-120):i+len(secret)])
		}
	}
	if !strings.Contains(out.String(), "cannot be decoded") {
		t.Error("the broken responses were not met")
	}
}

// enrol makes a consumption unit with an active node.
func enrol(t testing.TB, client *cloutility.Client, name string) *cloutility.Node {
	t.Helper()
	ctx := t.Context()
	unit, err := client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Nodes.Create(ctx, home, unit.ID, nodeInput()); err != nil {
		t.Fatal(err)
	}
	node, err := client.Nodes.Activate(ctx, home, unit.ID, cloutility.ActivateNodeInput{})
	if err != nil {
		t.Fatal(err)
	}
	return node
}

func thing(id int64) *cloutility.ObjectRef { return &cloutility.ObjectRef{ID: id} }

func nodeInput() cloutility.CreateNodeInput {
	return cloutility.CreateNodeInput{
		OperatingSystem: thing(3), Type: thing(1), Domain: thing(7), ClientOptionSet: thing(2), Contact: "storage@nordlicht.example",
	}
}

func TestOriginOnEveryRequest(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	enrol(t, client, "any")
	srv.ExpireTokens() // so that a refresh is among the requests
	if err := client.Do(t.Context(), backup.Request{Path: "/v1/nodetypes"}, nil); err != nil {
		t.Fatal(err)
	}
	unit, err := client.BusinessUnits.Get(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Collect(cloutility.Follow(t.Context(), client, unit.BusinessUnits), 0); err != nil {
		t.Fatal(err)
	}
	counts(t, srv, 1, 1)
	for _, r := range srv.Requests() {
		if diff := cmp.Diff([]string{srv.Account().Origin}, r.Header.Values("Origin")); diff != "" {
			t.Errorf("%s: %s", r.Operation, diff)
		}
		if r.Header.Get("Accept") != "application/json" || r.Header.Get("User-Agent") == "" {
			t.Errorf("%s: header %v", r.Operation, r.Header)
		}
	}
	wrong := srv.Config()
	wrong.Origin = "https://wrong.example"
	client, err = cloutility.New(wrong, srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("wrong origin: %v", err)
	}
}
