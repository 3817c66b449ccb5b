package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// tellsAddress catches the address that an exporter says it serves at.
type tellsAddress struct {
	mu      sync.Mutex
	said    bytes.Buffer
	address chan string
}

func (w *tellsAddress) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said.Write(p)
	if found := regexp.MustCompile(`serving (\S+)/metrics`).FindSubmatch(p); found != nil {
		w.address <- string(found[1])
	}
	return len(p), nil
}

// From the command line to a scrape, with one account whose password is wrong,
// and to the end.
func TestExporterCommand(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	e.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID})
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte("contexts:\n  - {name: shop, service: zomro, url: \""+e.URL+"/zomro\", insecure_http: true, username: "+zomrotest.Username+", password_env: GOOD}\n"+
		"  - {name: other, service: zomro, url: \""+e.URL+"/zomro\", insecure_http: true, username: nobody, password_env: BAD}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	errs := &tellsAddress{address: make(chan string, 1)}
	code := make(chan int, 1)
	go func() {
		code <- Program{
			Args: []string{"exporter", "--listen", "127.0.0.1:0", "--config", file}, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: errs,
			Getenv: func(name string) string {
				return map[string]string{"GOOD": zomrotest.Password, "BAD": "guessed-wrong"}[name]
			},
		}.Run(ctx)
	}()
	address := <-errs.address
	client := &http.Client{}
	defer client.CloseIdleConnections()
	read := func(path string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	for ready := 0; ready != http.StatusOK; {
		ready, _ = read("/-/ready")
	}
	_, metrics := read("/metrics")
	for _, want := range []string{
		`backup_provider_up{account="shop",provider="zomro"} 1`, `backup_provider_up{account="other",provider="zomro"} 0`,
		`backup_exists{account="shop",id="7310442",kind="instance",name="harbor-db",provider="zomro"} 1`,
		`backup_protected{account="shop",id="7310443",kind="instance",name="harbor-web",provider="zomro"} 0`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s", want)
		}
	}
	cancel()
	if got := <-code; got != problems.OK {
		t.Errorf("exit code %d", got)
	}
	errs.mu.Lock()
	defer errs.mu.Unlock()
	if said := errs.said.String(); strings.Contains(said, "guessed-wrong") || !strings.Contains(said, "account=other") || !strings.HasSuffix(said, "stopped\n") {
		t.Errorf("%s", said)
	}
}

// No command over all accounts takes a password as an argument: others on the
// machine read it in the list of processes.
func TestNoPasswordOnTheCommandLine(t *testing.T) {
	a, _, _ := testApp()
	for _, make := range []func() *cobra.Command{a.newStatus, a.newCheck, a.newExporter} {
		cmd := make()
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if regexp.MustCompile(`pass|secret|token|key`).MatchString(f.Name) {
				t.Errorf("%s --%s", cmd.Name(), f.Name)
			}
		})
	}
}
