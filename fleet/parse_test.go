package fleet

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hosts is the table that testdata/whole.yaml names.
const hosts = "name,operatingSystem[name]\nhost-1,\nhost-2,Windows\n"

func open(path string) ([]byte, error) {
	if path == "hosts.csv" {
		return []byte(hosts), nil
	}
	return nil, os.ErrNotExist
}

func parse(t *testing.T, text string) (*File, error) {
	t.Helper()
	return Parse("fleet.yaml", []byte(text), open)
}

// whole is a file with everything in it.
func whole(t *testing.T) *File {
	t.Helper()
	data, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := parse(t, string(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParseWhole(t *testing.T) {
	f := whole(t)
	if diff := cmp.Diff([]string{"cloud", "portal", "hosting"}, f.Contexts()); diff != "" {
		t.Error(diff)
	}
	if n, rate := f.Limits("cloud"); n != 8 || rate != 50 {
		t.Error(n, rate)
	}
	if n, rate := f.Limits("portal"); n != DefaultConcurrency || rate != DefaultRate {
		t.Error(n, rate)
	}
	shop := f.Groups[1].Schedule
	if hour, minute := shop.At.HourMinute(); hour != 2 || minute != 30 || shop.Keep != 5 {
		t.Errorf("%+v", shop)
	}
	if diff := cmp.Diff([]time.Weekday{time.Monday, time.Thursday}, weekdays(shop.On)); diff != "" {
		t.Error(diff)
	}
	if f.Keeps() != 30*24*time.Hour || f.Schedules[0].Spread.Time() != 2*time.Hour {
		t.Error(f.Keeps(), f.Schedules[0].Spread.Time())
	}
	if diff := cmp.Diff([]string{"web-1", "4711"}, f.Groups[0].Machines); diff != "" {
		t.Error(diff)
	}
	in := f.Groups[2].enrolment("host-2")
	if in.OperatingSystem != "Windows" || in.Domain != "90DAYS" {
		t.Errorf("%+v", in)
	}
	if diff := cmp.Diff([]string{"tidy"}, f.Destructive()); diff != "" {
		t.Error(diff)
	}
}

const head = "version: 1\nname: harbor\n"

func badFiles() map[string]struct{ text, want string } {
	return map[string]struct{ text, want string }{
		"nothing":           {"", "fleet.yaml:1:1: is empty"},
		"a list":            {"- 1\n", "fleet.yaml:1:1: must be fields with values, not a list"},
		"no YAML":           {"version: 1\nname: harbor\ngroups:\n  - name: [web\n", "fleet.yaml:4:3: not YAML: did not find"},
		"a tab":             {"version: 1\nname: harbor\n\tgroups: 1\n", "fleet.yaml:3:1: not YAML: found a tab"},
		"two documents":     {head + "---\nversion: 1\n", "fleet.yaml:3:1: a second document begins here"},
		"no version":        {"name: harbor\n", "fleet.yaml:1:1: version is needed"},
		"another version":   {"version: 2\nname: harbor\n", "fleet.yaml:1:10: version: must be 1"},
		"unknown key":       {head + "grups: []\n", `fleet.yaml:3:1: grups: is not a field here; did you mean "groups"?`},
		"unknown key deep":  {head + "vaults:\n  - account: a\n    name: v\n    size_gb: 10\n    sise: 4\n", "fleet.yaml:7:5: vaults[0].sise: is not a field here"},
		"twice":             {head + "groups: []\nname: again\n", "fleet.yaml:4:1: name: is there twice, first in line 2"},
		"wrong type":        {head + "vaults:\n  - {account: a, name: v, size_gb: big}\n", "fleet.yaml:4:36: vaults[0].size_gb: must be a whole number, not text"},
		"missing":           {head + "vaults:\n  - {account: a, name: v}\n", "fleet.yaml:4:5: vaults[0]: size_gb is needed"},
		"too small":         {head + "vaults:\n  - {account: a, name: v, size_gb: 0}\n", "size_gb: must be at least 1"},
		"no such day":       {head + "schedules:\n  - {name: s, do: drift, at: 01:00, on: [mondy]}\n", `on[0]: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday; did you mean "monday"?`},
		"no clock":          {head + "schedules:\n  - {name: s, do: drift, at: 25:00}\n", "fleet.yaml:4:30: schedules[0].at: must be a time of the day such as 02:30"},
		"no duration":       {head + "schedules:\n  - {name: s, do: backup, at: 01:00, spread: 2 hours}\n", "spread: must be a time such as 90s, 15m or 2h"},
		"long spread":       {head + "schedules:\n  - {name: s, do: backup, at: 01:00, spread: 13h}\n", "spread: is more than 12h0m0s together with jitter"},
		"no zone":           {head + "schedules:\n  - {name: s, do: backup, at: 01:00, time_zone: Europe/Atlantis}\n", "time_zone: is not a zone such as Europe/Berlin"},
		"no group":          {head + "schedules:\n  - {name: s, do: backup, at: 01:00, groups: [wbe]}\n", `fleet.yaml:4:47: schedules[0].groups[0]: there is no group "wbe"`},
		"prune keeps":       {head + "schedules:\n  - {name: s, do: prune, at: 01:00}\n", "keep is needed with do: prune"},
		"no vault":          {head + "vaults:\n  - {account: a, name: web, size_gb: 10}\ngroups:\n  - {name: g, account: a, machines: [m], vault: wbe}\n", `fleet.yaml:6:49: groups[0].vault: there is no vault "wbe" of account a; did you mean "web"?`},
		"other kind":        {head + "vaults:\n  - {account: a, name: web, size_gb: 10}\ngroups:\n  - {name: g, account: a, kind: disk, machines: [m], vault: web}\n", `"web" is a vault for kind server, and the machines are of kind disk`},
		"no machines":       {head + "groups:\n  - {name: g, account: a}\n", "groups[0]: names no machines"},
		"machine twice":     {head + "groups:\n  - {name: g, account: a, machines: [m, M]}\n", "fleet.yaml:4:41: groups[0].machines[1]: is there twice, first in line 4"},
		"no table":          {head + "groups:\n  - {name: g, account: a, csv: none.csv}\n", "groups[0].csv: file does not exist"},
		"no pattern":        {head + "groups:\n  - {name: g, account: a, select: {name: [\"[\"]}}\n", "is not a pattern such as web-*"},
		"alias":             {head + "groups:\n  - &g {name: g, account: a, machines: [m]}\n  - *g\n", "fleet.yaml:4:5: groups[0]: has an anchor, which this file does not know"},
		"merge":             {head + "groups:\n  - {<<: {name: g}, account: a, machines: [m]}\n", "must be the name of a field"},
		"password":          {head + "accounts:\n  - {context: a, password: hunter2}\n", "fleet.yaml:4:18: accounts[0].password: is not a field here; accounts are contexts of backupctl, which know where their passwords are"},
		"two vault names":   {head + "vaults:\n  - {account: a, name: v, size_gb: 10}\n  - {account: a, name: v, size_gb: 20}\n", "fleet.yaml:5:24: vaults[1].name: is there twice, first in line 4"},
		"retention zone":    {head + "policies:\n  - {account: a, name: p, schedule: [{at: [\"01:00\"]}], retention: {daily: 7}}\n", "retention: needs time_zone"},
		"times too near":    {head + "policies:\n  - {account: a, name: p, schedule: [{at: [\"01:00\", \"01:30\"]}]}\n", "fleet.yaml:4:37: policies[0].schedule:"},
		"copies of backups": {head + "policies:\n  - {account: a, name: p, schedule: [{at: [\"01:00\"]}]}\nvaults:\n  - {account: a, name: v, size_gb: 10, copies: {policy: p, vault_id: x}}\n", `"p" makes backups and copies none`},
		"more than one":     {head + "vaults:\n  - {account: a, name: v, size_gb: 10}\ngroups:\n  - {name: g, account: a, machines: [m], vault: v, enroll: {}}\n", "has more than one of vault"},
		"control character": {head + "\"gro\\x1b[31mups\": 1\n", `"gro\x1b[31mups": is not a field here`},
		"a secret itself":   {head + "alerts: {mail: {host: h, from: a, to: [b], username: u, password: hunter2}}\n", "fleet.yaml:3:67: alerts.mail.password: must say where the secret is, env:NAME or file:PATH"},
		"a secret in a URL": {head + "alerts: {webhook: {url: \"https://u:hunter2@hooks.example\"}}\n", "alerts.webhook.url: must be an address such as https://hooks.example/backups, without a password"},
		"drill not allowed": {head + "drills: {allow: [1], canary: [c], machines: [{account: a, source: 2, target: 3}]}\n", "drills.machines[0].target: is not in drills.allow"},
		"drill of itself":   {head + "drills: {allow: [1], canary: [c], machines: [{account: a, source: 1, target: 1}]}\n", "drills.machines[0].target: is the machine itself"},
		"drill of nothing":  {head + "schedules: [{name: d, do: drill, at: 01:00}]\n", "do: drill needs drills with machines"},
		"a number too long": {head + "vaults:\n  - {account: a, name: v, size_gb: 99999999999999999999}\n", "size_gb: must be at most 10485760"},
		"a number of power": {head + "vaults:\n  - {account: a, name: v, size_gb: 1e3}\n", "ok"},
	}
}

func TestBadFiles(t *testing.T) {
	for name, tt := range badFiles() {
		if tt.want == "ok" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("quotes a password")
			}
			if _, ok := errors.AsType[*FileError](err); !ok {
				t.Errorf("%T", err)
			}
		})
	}
}

// All problems are told at once, in the order of the file.
func TestAllProblems(t *testing.T) {
	_, err := parse(t, head+"vaults:\n  - {account: a, name: v, size_gb: x}\ngroups:\n  - {name: g, acount: a}\n")
	e, ok := errors.AsType[*FileError](err)
	if !ok || len(e.Problems) != 3 || !slices.IsSortedFunc(e.Problems, func(a, b Problem) int { return a.Line - b.Line }) {
		t.Fatalf("%v", err)
	}
}

func TestBind(t *testing.T) {
	f := whole(t)
	services := map[string]string{"cloud": "cbr", "portal": "cloutility", "hosting": "zomro"}
	bind := func() error {
		return f.Bind("fleet.yaml", func(name string) (string, error) {
			if s := services[name]; s != "" {
				return s, nil
			}
			return "", errors.New("there is no context " + name)
		})
	}
	if err := bind(); err != nil {
		t.Fatal(err)
	}
	services["hosting"], services["portal"] = "cbr", ""
	err := bind()
	for _, want := range []string{`fleet.yaml:36:14: groups[1].account: "hosting" is a context of cbr, and this is for zomro`, "fleet.yaml:7:15: business_units[0].account: there is no context portal"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

// The schema and the types say the same.
func TestSchemaAndTypes(t *testing.T) {
	var doc struct {
		Properties  map[string]any
		Definitions map[string]struct {
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	fields := func(v any) []string {
		var out []string
		for f := range reflect.TypeOf(v).Fields() {
			if tag := f.Tag.Get("yaml"); tag != "" {
				out = append(out, tag)
			}
		}
		slices.Sort(out)
		return out
	}
	keys := func(m map[string]any) []string {
		var out []string
		for key := range m {
			out = append(out, key)
		}
		slices.Sort(out)
		return out
	}
	if diff := cmp.Diff(keys(doc.Properties), fields(File{})); diff != "" {
		t.Error(diff)
	}
	inner := func(def, field string) map[string]any {
		m, _ := doc.Definitions[def].Properties[field].(map[string]any)
		p, _ := m["properties"].(map[string]any)
		return p
	}
	for _, tt := range []struct {
		have map[string]any
		want any
	}{
		{doc.Definitions["account"].Properties, Account{}},
		{doc.Definitions["businessUnit"].Properties, BusinessUnit{}},
		{doc.Definitions["retention"].Properties, Retention{}},
		{doc.Definitions["policyRule"].Properties, PolicyRule{}},
		{doc.Definitions["policy"].Properties, Policy{}},
		{inner("policy", "copy_to"), CopyTo{}},
		{doc.Definitions["vault"].Properties, Vault{}},
		{inner("vault", "copies"), Copies{}},
		{doc.Definitions["select"].Properties, Select{}},
		{doc.Definitions["group"].Properties, Group{}},
		{inner("group", "schedule"), MachineSchedule{}},
		{inner("group", "enroll"), Enroll{}},
		{doc.Definitions["schedule"].Properties, Schedule{}},
		{inner("schedule", "keep"), Keep{}},
		{doc.Definitions["alerts"].Properties, Alerts{}},
		{doc.Definitions["drills"].Properties, Drills{}},
		{inner("alerts", "webhook"), Webhook{}},
		{inner("alerts", "mail"), Mail{}},
	} {
		if diff := cmp.Diff(keys(tt.have), fields(tt.want)); diff != "" {
			t.Errorf("%T: %s", tt.want, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(head + "groups: [{name: g, account: a, machines: [1, 0x10, 1e3, ~, 2026-01-01]}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse("fleet.yaml", data, open)
		if (file == nil) == (err == nil) {
			t.Fatal(file, err)
		}
		if e, ok := errors.AsType[*FileError](err); ok {
			for _, p := range e.Problems {
				if p.Line < 1 || p.Column < 1 || p.Text == "" {
					t.Errorf("%+v", p)
				}
			}
		}
	})
}
