package reliability

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
)

var (
	update = flag.Bool("update", false, "write docs/reliability.md")
	whole  = flag.Bool("whole", false, "leave nothing out over TCP")
)

const pagePath = "../../docs/reliability.md"

// report is the page of the matrix.
type report struct {
	services []string
	targets  map[string][]target
}

func (r *report) add(p provider, t target) {
	if r.targets == nil {
		r.targets = make(map[string][]target)
	}
	if len(r.targets[p.name]) == 0 {
		r.services = append(r.services, p.name)
	}
	r.targets[p.name] = append(r.targets[p.name], t)
}

// compare holds the page in the tree against the one just made.
func (r *report) compare(t *testing.T) {
	t.Helper()
	page := r.page()
	if *update {
		if err := os.WriteFile(pagePath, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(pagePath)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(old), page); diff != "" {
		t.Errorf("docs/reliability.md is not that of this test; go test ./tools/reliability -update (-old +new):\n%s", diff)
	}
}

const introduction = `<!-- Made by a test: go test ./tools/reliability -update -->

# Reliability

What a call does when something goes wrong, tried for every operation with every
fault: %d operations × %d faults = %d trials, in memory and with a clock of their own.

    go test ./tools/reliability

Each trial checks that

- the error is a ` + "`*backup.Error`" + ` with the kind, status and request id below, and names the operation;
- as many requests are sent as the table says, and no operation that is not
  idempotent is carried out twice;
- nothing goes to another host, every body is closed, no goroutine is left;
- no password, token or key is in the error, in whatever form it is printed, in an
  error behind it, in the log or in an observer's event, in whatever encoding,
  although the failing service repeats all it was sent;
- a cancelled call returns at once.

## Faults

Requests are those of one call with the default policy. Zomro sends no request
id. Kinds are those of ` + "`backup.Kind`" + `.

| Fault | Ends in | Status | Requests, idempotent | Requests, others |
|---|---|---|---|---|
`

const onConnections = `
## On kept connections

The same over TCP, on connections that are used again and again, with the %d faults
that need neither a clock nor a dialer: each operation with these three, and with
every %drd of the others in turn. There net/http sends a GET again by itself when a connection
breaks, so what is idempotent may arrive more often; what is not arrives as often as
the tables say. A change that the server has carried out is never reported as one
that was certainly not. Zomro's creations that look for what is new do so every second
by the clock of the machine: they meet only the faults that end in an error there.

| Fault | Ends in | Requests, idempotent | Requests, others |
|---|---|---|---|
`

func (r *report) page() string {
	var b strings.Builder
	n := 0
	for _, targets := range r.targets {
		n += len(targets)
	}
	fmt.Fprintf(&b, introduction, n, len(faults()), n*len(faults()))
	for _, f := range faults() {
		others := f.want.attempts
		if !f.want.repeat {
			others = min(others, 1)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d |\n", f.name, ending(f), number(f.want.status), f.want.attempts, others)
	}
	fmt.Fprintf(&b, onConnections, len(onWire()), thinOnTCP)
	for _, f := range hangUps() {
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", f.name, ending(f), f.want.attempts, min(f.want.attempts, 1))
	}
	b.WriteString("\n## Where an operation differs\n\n| Operations | Fault | Ends in | Requests | Why |\n|---|---|---|---|---|\n")
	for _, d := range deviations() {
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %s |\n", d.who, d.fault, ending(fault{want: d.want}), d.want.attempts, d.reason)
	}
	for _, name := range r.services {
		fmt.Fprintf(&b, "\n## %s\n\n| Operation | Tried by | Idempotent |\n|---|---|---|\n", name)
		for _, t := range r.targets[name] {
			by := t.method
			if t.signIn {
				by = "signing in"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", t.operation, by, yes(t.operation))
		}
	}
	return b.String()
}

// What other documents say of the number of faults is right.
func TestFaultsAreCounted(t *testing.T) {
	told := regexp.MustCompile(`(\d+) (?:kinds of failure|faults\b)`)
	for _, name := range []string{"README.md", "CHANGELOG.md", "SKILL.md", "CONTRIBUTING.md", "ARCHITECTURE.md"} {
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range told.FindAllStringSubmatch(string(text), -1) {
			if m[1] != strconv.Itoa(len(faults())) {
				t.Errorf("%s says %q, and there are %d", name, m[0], len(faults()))
			}
		}
	}
}

func ending(f fault) string {
	switch {
	case f.want.success:
		return "success"
	case f.cancel != never && !f.want.over:
		return "context.Canceled"
	default:
		return f.want.kind.String()
	}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(op backup.Operation) string {
	if op.Idempotent {
		return "yes"
	}
	return "no"
}
