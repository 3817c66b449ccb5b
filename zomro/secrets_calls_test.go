package zomro_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Calls that carry a secret of their own.
var secretCalls = map[string]func(t *testing.T, c *zomro.Client, secret backup.Secret) error{
	"changeInstancePassword": func(t *testing.T, c *zomro.Client, secret backup.Secret) error {
		t.Helper()
		return c.Instances.ChangePassword(t.Context(), zomrotest.InstanceID, secret)
	},
	"changeServicePassword": func(t *testing.T, c *zomro.Client, secret backup.Secret) error {
		t.Helper()
		return c.Instances.ChangeServicePassword(t.Context(), zomrotest.InstanceID, secret)
	},
	"rebuildInstance": func(t *testing.T, c *zomro.Client, secret backup.Secret) error {
		t.Helper()
		return c.Instances.Rebuild(t.Context(), zomrotest.InstanceID, zomro.RebuildInstanceInput{Zone: zomro.ZonePublic, Image: zomrotest.PublicImage, Password: secret})
	},
	"rescueInstance": func(t *testing.T, c *zomro.Client, secret backup.Secret) error {
		t.Helper()
		return c.Instances.Rescue(t.Context(), zomrotest.InstanceID, zomro.RescueInstanceInput{Image: zomrotest.RescueImage, Password: secret})
	},
	"orderInstance": func(t *testing.T, c *zomro.Client, secret backup.Secret) error {
		t.Helper()
		in := ordered()
		in.Password = secret
		_, err := c.Instances.Order(t.Context(), in)
		return err
	},
}

// watched makes a client whose logs and events end in the buffer.
func watched(t *testing.T, srv *zomrotest.Server, cfg zomro.Config, log *lockedBuffer) *zomro.Client {
	t.Helper()
	return clientWith(t, srv, cfg,
		backup.WithLogger(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		backup.WithObserver(backup.Observer{AttemptEnd: func(_ context.Context, e backup.AttemptEvent) { fmt.Fprintf(log, "%+v %v", e, e.Err) }}),
		backup.WithRetry(backup.RetryPolicy{BaseDelay: 1, MaxDelay: 1}))
}

// The service repeats what it was sent, in every response and in its errors.
func TestSecretsOfCallsAreNeverSeen(t *testing.T) {
	const secret = "Canary-Pass-99"
	echoes := map[string]func(op string) zomrotest.Fault{
		"error": func(op string) zomrotest.Fault {
			return zomrotest.FaultStatus(op, 200, `{"doc":{"error":{"$type":"value","$object":"`+secret+`","msg":{"$":"bad password __value__"},`+
				`"param":{"$name":"value","$":"`+secret+`"}},"tparams":{"password":{"$":"`+secret+`"}}}}`)
		},
		"error by field": func(op string) zomrotest.Fault {
			return zomrotest.FaultError(op, "fleio", `{\"password\":[\"`+secret+` is weak\"]}`, "Refused")
		},
		"page":    func(op string) zomrotest.Fault { return zomrotest.FaultStatus(op, 200, "<html>"+secret+"</html>") },
		"gateway": func(op string) zomrotest.Fault { return zomrotest.FaultStatus(op, 502, "password="+secret) },
		"status": func(op string) zomrotest.Fault {
			return zomrotest.FaultStatus(op, 400, `{"tparams":{"password":{"$":"`+secret+`"}}}`)
		},
		"truncated": func(op string) zomrotest.Fault {
			return zomrotest.FaultStatus(op, 200, `{"doc":{"tparams":{"password":{"$":"`+secret)
		},
		"payment": func(op string) zomrotest.Fault {
			return zomrotest.FaultStatus(op, 200, `{"doc":{"ok":{"$":"func=x&p=`+secret+`"}}}`)
		},
	}
	for operation, call := range secretCalls {
		for kind, echo := range echoes {
			t.Run(operation+" "+kind, func(t *testing.T) {
				var log lockedBuffer
				srv := zomrotest.NewServer(t)
				srv.Inject(echo(operation))
				err := call(t, watched(t, srv, zomro.Config{Credentials: account()}, &log), backup.NewSecret(secret))
				if err == nil {
					t.Fatal("no error")
				}
				if form := forms(srv, operation)[0]; form.Get("password") != secret {
					t.Errorf("sent %v", form)
				}
				if text := fmt.Sprintf("%v %+v %#v", err, err, err) + log.String(); strings.Contains(text, secret) {
					t.Errorf("a secret is shown: %s", text)
				}
			})
		}
	}
}

func TestSecondFactorIsNeverSeen(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithSecondFactor("271828"))
	var log lockedBuffer
	client := watched(t, srv, withTOTP(func(context.Context) (string, error) { return "271828", nil }), &log)
	srv.Inject(zomrotest.FaultStatus("confirmTotp", 200, `{"doc":{"error":{"$type":"value","msg":{"$":"no 271828"}},"tparams":{"qrcode":{"$":"271828"}}}}`))
	err := client.Account.Keepalive(t.Context())
	if text := fmt.Sprintf("%+v %#v", err, err) + log.String(); err == nil || strings.Contains(text, "271828") {
		t.Errorf("a code is shown: %s", text)
	}
}

// A session that a call was signed with is a secret, also when a newer one is
// there already, and when it still owes a second factor.
func TestOldSessionsAreNeverSeen(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	var sessions []string
	for range 3 {
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
		all := forms(srv, "whoami")
		sessions = append(sessions, all[len(all)-1].Get("auth"))
		srv.ExpireTokens()
	}
	srv.Inject(zomrotest.FaultError("whoami", "value", "x", strings.Join(sessions, " ")))
	_, err := client.Account.Whoami(t.Context())
	for _, session := range sessions {
		if err == nil || len(session) != 24 || strings.Contains(err.Error(), session) {
			t.Errorf("session %q is shown: %v", session, err)
		}
	}

	half := zomrotest.NewServer(t, zomrotest.WithSecondFactor())
	code := func(context.Context) (string, error) {
		half.Inject(zomrotest.FaultError("confirmTotp", "value", "x", forms(half, "whoami")[0].Get("auth")))
		return "123456", nil
	}
	err = clientWith(t, half, withTOTP(code)).Account.Keepalive(t.Context())
	if session := forms(half, "whoami")[0].Get("auth"); err == nil || len(session) != 24 || strings.Contains(err.Error(), session) {
		t.Errorf("session %q is shown: %v", session, err)
	}
}

// What comes back and is secret prints as such.
func TestSecretResponsesAreNeverSeen(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	console, err := client.Instances.Console(t.Context(), zomrotest.InstanceID)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(console.URL.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	pair, err := client.SSHKeys.Generate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const doc = `{"doc":{"elid":{"$":"17"},"password":{"$":"Canary-Pass-99"},"auth":{"$":"Canary-Pass-99"},"zone":{"$":"pub"},"tparams":{"password":{"$":"Canary-Pass-99"}}}}`
	details, err := responding(t, jsonResponse(doc)).Instances.Get(t.Context(), 17)
	if err != nil {
		t.Fatal(err)
	}
	form, err := responding(t, jsonResponse(doc)).Instances.RebuildOptions(t.Context(), 17, "")
	if err != nil || form.Values["zone"] != "pub" {
		t.Fatalf("%+v, %v", form, err)
	}
	for _, v := range []any{console, pair, details, form} {
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("value", "v", v)
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%v %+v %#v", v, v, v) + log.String() + string(data)
		for _, secret := range []string{at.Query().Get("token"), "PRIVATE KEY", "Canary-Pass-99"} {
			if strings.Contains(text, secret) {
				t.Errorf("%T shows a secret: %s", v, text)
			}
		}
	}
}
