package foreign

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// table is what docs/clients.md says.
type table struct {
	mu   sync.Mutex
	rows map[string]string // by "client: what"
}

var results = table{rows: make(map[string]string)}

// row is one line of the page: a test writes it when it has passed.
type row struct{ client, what, fault string }

// order is that of the page. What is missing in it was not tried.
func order() []row {
	return []row{
		{"openapi-typescript 7.13, openapi-fetch 0.17", "cbr and iam: sign in, list vaults, create a checkpoint, wait, delete a backup", "wants fields with a default in requests too, unless it is run with `--default-non-nullable=false`"},
		{"openapi-typescript 7.13, openapi-fetch 0.17", "zomro: sign in, whoami, create a backup, wait", ""},
		{"openapi-typescript 7.13, openapi-fetch 0.17", "cloutility: sign in, create, list and delete a consumption unit", "works outside of a browser only, which sets the Origin header itself"},
		{"Prism 5.14", "cbr: starts, takes the documented request of every operation", ""},
		{"Prism 5.14", "iam: starts, takes the documented request of every operation", ""},
		{"Prism 5.14", "zomro: starts, takes the documented request of every operation", "takes the fragment for a part of the path, so that a function is at `/%23func=…`"},
		{"Prism 5.14", "cloutility: starts, takes the documented request of every operation", ""},
		{"curl", "zomro: the lines of the provider's articles that create, list and delete a backup, make a schedule and a snapshot, and list tariffs", ""},
		{"gophercloud 1.14", "cbr and iam: sign in, find CBR in the token's catalogue, create a checkpoint, delete and wait for 404", ""},
	}
}

// passed notes that a row of the page holds.
func passed(t *testing.T, client, what string) {
	t.Helper()
	for _, r := range order() {
		if strings.HasPrefix(r.client, client) && strings.HasPrefix(r.what, what) {
			results.mu.Lock()
			results.rows[r.client+": "+r.what] = "works"
			results.mu.Unlock()
			return
		}
	}
	t.Fatalf("the page has no row for %s, %s", client, what)
}

// page is docs/clients.md.
func (p *table) page() string {
	var b strings.Builder
	b.WriteString("<!-- Made by make clients. -->\n\n# Clients and tools of others\n\nWhat was made without this library, and used with it: clients that other generators make from `specs/`, tools that read the specifications, and programs that people have. `make clients` runs them all against `backupctl emulate` and fails when one stops working.\n\n| client | what it does here | result | what is its own fault |\n| --- | --- | --- | --- |\n")
	for _, r := range order() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.client, r.what, p.rows[r.client+": "+r.what], r.fault)
	}
	b.WriteString("\nThe vendor's own client for Go is held to in `make interop`.\n")
	return b.String()
}

// TestVersions: the page names the versions that run, as far as it goes into them.
func TestVersions(t *testing.T) {
	modules := map[string]string{
		"openapi-typescript": `"openapi-typescript": "`, "openapi-fetch": `"openapi-fetch": "`, "Prism": `"@stoplight/prism-cli": "`,
		"gophercloud": "github.com/gophercloud/gophercloud v",
	}
	var pinned strings.Builder
	for _, file := range []string{"npm/package.json", "go.mod"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pinned.Write(data)
	}
	for _, r := range order() {
		for client := range strings.SplitSeq(r.client, ", ") {
			name, version, has := strings.Cut(client, " ")
			if has && (modules[name] == "" || !strings.Contains(pinned.String(), modules[name]+version+".")) {
				t.Errorf("the page says %s, which is not what is pinned", client)
			}
		}
	}
}

// finish compares the page with what was found, or writes it.
func (p *table) finish() error {
	if len(p.rows) < len(order()) {
		return nil // not all tests ran
	}
	file := filepath.Join(root, "docs", "clients.md")
	if *update {
		return os.WriteFile(file, []byte(p.page()), 0o600)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if string(got) != p.page() {
		return fmt.Errorf("docs/clients.md is out of date; run make clients CLIENTFLAGS=-update")
	}
	return nil
}
