package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// machineTable is a table of n machines as the portal imports it.
func machineTable(n int) string {
	var b strings.Builder
	b.WriteString("name,operatingSystem[name],type[name],domain[name]\n")
	for i := range n {
		fmt.Fprintf(&b, "host-%03d,Linux,File server,STANDARD\n", i)
	}
	return b.String()
}

// enrollAll runs enroll-all with a table on standard input.
func (l *lab) enrollAll(t *testing.T, table string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := l.program(append([]string{"cloutility", "enroll-all", "--csv", "-"}, args...), &out, &errs)
	p.Stdin = strings.NewReader(table)
	code = p.Run(t.Context())
	return code, out.String(), errs.String()
}

// The rows of a table from standard input, in each form, with option files for
// each machine in the result and in a directory.
func TestEnrollAll(t *testing.T) {
	l := newLab(t)
	const n = 12
	hosts := filepath.Join(l.dir, "hosts")
	code, out, errs := l.enrollAll(t, machineTable(n), "-o", "jsonl", "--options", "linux", "--options-dir", "hosts", "--show-secrets")
	if code != 0 || strings.Count(out, "\n") != n || !strings.Contains(errs, "12 of 12 machines in ") || !strings.Contains(errs, "12 changed, 0 unchanged, 0 failed") {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	password := ""
	for line := range strings.Lines(out) {
		var row struct {
			Name, Result, Password string
			ConsumerID             int64                         `json:"consumer_id"`
			Files                  []struct{ Name, Text string } `json:"option_files"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Result != "changed" || len(row.Files) != 2 || row.Password != l.Cloutility.NodePassword(row.ConsumerID) {
			t.Fatalf("%v: %s", err, line)
		}
		password = row.Password
		written, err := os.ReadFile(filepath.Join(hosts, row.Name, "dsm.sys"))
		if err != nil || string(written) != row.Files[0].Text || !strings.Contains(string(written), "NODENAME") {
			t.Errorf("%q, %v", written, err)
		}
	}
	// A second run makes nothing, whatever it is shown as; there are no passwords.
	for format, want := range map[string]string{
		"table": "NAME      RESULT     NODE NAME", "csv": "name,result,consumer_id,node_name,password", "json": `"result": "unchanged"`, "yaml": "result: unchanged",
		"jsonl": `"result":"unchanged"`, "name": "host-011",
	} {
		code, out, errs := l.enrollAll(t, machineTable(n), "-o", format)
		if code != 0 || !strings.Contains(out, want) || strings.Count(out, "host-0") < n || !strings.Contains(errs, "12 unchanged") {
			t.Errorf("%s: exit code %d, %s%s", format, code, out, errs)
		}
		if strings.Contains(out, password) {
			t.Errorf("%s shows a password", format)
		}
	}
	if _, out, _ := l.enrollAll(t, machineTable(n), "-o", "jsonl", "--filter", "name~01", "--columns", "name"); out != "{\"name\":\"host-001\"}\n" && strings.Count(out, "\n") != 3 {
		t.Errorf("%s", out)
	}
	// Sorting needs all of them.
	if _, out, _ := l.enrollAll(t, machineTable(n), "-o", "name", "--sort", "-name", "--columns", "name"); len(strings.Fields(out)) != n {
		t.Errorf("%s", out)
	}
	if code, _, errs := l.enrollAll(t, machineTable(1), "--options-dir", "x"); code != problems.Usage || !strings.Contains(errs, "--options") {
		t.Errorf("%d, %s", code, errs)
	}
}

// Machines that fail are counted, told in their rows, and are the exit code.
func TestEnrollAllWithFailures(t *testing.T) {
	l := newLab(t)
	l.Cloutility.Inject(cloutilitytest.FaultStatus("createNode", http.StatusForbidden, "").Repeat(2))
	code, out, errs := l.enrollAll(t, machineTable(6))
	if code != problems.Permission || strings.Count(out, "failed") != 2 || strings.Count(out, "changed") != 4 {
		t.Errorf("exit code %d, %s", code, out)
	}
	for _, want := range []string{"6 of 6 machines in ", "4 changed, 0 unchanged, 2 failed", "2 of 6 machines have an error"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %s", want, errs)
		}
	}
	if e := (&enrolling{total: 500, failed: 3, rows: make([]enrolledRow, 198)}); !strings.HasPrefix(e.progress(), "198/500, 3 failed, ") || !strings.HasSuffix(e.progress(), " left") {
		t.Errorf("%q", e.progress())
	}
}
