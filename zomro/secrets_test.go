package zomro_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// canary is a password that must not be seen anywhere. The service repeats
// requests in its responses, so errors are the likeliest place.
const canary = "canary-Pass-77"

func TestSecretsAreNeverSeen(t *testing.T) {
	echo := func(operation string, status int) zomrotest.Fault {
		return zomrotest.FaultStatus(operation, status, `{"doc":{"error":{"$type":"value","$object":"`+canary+`",`+
			`"msg":{"$":"bad password `+canary+` or ops:`+canary+`"}},"tparams":{"password":{"$":"`+canary+`"}}}}`)
	}
	page := func(operation string, status int) zomrotest.Fault {
		return zomrotest.FaultStatus(operation, status, "<html>authinfo=ops:"+canary+"</html>")
	}
	for name, creds := range map[string]zomro.Credentials{
		"password": zomro.Password{Username: "ops", Password: backup.NewSecret(canary)},
		"session":  zomro.Session{ID: backup.NewSecret(canary)},
		"authinfo": zomro.AuthInfo{Username: "ops", Password: backup.NewSecret(canary)},
	} {
		t.Run(name, func(t *testing.T) {
			var log lockedBuffer
			var seen []any
			srv := zomrotest.NewServer(t, zomrotest.WithAccount(zomrotest.Account{Username: "ops", Password: canary}))
			cfg := zomro.Config{Credentials: creds}
			client := clientWith(t, srv, cfg,
				backup.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
				backup.WithObserver(backup.Observer{AttemptEnd: func(_ context.Context, e backup.AttemptEvent) { fmt.Fprintf(&log, "%+v %v", e, e.Err) }}),
				backup.WithRetry(backup.RetryPolicy{BaseDelay: 1, MaxDelay: 1}))
			for _, operation := range []string{"auth", "whoami"} {
				for _, fault := range []zomrotest.Fault{
					echo(operation, 200), echo(operation, 400), page(operation, 200), page(operation, 403), page(operation, 502), zomrotest.FaultReset(operation),
				} {
					srv.ClearFaults()
					srv.Inject(fault)
					_, err := client.Account.Whoami(t.Context())
					seen = append(seen, err)
				}
			}
			srv.ClearFaults()
			_, err := client.Account.Whoami(t.Context())
			seen = append(seen, err, cfg, &cfg, creds, client, *client, client.Account, client.Backups)
			for _, v := range seen {
				texts := []string{fmt.Sprintf("%v", v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%s", v)}
				if text, err := json.Marshal(v); err == nil {
					texts = append(texts, string(text))
				}
				slog.New(slog.NewTextHandler(&log, nil)).Info("value", "v", v)
				for _, text := range texts {
					if strings.Contains(text, canary) {
						t.Errorf("%T shows a secret: %s", v, text)
					}
				}
			}
			if text := log.String(); strings.Contains(text, canary) {
				t.Errorf("the log shows a secret: %s", text)
			}
		})
	}
}

// A session the client opened itself is a secret like any other.
func TestOwnSessionIsNeverSeen(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	if _, err := client.Account.Whoami(t.Context()); err != nil {
		t.Fatal(err)
	}
	session := forms(srv, "whoami")[0].Get("auth")
	if len(session) != 24 {
		t.Fatalf("session %q", session)
	}
	srv.Inject(zomrotest.FaultError("whoami", "value", session, "auth="+session))
	_, err := client.Account.Whoami(t.Context())
	if text := fmt.Sprintf("%+v %#v %#v", err, err, client); err == nil || strings.Contains(text, session) {
		t.Errorf("a session is shown: %s", text)
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
