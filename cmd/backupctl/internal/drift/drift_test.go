package drift_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
	"github.com/backup-sdk/backup-go/specs"
)

func load(t *testing.T) *drift.Book {
	t.Helper()
	b, err := drift.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// compare holds entries of an archive against specifications.
func compare(t *testing.T, b *drift.Book, local bool, entries ...string) *drift.Report {
	t.Helper()
	c := drift.NewChecker(b, local)
	if err := drift.ReadHAR(strings.NewReader(har(entries...)), func(x *drift.Exchange) error { c.Look(x); return nil }); err != nil {
		t.Fatal(err)
	}
	return c.Finish()
}

// found are the findings, but for members that the short bodies of tests lack.
func found(r *drift.Report) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Kind != drift.KindAbsent {
			out = append(out, fmt.Sprintf("%s: %s %s: %s / %s / %s", f.Kind, f.Call(), f.Where(), f.Declared, f.Seen, f.Library))
		}
	}
	return out
}

const (
	vaultURL  = "https://cbr.eu-de.otc.t-systems.com/v3/0d9c/vaults/v-1"
	zomroURL  = "https://api.zomro.com/billmgr"
	portalURL = "https://portal.example/base/v1/bunits/57"
)

// Each difference is named, with what the library makes of it.
func TestDifferences(t *testing.T) {
	b := load(t)
	for name, c := range map[string]struct {
		entry string
		want  []string
	}{
		"nothing":         {entry("GET", vaultURL, "", 200, `{"vault":{"id":"v","billing":{"status":"lock","size":40}}}`), nil},
		"field":           {entry("GET", vaultURL, "", 200, `{"vault":{"frozen_since":"secret"}}`), []string{"unknown field: cbr showVault 200 vault.frozen_since: no such field / text of small letters, up to 8 characters / loses"}},
		"field, kept":     {entry("GET", vaultURL, "", 200, `{"vault":{"billing":{"tax":{"id":7,"acme":1}}}}`), []string{"unknown field: cbr showVault 200 vault.billing.tax: no such field / object of 2: id and others / takes"}},
		"known form":      {entry("GET", vaultURL, "", 200, `{"vault":{"billing":{"size":"40"}}}`), []string{"known form: cbr showVault 200 vault.billing.size: usually number / number as text / takes"}},
		"type":            {entry("GET", vaultURL, "", 200, `{"vault":{"name":[1]}}`), []string{"type: cbr showVault 200 vault.name: string / list of number / refuses"}},
		"tolerant type":   {entry("GET", vaultURL, "", 200, `{"vault":{"locked":1}}`), []string{"type: cbr showVault 200 vault.locked: boolean or null or string / whole number / loses"}},
		"value":           {entry("GET", vaultURL, "", 200, `{"vault":{"billing":{"status":"secret-state"}}}`), []string{"new value: cbr showVault 200 vault.billing.status: one of 5 values / text of small letters, up to 16 characters / takes"}},
		"status":          {entry("GET", vaultURL, "", 203, `{"vault":{"id":"v"}}`), []string{"new status: cbr showVault 203: status 200 / 203 / takes"}},
		"code":            {entry("GET", vaultURL, "", 400, `{"error_code":"BackupService.4711"}`), []string{"new error code: cbr showVault 400 error_code: no such code / BackupService.4711 / takes"}},
		"code, odd":       {entry("GET", vaultURL, "", 400, `{"error_code":"secret"}`), []string{"new error code: cbr showVault 400 error_code: no such code / text of small letters, up to 8 characters / takes"}},
		"page":            {entry("GET", vaultURL, "", 200, `<html>`), []string{"body: cbr showVault 200: VaultEnvelope / no JSON: text of small letters and other signs, up to 8 characters / refuses"}},
		"no body":         {entry("GET", vaultURL, "", 200, ``), []string{"body: cbr showVault 200: VaultEnvelope / nothing at all / refuses"}},
		"no operation":    {entry("GET", "https://cbr.eu-de.otc.t-systems.com/v3/0d9c/vaults/secret/rotate", "", 200, `{}`), []string{"unknown operation: cbr 200: no such operation / GET /v3/{text of small letters and digits, up to 4 characters}/vaults/{text of small letters, up to 8 characters}/{text of small letters, up to 8 characters} / loses"}},
		"no function":     {entry("POST", zomroURL, "func=instances.secret-7f", 200, `{}`), []string{"unknown operation: zomro 200: no such operation / function instances.{text of small letters and digits, up to 16 characters} / loses"}},
		"form of Zomro":   {entry("POST", zomroURL, "func=instances", 200, `{"doc":{"elem":{"id":"7"}}}`), []string{"known form: zomro listInstances 200 doc.elem: usually list / object / takes", "known form: zomro listInstances 200 doc.elem.id: usually element / text / takes"}},
		"row of Zomro":    {entry("POST", zomroURL, "func=instances", 200, `{"doc":{"elem":[{"zone_hint":{"$":"west"}}]}}`), []string{"unknown field: zomro listInstances 200 doc.elem[].zone_hint: no such field / object of 1: $ / loses"}},
		"submitted form":  {entry("POST", zomroURL, "func=instances.edit&elid=7&sok=ok", 200, `{"doc":{"new_one":{"$":"a"}}}`), []string{"unknown field: zomro updateInstance 200 doc.new_one: no such field / object of 1: $ / loses"}},
		"open form":       {entry("POST", zomroURL, "func=instances.edit&elid=7", 200, `{"doc":{"new_one":{"$":"a"}}}`), nil},
		"nested resource": {entry("GET", portalURL, "", 200, `{"parentBusinessUnit":{"id":1,"invoiceDay":15,"parentBusinessUnit":{"id":2,"odd_one":1}}}`), nil},
		"date":            {entry("GET", portalURL, "", 200, `{"createdDate":"2026-01-02 03:04:05.000Z"}`), []string{"format: cloutility getBusinessUnit 200 createdDate: date-time or null / time with a blank in UTC / takes", "known form: cloutility getBusinessUnit 200 createdDate: usually time in UTC / time with a blank in UTC / takes"}},
		"bare list":       {entry("GET", portalURL+"/consumers", "", 200, `[{"id":1,"name":"db"}]`), []string{"known form: cloutility listConsumers 200: usually object / list / takes"}},
		"masked":          {entry("GET", vaultURL, "", 200, `{"vault":{"locked":"REDACTED","billing":"REDACTED"}}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, found(compare(t, b, false, c.entry))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is no value of the account is told by its name, and nothing else is.
func TestNames(t *testing.T) {
	b := load(t)
	for name, told := range map[string]bool{
		"retention_mode": true, "newField2": true, "$hint": true, "x1_y2": true, "href": true,
		"b26c0f34-48b2": false, "host.example": false, "a@b": false, "10_0_0_1": false, "id4711": false, "a b": false, "canary": false, "<b>": false,
		strings.Repeat("a", 41): false,
	} {
		body := fmt.Sprintf(`{"vault":{"name":"canary",%q:{}}}`, name)
		if name == "href" {
			body = `{"vault":{"name":"href","href":{}}}` // public, whatever else has it as a value
		}
		r := compare(t, b, false, entry("GET", vaultURL, "", 200, body))
		if got := strings.Contains(r.Markdown(), name); got != told {
			t.Errorf("%s: told is %t", name, got)
		}
		if r = compare(t, b, true, entry("GET", vaultURL, "", 200, body)); !slices.ContainsFunc(r.Findings, func(f *drift.Finding) bool { return strings.HasSuffix(f.Path, name) }) {
			t.Errorf("%s is not shown to its owner", name)
		}
	}
}

// changes are responses that differ, one of each way a specification is written in.
func changes() []string {
	return []string{
		entry("GET", vaultURL, "", 200, `{"vault":{"frozen_since":"2026-01-02T03:04:05Z","owner_count":7,"is_pinned":true,"share":0.5,"labels":[{"a":1}],"either":"x"}}`),
		entry("GET", vaultURL, "", 200, `{"vault":{"either":7,"later":null,"description":7,"provider_id":false,"locked":1,"tags":"none","billing":{"status":"mothballed","object_type":7}}}`),
		entry("GET", vaultURL, "", 203, `{"vault":{"id":"v"}}`),
		entry("GET", vaultURL, "", 400, `{"error_code":"BackupService.4711"}`),
		entry("GET", "https://cbr.eu-de.otc.t-systems.com/v3/0d9c/vaults", "", 200, `{"vaults":[{"name":null}],"count":1,"limit":1,"offset":0}`),
		entry("POST", zomroURL, "func=instances", 200, `{"doc":{"$fresh":"a","extra_part":{"inner":{"$":"a"}},"elem":[{"zone_hint":{"$":"west"}}],"p_num":{"$":"1"},"p_cnt":{"$":"1"},"p_elems":7}}`),
		entry("POST", zomroURL, "func=instances", 200, `{"doc":{"error":{"$type":"brandnew","msg":{"$":"x"}}}}`),
		entry("GET", portalURL, "", 200, `{"createdDate":"2026-01-02 03:04:05.000Z","invoiceDay":"first","supportResponsible":"yes","newFlag":true,"timeZone":"none","name":null}`),
		entry("GET", "https://portal.example/v1/fullVersion", "", 200, `7`),
	}
}

// After the proposed change nothing is drift any more, but what needs a person.
func TestPatch(t *testing.T) {
	b := load(t)
	for _, local := range []bool{true, false} {
		r := compare(t, b, local, changes()...)
		p, err := r.Patch()
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		texts := make(map[string][]byte)
		for _, name := range specs.Names() {
			text, err := specs.Read(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = text
			put(t, filepath.Join(dir, "specs", name+".yaml"), string(text))
		}
		for name, text := range p.Files {
			texts[name] = []byte(text)
		}
		apply(t, dir, p)
		changed, err := drift.Parse(texts)
		if err != nil {
			t.Fatal(err)
		}
		after := compare(t, changed, local, changes()...)
		for _, f := range after.Findings {
			switch {
			case !f.Drift || f.Kind == drift.KindAbsent:
			case !local && (f.Kind == drift.KindValue || f.Kind == drift.KindCode): // a value, which is not told
			default:
				t.Errorf("still found: %s %s %s, %s, %s", f.Kind, f.Call(), f.Where(), f.Declared, f.Seen)
			}
		}
		if before := r.Drift(); before < 25 {
			t.Errorf("only %d differences before", before)
		}
		for _, value := range []string{"mothballed", "brandnew"} {
			if strings.Contains(p.Diff, value) != local {
				t.Errorf("local %t: the patch has %s: %t", local, value, !local)
			}
		}
		if t.Failed() {
			t.Log(p.Diff)
		}
		t.Logf("left for people: %q", p.Left)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// apply holds the diff to what git makes of it.
func apply(t *testing.T, dir string, p *drift.Patch) {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Log("there is no git to apply the patch")
		return
	}
	put(t, filepath.Join(dir, "drift.patch"), p.Diff)
	cmd := exec.CommandContext(t.Context(), git, "apply", "--verbose", "drift.patch")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_DIR="+filepath.Join(dir, "none"), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s", err, out)
	}
	for name, want := range p.Files {
		got, err := os.ReadFile(filepath.Join(dir, "specs", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("git makes another %s.yaml of the patch", name)
		}
	}
}
