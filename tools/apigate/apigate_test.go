package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const oasdiffSays = `[
 {"id":"response-required-property-removed","text":"removed the required property ` + "`vault/user_id`" + ` from the response with the ` + "`200`" + ` status","level":3,"operation":"GET","operationId":"showVault","path":"/v3/{project_id}/vaults/{vault_id}"},
 {"id":"request-property-removed","text":"removed the request property ` + "`vault/locked`" + `","level":2,"operation":"POST","operationId":"createVault","path":"/v3/{project_id}/vaults"},
 {"id":"response-property-enum-value-added","text":"added the new ` + "`archived`" + ` enum value","level":1,"operation":"GET","operationId":"showVault","path":"/v3"},
 {"id":"response-property-enum-value-added","text":"added the new ` + "`archived`" + ` enum value","level":2,"operation":"GET","operationId":"listVault","path":"/v3"},
 {"id":"endpoint-deprecated","text":"endpoint deprecated","level":1,"operation":"GET","operationId":"showSummary","path":"/v3"}
]`

const apidiffSays = `Incompatible changes:
- ./gen/cbrapi.Vault.UserID: removed
- ./cbr, method set of *VaultsService.Get: changed from func(int) to func(string)
Compatible changes:
- ./cbr.VaultArchived: added
`

func all(t *testing.T) []change {
	t.Helper()
	found, err := readFindings([]byte(oasdiffSays))
	if err != nil {
		t.Fatal(err)
	}
	var out []change
	out = append(out, group("cbr", found)...)
	out = append(out, readGo(apidiffSays)...)
	return append(out, compareLines(
		"# a comment\nresult cbrapi.Vault.user_id text\ncommand backupctl cbr vault show VAULT\nflag backupctl cbr vault list --limit int\n",
		"result cbrapi.Vault.owner_id text\ncommand backupctl cbr vault show VAULT\nflag backupctl cbr vault list --limit text\n")...)
}

func TestReport(t *testing.T) {
	t.Parallel()
	got := report{base: "v0.3.0", version: "v0.3.0", changes: all(t)}.String()
	const want = "# What changes since v0.3.0\n" + `
The next version is a new minor: something breaks, and before v1.0 a minor version may do that.

## Breaking: 6

### Specifications

- cbr showVault: removed the required property ` + "`vault/user_id`" + ` from the response with the ` + "`200`" + ` status
- cbr createVault: removed the request property ` + "`vault/locked`" + `

### Go packages

- gen/cbrapi.Vault.UserID: removed
- cbr, method set of \*VaultsService.Get: changed from func(int) to func(string)

### Command line

- flag backupctl cbr vault list --limit int: gone
- result cbrapi.Vault.user_id text: gone

## Deprecated: 1

### Specifications

- cbr showSummary: endpoint deprecated

## Added: 4

### Specifications

- cbr showVault: added the new ` + "`archived`" + ` enum value (and in 1 more)

### Go packages

- cbr.VaultArchived: added

### Command line

- flag backupctl cbr vault list --limit text: new
- result cbrapi.Vault.owner_id text: new
`
	report, draft, _ := strings.Cut(got, "\n## Draft")
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
	if strings.Count(draft, "\n- ") != len(all(t)) || !strings.Contains(draft, "### Deprecated") {
		t.Errorf("draft:\n%s", draft)
	}
}

// A field that is gone from responses breaks who reads it, whether it had to be there
// or not; oasdiff only mentions one that had not.
func TestOptionalFieldGone(t *testing.T) {
	t.Parallel()
	found, err := readFindings([]byte(`[{"id":"response-optional-property-removed","text":"removed the optional property ` + "`vault/used`" + ` from the response","level":1,"operationId":"showVault"}]`))
	if err != nil {
		t.Fatal(err)
	}
	if got := group("cbr", found); len(got) != 1 || got[0].weight != breaking {
		t.Errorf("%+v", got)
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		version string
		weights []weight
		want    string
	}{
		{"", nil, "patch"},
		{"v1.2.0", nil, "patch"},
		{"v1.2.0", []weight{addition}, "minor."},
		{"v1.2.0", []weight{addition, deprecation}, "minor."},
		{"v1.2.0", []weight{addition, breaking}, "major."},
		{"v0.2.0", []weight{breaking}, "minor: something breaks"},
		{"", []weight{breaking}, "minor: something breaks"},
	} {
		r := report{version: tt.version}
		for _, w := range tt.weights {
			r.changes = append(r.changes, change{weight: w})
		}
		if got := r.verdict(); !strings.Contains(got, "a new "+tt.want) {
			t.Errorf("%s %v: %s", tt.version, tt.weights, got)
		}
	}
}

// What breaks has to be called by its name in a line that is new.
func TestUnsaid(t *testing.T) {
	t.Parallel()
	r := report{changes: all(t)}
	const head = "# Changelog\n\n## [Unreleased]\n\n### Changed\n\n"
	const old = "- An old line names user_id, UserID, Get, locked and --limit.\n"
	for _, tt := range []struct {
		line string
		want int
	}{
		{"", 6},
		{"- Something breaks.\n", 6},
		{"- `Vault.UserIDs` and user_id_too are others.\n", 6},
		{"- `showVault` has owner_id for `user_id`.\n", 4},
		{"- `showVault` has owner_id for `user_id`, `Vault.UserID` is `OwnerID`; `createVault` lost locked.\n", 2},
		{"- `user_id` and `UserID`, createVault, `VaultsService.Get`, `--limit`.\n", 0},
	} {
		before, now := unreleased(head+old), unreleased(head+old+tt.line+"\n## [0.3.0]\n\n- user_id UserID Get locked --limit\n")
		if got := r.unsaid(added(before, now)); len(got) != tt.want {
			t.Errorf("%q: %d, want %d: %q", tt.line, len(got), tt.want, got)
		}
	}
	if unreleased("# Changelog\n") != "" {
		t.Error("a changelog without an unreleased part has one")
	}
}

func TestNamesOfLines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"result cbrapi.Vault.user_id text":            {"user_id", "cbrapi.Vault.user_id"},
		"result cbrapi.Vault.id text":                 {"cbrapi.Vault.id"},
		"flag backupctl cbr vault list --limit int":   {"--limit"},
		"command backupctl cbr vault show VAULT":      {"backupctl cbr vault show"},
		"command backupctl cbr tag set VAULT [TAG]":   {"backupctl cbr tag set"},
		"shows backupctl cbr vault show cbrapi.Vault": {"backupctl cbr vault show"},
		"alias backupctl cbr vault = vaults":          {"vaults"},
		"exit-code 14 not confirmed":                  {"14"},
		"config contexts.user_id text":                {"user_id", "contexts.user_id"},
		"metric backup_count gauge":                   {"backup_count", "backup_count"},
		"odd":                                         nil,
	} {
		if got := namesOf(line); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}
