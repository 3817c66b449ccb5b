package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// --watch shows the table again, until it is interrupted.
func TestWatch(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	file := filepath.Join(t.TempDir(), "config.yaml")
	text := "contexts:\n  - {name: shop, service: zomro, url: \"" + e.URL + "/zomro\", insecure_http: true, username: " + zomrotest.Username + ", password_env: PW}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &cancelWriter{cancel: cancel, n: 20} // three tables have more
	var errs bytes.Buffer
	code := Program{
		Args: []string{"status", "--watch", "10ms", "-q", "--config", file}, Stdin: strings.NewReader(""), Stdout: out, Stderr: &errs,
		Getenv: func(name string) string { return map[string]string{"PW": zomrotest.Password}[name] },
	}.Run(ctx)
	if n := strings.Count(out.String(), "2 machines: 2 unprotected"); code != problems.Interrupted || n < 2 {
		t.Errorf("exit code %d, %d tables: %s%s", code, n, out.String(), errs.String())
	}
}
