package output_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// lines renders JSON as a table or a record, and returns its lines without the blanks
// at their ends, and what was said beside it.
func lines(t *testing.T, document string, o output.Options) (table []string, said string) {
	t.Helper()
	v, err := output.Parse([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	o.Format, o.Now = "table", noon
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	o.Note = func(text string) { said += text }
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.Render(&b, v, o); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		table = append(table, strings.TrimRight(line, " \n"))
	}
	return table, said
}

func cellOf(t *testing.T, field, value string, o output.Options) string {
	t.Helper()
	o.NoHeaders, o.Wide = true, true
	table, _ := lines(t, `[{"`+field+`":`+value+`}]`, o)
	if len(table) != 1 {
		t.Fatalf("%q", table)
	}
	return table[0]
}

func TestTimes(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	for _, tt := range []struct {
		field, value string
		o            output.Options
		want         string
	}{
		{"created_at", `"2026-11-30T11:59:59.5Z"`, output.Options{}, "now"},
		{"created_at", `"2026-11-30T11:59:20Z"`, output.Options{}, "40 s ago"},
		{"created_at", `"2026-11-30T11:00:01Z"`, output.Options{}, "59 min ago"},
		{"created_at", `"2026-11-30T09:00:00+00:00"`, output.Options{}, "3 h ago"},
		{"created_at", `"2026-11-28T12:00:01Z"`, output.Options{}, "47 h ago"},
		{"created_at", `"2026-11-28T12:00:00Z"`, output.Options{}, "2 d ago"},
		{"created_at", `"2026-03-01T00:00:00Z"`, output.Options{}, "9 months ago"},
		{"created_at", `"2020-11-30T00:00:00Z"`, output.Options{}, "6 years ago"},
		{"expires", `"2026-12-05T12:00:00Z"`, output.Options{}, "in 5 d"},
		{"created_at", `"2026-11-30T09:00:00Z"`, output.Options{Zone: berlin, TimeFormat: "time"}, "2026-11-30 10:00:00 CET"},
		{"created_at", `"2026-11-30T09:00:00Z"`, output.Options{Zone: berlin, TimeFormat: "both"}, "2026-11-30 10:00:00 CET (3 h ago)"},
		{"created_at", `"2026-11-30T10:00:00+01:00"`, output.Options{TimeFormat: "rfc3339"}, "2026-11-30T09:00:00Z"},
		{"created_at", `"2026-11-30T10:00:00+01:00"`, output.Options{TimeFormat: "unix"}, "1796029200"},
		{"created_at", `"2026-11-30T23:30:00Z"`, output.Options{Zone: berlin, TimeFormat: "02.01. 15:04"}, "01.12. 00:30"},
		// Days are the same everywhere.
		{"create_date", `"2026-11-30T00:00:00Z"`, output.Options{Zone: time.FixedZone("", -8*3600)}, "today"},
		{"create_date", `"2026-11-29T00:00:00Z"`, output.Options{}, "yesterday"},
		{"create_date", `"2026-11-25T00:00:00+03:00"`, output.Options{}, "5 d ago"},
		{"create_date", `"2026-11-29T00:00:00Z"`, output.Options{Zone: time.FixedZone("", -8*3600), TimeFormat: "both"}, "2026-11-29 (yesterday)"},
		{"create_date", `"2026-12-01T00:00:00Z"`, output.Options{}, "tomorrow"},
		// What people call something is no time, and what is no time stays.
		{"name", `"2026-11-30T09:00:00Z"`, output.Options{}, "2026-11-30T09:00:00Z"},
		{"created_at", `"2026-11-30 09:00:00"`, output.Options{}, "2026-11-30 09:00:00"},
		{"created_at", `"2026-11-30Tuesday-night"`, output.Options{}, "2026-11-30Tuesday-night"},
	} {
		if got := cellOf(t, tt.field, tt.value, tt.o); got != tt.want {
			t.Errorf("%s %s %+v: %q, want %q", tt.field, tt.value, tt.o.TimeFormat, got, tt.want)
		}
	}
	got, _ := lines(t, `{"id":"1","created_at":"2026-11-30T09:00:00Z"}`, output.Options{Zone: berlin})
	if diff := cmp.Diff([]string{"id          1", "created_at  2026-11-30 10:00:00 CET (3 h ago)"}, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"ages", "%Y-%m-%d", "x"} {
		o := output.Options{Format: "table", TimeFormat: bad}
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), "--time-format") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// The unit is that of the field's name; without one a number is a number.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"size_gb", "500", "500 GiB"},
		{"size_gb", "20480", "20 TiB"},
		{"used_mb", "2048", "2 GiB"},
		{"used_mb", "1", "1 MiB"},
		{"used_mb", "0", "0 B"},
		{"total_mega_bytes", "1536.5", "1.5 GiB"},
		{"total_mega_bytes_delta", "-1024", "-1 GiB"},
		{"transferred_giga_bytes", "0.5", "512 MiB"},
		{"transferred_mega_bytes_per_second", "12", "12 MiB/s"},
		{"bytes", "1023", "1023 B"},
		{"bytes_in", "1048576", "1 MiB"},
		{"mega_bytes_for_current_business_unit", "5", "5 MiB"},
		{"mega_bytes_delta_percentage", "12.5", "12.5"},
		{"backup_size", "43", "43"},
		{"quota", "43", "43"},
		{"price_per_gb_and_day", "3", "3"},
		{"size_gb", "9223372036854775807", "9223372036854775807"},
		{"size_gb", `"many"`, "many"},
	} {
		if got := cellOf(t, tt[0], tt[1], output.Options{}); got != tt[2] {
			t.Errorf("%s %s: %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
}

func TestNestedValues(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"vaults", `[{"name":"a"},{"name":"b"}]`, "a, b"},
		{"vaults", `[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"}]`, "5 vaults: a, b, c, …"},
		{"tags", `[{"key":"env","value":"prod"},{"key":"team","value":""}]`, "env=prod, team="},
		{"limits", `{"max_gb":5,"since":"2026-11-30T09:00:00Z","none":null}`, "max gb: 5 GiB, since: 2026-11-30 09:00:00 UTC (3 h ago)"},
		{"policies", `[{"a":1},{"a":2}]`, "2 policies"},
		{"vaults", `[{"vault_id":"v1","destination_vault_id":""},{"vault_id":"v2"}]`, "v1, v2"},
		{"points", `[[1,2],[3]]`, "2 points"},
		{"days", `["Monday","Tuesday","Wednesday","Thursday","Friday"]`, "Mon-Fri"},
		{"days", `["Sunday","Monday","Thursday","Saturday"]`, "Mon, Thu, Sat, Sun"},
		{"days", `["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"]`, "daily"},
		{"words", `["one","two\u001b[2J"]`, "one, two\ufffd[2J"},
		{"deep", `{"a":{"b":{"c":{"d":1}}}}`, "a: b: 1 more"},
	} {
		if got := cellOf(t, tt[0], tt[1], output.Options{}); got != tt[2] {
			t.Errorf("%s %s: %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
	words := func(path string, _ any) (string, bool) { return "at\x1b night", path == "when" }
	if got := cellOf(t, "when", `{"rule":1}`, output.Options{Words: words}); got != "at\ufffd night" {
		t.Errorf("%q", got)
	}
}

const twoVaults = `[
	{"id":"32a89a6d-5731-46e6-a3c9-5881e58630af","name":"payroll","note":"first","billing":{"size_gb":500,"status":"available"},"owner":"ops"},
	{"id":"32a89a6d-5832-46e6-a3c9-5881e58630af","name":"fleet","note":"","billing":{"size_gb":20480,"status":"available"},"owner":"ops"}]`

// Ids are cut only where the terminal is too narrow, and as far as they tell rows apart.
func TestIDsAndColumns(t *testing.T) {
	t.Parallel()
	columns := []string{"id", "name", "billing.size_gb"}
	got, said := lines(t, twoVaults, output.Options{Defaults: columns})
	want := []string{
		"ID                                    NAME     SIZE",
		"32a89a6d-5731-46e6-a3c9-5881e58630af  payroll  500 GiB",
		"32a89a6d-5832-46e6-a3c9-5881e58630af  fleet    20 TiB",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := "3 columns not shown: note, billing.status, owner; --wide shows them"; said != want {
		t.Errorf("%q, want %q", said, want)
	}
	got, _ = lines(t, twoVaults, output.Options{Defaults: columns, Width: 40})
	want = []string{"ID            NAME     SIZE", "32a89a6d-57…  payroll  500 GiB", "32a89a6d-58…  fleet    20 TiB"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, said = lines(t, twoVaults, output.Options{Defaults: columns, Width: 18})
	if len(got[0]) > 18 || !strings.HasPrefix(strings.Join(strings.Fields(said), " "), "5 columns not shown: name, billing.size_gb, note,") {
		t.Errorf("%q, %q", got, said)
	}
	got, said = lines(t, twoVaults, output.Options{Defaults: columns, Width: 40, Wide: true})
	if said != "" || !strings.Contains(got[0], "STATUS") || !strings.Contains(got[1], "32a89a6d-5731-46e6-a3c9-5881e58630af  payroll  500 GiB  first  available  ops") {
		t.Errorf("%q, %q", got, said)
	}
	// Columns that were asked for are there, and nothing is said.
	got, said = lines(t, twoVaults, output.Options{Columns: columns, Width: 20})
	if said != "" || len(strings.Fields(got[0])) != 3 {
		t.Errorf("%q, %q", got, said)
	}
	// Ids of people stay as they are; so do those that are the same.
	got, _ = lines(t, `[{"id":"not-a-long-hexadecimal-id-at-all","name":"a"}]`, output.Options{Width: 20})
	if !strings.HasPrefix(got[1], "not-a-long-hexadecimal-id-at-all") {
		t.Errorf("%q", got)
	}
	// The same names of two columns are told apart, and one column stands in for another.
	got, _ = lines(t, `[{"a":{"id":1},"b":{"id":2}},{"b":{"id":3}}]`, output.Options{Defaults: []string{"a.id|b.id", "b.id"}})
	if diff := cmp.Diff([]string{"A ID  B ID", "1     2", "3     3"}, got); diff != "" {
		t.Error(diff)
	}
}
