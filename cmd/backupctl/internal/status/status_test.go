package status

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/protection"
)

// fixed is a source of given rows and gaps.
type fixed struct {
	account protection.Account
	rows    []protection.Row
	gaps    []error
}

func (f fixed) Account() protection.Account { return f.account }
func (fixed) Requests(int) int              { return 0 }
func (f fixed) Rows(context.Context, *protection.Asker) iter.Seq2[protection.Row, error] {
	return func(yield func(protection.Row, error) bool) {
		for _, err := range f.gaps {
			if !yield(protection.Row{}, err) {
				return
			}
		}
		for _, row := range f.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func protected(name string, age time.Duration) protection.Row {
	at := time.Now().Add(-age)
	return protection.Row{
		Kind: "server", ID: "id-" + name, Name: name, Protected: true, Newest: &protection.Backup{At: at},
		Attempt: &protection.Attempt{At: at, Result: protection.ResultGood}, Count: new(int64(7)), Bytes: new(int64(3 << 30)), Interval: 24 * time.Hour,
	}
}

func failed(row protection.Row) protection.Row {
	row.Attempt = &protection.Attempt{At: time.Now(), Result: protection.ResultFailed, Message: "the agent on the machine did not respond within five minutes"}
	return row
}

func sample(t *testing.T) *Snapshot {
	t.Helper()
	return Take(t.Context(), protection.Collector{}, protection.Policy{}, []protection.Source{
		fixed{protection.Account{Provider: "cbr", Name: "production-eu-west"}, []protection.Row{
			protected("web", time.Hour), failed(protected("database-of-the-warehouse-in-rotterdam.example", 5*time.Hour)),
			{Kind: "server", ID: "x", Name: "=HYPERLINK(\"evil\")\x1b[2J\u202e", WhyNot: "in no vault"},
			{Kind: "server", ID: "n", Name: "new", Protected: true},
		}, nil},
		fixed{protection.Account{Provider: "zomro", Name: "shop"}, []protection.Row{protected("old", 100*24*time.Hour), protected("older", 200*24*time.Hour)}, nil},
		fixed{protection.Account{Provider: "cloutility", Name: "portal"}, nil, []error{errors.New("connection refused\x1b[31m")}},
	})
}

func TestOrder(t *testing.T) {
	var got []string
	for _, item := range sample(t).Items {
		got = append(got, string(item.State))
	}
	if want := "unprotected never old old failed good"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
	if s := sample(t); s.Items[2].Name != "older" || !s.Partial() {
		t.Errorf("%s comes before %s", s.Items[2].Name, s.Items[3].Name)
	}
}

// At any width no line is longer than the screen, and of a machine in trouble all
// of its name, account, age and reason are there.
func TestTableFits(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120, 160, 240} {
		for _, group := range append(Groups(), "") {
			var b bytes.Buffer
			if err := sample(t).Table(&b, Style{Width: width, Group: group, Colour: true}); err != nil {
				t.Fatal(err)
			}
			plain := text.StripEscape(b.String())
			joined := strings.Join(strings.Fields(plain), "")
			for line := range strings.Lines(plain) {
				if n := text.StringWidth(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("%d of %d columns, by %q: %s", n, width, group, line)
				}
			}
			for _, want := range []string{"connection refused", "older", "200d", "100d", "in no vault", "6 machines"} {
				if !strings.Contains(joined, strings.ReplaceAll(want, " ", "")) && !strings.Contains(plain, want) {
					t.Errorf("width %d: no %q in\n%s", width, want, plain)
				}
			}
			if strings.Contains(plain, "\x1b") || strings.Contains(plain, "\u202e") {
				t.Errorf("a service moves the cursor: %q", plain)
			}
		}
	}
}

// The whole of a long name and reason can be read at 80 columns.
func TestNothingIsCut(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).Table(&b, Style{Width: 80}); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	if strings.Contains(out, "…") || !strings.Contains(strings.Join(strings.Fields(out), " "), "the agent on the machine did not respond within five minutes") {
		t.Errorf("cut:\n%s", out)
	}
	for _, part := range []string{"database-of-the-warehouse-in", "rotterdam.example", "production-eu"} {
		if !strings.Contains(out, part) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
}

func TestColours(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).Table(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("colours that nobody asked for")
	}
	// Without a screen a machine is one line, for grep.
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "last one failed") && !strings.Contains(line, "within five minutes") {
			t.Errorf("%q", line)
		}
	}
}

func TestFormats(t *testing.T) {
	s := sample(t)
	var b bytes.Buffer
	if err := s.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var all struct {
		Totals Totals
		Gaps   []Gap
		Rows   []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if all.Totals.Machines != 6 || !all.Totals.Partial || len(all.Gaps) != 1 || all.Gaps[0].Account.Name != "portal" || len(all.Rows) != 6 {
		t.Errorf("%+v", all)
	}
	if age, ok := all.Rows[2]["age_seconds"].(float64); !ok || age < 200*86400 || age > 200*86400+60 {
		t.Errorf("age %v", all.Rows[2]["age_seconds"])
	}
	if _, ok := all.Rows[0]["age_seconds"]; ok {
		t.Error("what was never backed up has an age")
	}
	b.Reset()
	if err := s.JSONLines(&b); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(b.String()), "\n"); len(lines) != 7 || !strings.HasPrefix(lines[6], `{"gap":{"provider":"cloutility","account":"portal"`) {
		t.Errorf("%d lines", len(lines))
	}
	if strings.Contains(b.String(), "\x1b") || strings.Contains(b.String(), "\u202e") {
		t.Error("a service moves the cursor in JSON")
	}
	b.Reset()
	if err := s.CSV(&b, true); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != 7 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	if name := records[1][5]; !strings.HasPrefix(name, "'=HYPERLINK") {
		t.Errorf("a formula: %q", name)
	}
}

func TestCheck(t *testing.T) {
	account := protection.Account{Provider: "cbr", Name: "prod"}
	broken := fixed{protection.Account{Provider: "zomro", Name: "shop"}, nil, []error{errors.New("down | for now")}}
	tests := []struct {
		name    string
		sources []protection.Source
		code    int
		says    string
	}{
		{"good", []protection.Source{fixed{account, []protection.Row{protected("a", time.Hour)}, nil}}, CheckOK, "BACKUP OK - 1 machine: 1 good | machines=1;;;0 unprotected=0;;;0 "},
		{"failed", []protection.Source{fixed{account, []protection.Row{failed(protected("a", time.Hour))}, nil}}, CheckWarning, "BACKUP WARNING - 1 machine: 1 last one failed; a: the last attempt failed"},
		{"old", []protection.Source{fixed{account, []protection.Row{protected("a", 90*time.Hour)}, nil}}, CheckCritical, "BACKUP CRITICAL - 1 machine: 1 too old; a: newest good backup is 3d 18h old"},
		{"never", []protection.Source{fixed{account, []protection.Row{{Name: "a", ID: "1", Protected: true}}, nil}}, CheckCritical, "CRITICAL"},
		{"unprotected", []protection.Source{fixed{account, []protection.Row{{Name: "a", ID: "1"}}, nil}}, CheckCritical, "CRITICAL"},
		{"could not ask", []protection.Source{fixed{account, []protection.Row{protected("a", time.Hour)}, nil}, broken}, CheckUnknown, "could not ask shop (zomro): down / for now |"},
		{"worse than not knowing", []protection.Source{fixed{account, []protection.Row{{Name: "a", ID: "1"}}, nil}, broken}, CheckCritical, "could not ask"},
		{"nothing at all", nil, CheckUnknown, "BACKUP UNKNOWN - 0 machines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, line := Take(t.Context(), protection.Collector{}, protection.Policy{}, tt.sources).Check()
			if code != tt.code || !strings.Contains(line, tt.says) || strings.Count(line, "|") != 1 || strings.Contains(line, "\n") {
				t.Errorf("%d: %s", code, line)
			}
		})
	}
}

func TestParseStates(t *testing.T) {
	states, err := ParseStates([]string{"Unprotected", " old"})
	if err != nil || len(states) != 2 || len(sample(t).Only(states).Items) != 3 {
		t.Errorf("%v, %v", states, err)
	}
	if len(sample(t).Only(nil).Items) != 6 {
		t.Error("none leaves all")
	}
}
