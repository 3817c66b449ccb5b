package exporter

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/crypto/bcrypt"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/protection"
)

var update = flag.Bool("update", false, "write the files of cmd/backupctl/monitoring")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs an exporter until the test ends, and returns its address and how to
// end it.
func serve(t *testing.T, webConfig string, collect func(context.Context) *status.Snapshot) (address string, stop func() error) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, Config{Listener: listener, WebConfig: webConfig, Every: time.Hour, Collect: collect, Log: slog.New(slog.DiscardHandler)})
	}()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String(), stop
}

func get(t *testing.T, client *http.Client, url string, change func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
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

func one(ctx context.Context) *status.Snapshot {
	return &status.Snapshot{At: time.Now(), Accounts: []protection.Account{{Provider: "cbr", Name: "prod"}}, Items: []status.Item{
		{Row: protection.Row{Account: protection.Account{Provider: "cbr", Name: "prod"}, Kind: "server", ID: "1", Name: "d\xffb\n\"", Protected: true, AskedAt: time.Now()}},
		{Row: protection.Row{Account: protection.Account{Provider: "cbr", Name: "prod"}, Kind: "server", ID: "1", Name: "twice", AskedAt: time.Now()}},
	}}
}

// A scrape never waits for a service, and the health endpoints say what is.
func TestScrapeDoesNotWait(t *testing.T) {
	release, began := make(chan struct{}), make(chan struct{})
	address, _ := serve(t, "", func(ctx context.Context) *status.Snapshot {
		close(began)
		select {
		case <-release:
		case <-ctx.Done():
		}
		return one(ctx)
	})
	client := &http.Client{}
	defer client.CloseIdleConnections()
	<-began
	if code, body := get(t, client, "http://"+address+"/metrics", nil); code != http.StatusOK || strings.Contains(body, "backup_") || !strings.Contains(body, "go_goroutines") {
		t.Errorf("while the first collection hangs: %d", code)
	}
	if code, body := get(t, client, "http://"+address+"/-/ready", nil); code != http.StatusServiceUnavailable || !strings.Contains(body, "not ended") {
		t.Errorf("ready: %d %s", code, body)
	}
	if code, _ := get(t, client, "http://"+address+"/-/healthy", nil); code != http.StatusOK {
		t.Errorf("healthy: %d", code)
	}
	close(release)
	for {
		if code, _ := get(t, client, "http://"+address+"/-/ready", nil); code == http.StatusOK {
			break
		}
	}
	code, body := get(t, client, "http://"+address+"/metrics", nil)
	if want := `backup_protected{account="prod",id="1",kind="server",name="d�b\n\"",provider="cbr"} 1`; code != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, `name="twice"`) {
		t.Errorf("%d, no %s in %.600s", code, want, body)
	}
	if code, _ := get(t, client, "http://"+address+"/elsewhere", nil); code != http.StatusNotFound {
		t.Errorf("elsewhere: %d", code)
	}
}

// Interrupted, it ends with the collection that is under way, and soon.
func TestStops(t *testing.T) {
	began := make(chan struct{})
	address, stop := serve(t, "", func(ctx context.Context) *status.Snapshot {
		close(began)
		<-ctx.Done()
		return new(status.Snapshot)
	})
	<-began
	if err := stop(); err != nil {
		t.Error(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err == nil {
		_ = conn.Close()
		t.Error("it still listens")
	}
}

// TLS and basic authentication, by the file that all exporters have.
func TestWebConfig(t *testing.T) {
	dir := t.TempDir()
	pool := certificate(t, dir)
	hash, err := bcrypt.GenerateFromPassword([]byte("scrape-me"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "web.yml")
	text := fmt.Sprintf("tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\nbasic_auth_users:\n  prometheus: %q\n", hash)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, path, one)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}}}
	defer client.CloseIdleConnections()
	for path, public := range map[string]bool{"/metrics": false, "/-/ready": false} {
		if code, _ := get(t, client, "https://"+address+path, nil); (code == http.StatusUnauthorized) == public {
			t.Errorf("%s without a password: %d", path, code)
		}
	}
	if code, _ := get(t, client, "https://"+address+"/metrics", func(r *http.Request) { r.SetBasicAuth("prometheus", "scrape-me") }); code != http.StatusOK {
		t.Errorf("with the password: %d", code)
	}
	if code, _ := get(t, client, "https://"+address+"/metrics", func(r *http.Request) { r.SetBasicAuth("prometheus", "other") }); code != http.StatusUnauthorized {
		t.Errorf("with another: %d", code)
	}
}

// certificate writes a certificate for localhost, and returns who trusts it.
func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "EC PRIVATE KEY", Bytes: private}} {
		data := pem.EncodeToMemory(block)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		pool.AppendCertsFromPEM(data)
	}
	return pool
}

func TestBrokenWebConfig(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	err = Run(t.Context(), Config{Listener: listener, WebConfig: "/nonexistent/web.yml", Every: time.Hour, Collect: one, Log: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// The files of the repository are those that the program prints.
func TestMonitoringFiles(t *testing.T) {
	for name, make := range map[string]func() ([]byte, error){"backup.rules.yaml": Rules, "dashboard.json": Dashboard} {
		want, err := make()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", "monitoring", name)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is another one (%v): go test ./internal/exporter -update", name, err)
		}
	}
}

// docs/status.md names the metrics that there are, all of them.
func TestDocumentedMetrics(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "docs", "status.md"))
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile("`backup_[a-z_]+`").FindAllString(string(page), -1)
	for i := range got {
		got[i] = strings.Trim(got[i], "`")
	}
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(NewMetrics(nil).Names())), slices.Compact(got)); diff != "" {
		t.Error(diff)
	}
}

// Every query of the dashboard is about metrics that exist, and no panels overlap.
func TestDashboard(t *testing.T) {
	known := make(map[string]bool)
	for _, name := range NewMetrics(new(Cache)).Names() {
		known[name] = true
	}
	taken := make(map[[2]int]string)
	for _, p := range panels() {
		for _, target := range p.Targets {
			for _, word := range metricsIn(target.Expr) {
				if strings.HasPrefix(word, "backup_") && !known[word] {
					t.Errorf("%s asks for %s", p.Title, word)
				}
			}
		}
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" || x >= 24 {
					t.Fatalf("%s is where %q is", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}
