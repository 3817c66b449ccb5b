package backup_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
)

const canary = "c4n4ry-s3cret"

// holder keeps a secret where fmt cannot call methods.
type holder struct {
	Name   string
	hidden backup.Secret
	inner  struct{ deep []backup.Secret }
}

func TestSecretIsNeverPrinted(t *testing.T) {
	t.Parallel()
	secret := backup.NewSecret(canary)
	h := holder{Name: "x", hidden: secret}
	h.inner.deep = []backup.Secret{secret}
	type public struct {
		Password backup.Secret            `json:"password"`
		List     []backup.Secret          `json:"list"`
		Map      map[string]backup.Secret `json:"map"`
	}
	p := public{Password: secret, List: []backup.Secret{secret}, Map: map[string]backup.Secret{"a": secret}}

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T", "%10s", "%p"} {
		for _, value := range []any{secret, &secret, h, &h, p, &p, []any{secret, h}} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	fmt.Fprintln(&out, secret, h, p, fmt.Errorf("wrapped %v", secret))
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("log", "secret", secret, "ptr", &secret, "struct", p, "holder", h)
	}
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(data)
	if strings.Contains(out.String(), canary) {
		t.Errorf("the secret leaked:\n%s", out.String())
	}
	if !strings.Contains(string(data), `"password":"REDACTED"`) {
		t.Errorf("JSON = %s, want REDACTED", data)
	}
}

func TestSecretReads(t *testing.T) {
	t.Parallel()
	var v struct{ A, B, C, D backup.Secret }
	if err := json.Unmarshal([]byte(`{"A":"p\u0061ss","B":null,"C":12,"D":""}`), &v); err != nil {
		t.Fatal(err)
	}
	if got := v.A.Reveal(); got != "pass" {
		t.Errorf("A = %q", got)
	}
	if !v.B.IsZero() || !v.D.IsZero() {
		t.Errorf("null and empty are not zero")
	}
	if got := v.C.Reveal(); got != "12" {
		t.Errorf("C = %q", got)
	}
	if !v.A.Equal(backup.NewSecret("pass")) || v.A.Equal(v.C) {
		t.Error("Equal compares something else than the text")
	}
	if got := fmt.Sprint(backup.Secret{}); got != "" {
		t.Errorf("the empty secret prints %q", got)
	}
}
