package scaffold_test

import (
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/scaffold"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// tree is a copy of what the scaffold reads of this module, in which nobody wrote
// anything about some operations: their methods are called otherwise.
func tree(t *testing.T, operations ...string) (root string, specs []*spec.Spec) {
	t.Helper()
	const from = "../../.."
	root = t.TempDir()
	for _, dir := range []string{"cbr", "cbr/cbrtest", "cloutility", "cloutility/cloutilitytest", "zomro", "zomro/zomrotest", "gen/cbrapi", "gen/cbrserver", "gen/iamapi", "gen/iamserver", "gen/cloutilityapi", "gen/cloutilityserver", "gen/zomroapi", "gen/zomroserver", spec.CommandDir, spec.ScriptDir} {
		entries, err := os.ReadDir(filepath.Join(from, dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			data, err := os.ReadFile(filepath.Join(from, dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if !strings.HasPrefix(dir, "gen/") && !strings.HasSuffix(e.Name(), ".txt") {
				for _, id := range operations {
					name := strings.ToUpper(id[:1]) + id[1:]
					text = strings.ReplaceAll(text, "api."+name+"(", "api.Other(")
					text = strings.ReplaceAll(text, ") "+name+"(", ") Other"+name+"(")
				}
			}
			put(t, root, filepath.Join(dir, e.Name()), text)
		}
	}
	put(t, root, "CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n### Fixed\n\n- Two.\n\n[Unreleased]: x\n")
	specs, err := spec.LoadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return root, specs
}

func put(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, root, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// has says which of the texts a file lacks.
func has(t *testing.T, root, name string, want ...string) {
	t.Helper()
	text := get(t, root, name)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks\n%s", name, w)
		}
	}
	if strings.HasSuffix(name, ".go") {
		formatted, err := format.Source([]byte(text))
		if err != nil || string(formatted) != text {
			t.Errorf("%s is not formatted: %v", name, err)
		}
	}
}

// Each service's shapes, made of operations that it has.
func TestNew(t *testing.T) {
	root, specs := tree(t, "listVault", "showSummary", "listTimeZones", "getNode", "deleteUser", "showInstructions", "listLogins", "updatePolicy")
	for _, o := range []scaffold.Options{
		{Operation: "listVault", Method: "ListEvery"},
		{Operation: "updatePolicy", Method: "Replace"},
		{Operation: "listTimeZones", Method: "ListEvery"},
		{Operation: "getNode", Method: "Anew"},
		{Operation: "deleteUser", Method: "Remove"},
		{Operation: "zomro.showInstructions", Method: "Letter"},
		{Operation: "listLogins", Method: "ListEntries"},
	} {
		result, err := scaffold.New(root, specs, o)
		if err != nil {
			t.Fatalf("%s: %v", o.Operation, err)
		}
		if len(result.Wrote) != 6 {
			t.Errorf("%s: %v", o.Operation, result.Wrote)
		}
		for _, p := range append(result.Wrote, result.Left...) {
			if p.Line < 2 || strings.Contains(p.String(), "\x00") {
				t.Errorf("%s: %s", o.Operation, p)
			}
		}
	}
	// A tag without a service gets one, with a group of commands.
	for _, s := range specs {
		for i := range s.Operations {
			if s.Operations[i].ID == "showSummary" {
				s.Operations[i].Tag = "CapacityPlans"
			}
		}
	}
	if _, err := scaffold.New(root, specs, scaffold.Options{Operation: "showSummary"}); err != nil {
		t.Fatal(err)
	}
	has(t, root, "cbr/client.go", "\t// CapacityPlans: operations of CapacityPlans.\n\tCapacityPlans *CapacityPlansService\n", "\tc.CapacityPlans = &CapacityPlansService{client: c}\n")
	has(t, root, "cbr/capacityplans.go", "import (\n\t\"context\"\n)\n", "type CapacityPlansService struct{ client *Client }\n\n// Summary performs showSummary:", "func (s *CapacityPlansService) Summary(ctx context.Context) (*VaultSummary, error) {")
	has(t, root, "cbr/capacityplans_test.go", "func TestCapacityPlansSummary(t *testing.T) {")
	has(t, root, spec.CommandDir+"/cbr.go", "\t\tcbrCapacityPlans(),\n\t}\n")
	has(t, root, spec.CommandDir+"/cbr_capacity_plan.go", "func cbrCapacityPlans() group {", `{use: "summary", short: "`, "call: (*cbr.CapacityPlansService).Summary},")
	has(t, root, "cbr/vaults.go", `func (s *VaultsService) ListEvery(ctx context.Context, in ListVaultsInput) (*backup.Page[Vault], error) {
	offset, err := checkWindow("ListVaultsInput", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	list, err := s.client.api.ListVault(ctx, s.client.project, in)
	if err != nil {
		return nil, err
	}
	return newPage(list.Vaults, offset, list.Count), nil
}
`, "func (s *VaultsService) AllEvery(ctx context.Context, in ListVaultsInput) iter.Seq2[Vault, error] {", "func(item Vault) string { return item.ID }")
	has(t, root, "cbr/policies.go", "func (s *PoliciesService) Replace(ctx context.Context, policyID string, in UpdatePolicyInput) (*Policy, error) {", "return s.client.api.UpdatePolicy(ctx, s.client.project, policyID, in)")
	has(t, root, "cbr/cbrtest/vaults.go", "func (s *service) ListVault(_ context.Context, _ string, _ cbrapi.ListVaultsInput) (any, error) {\n\tdefer s.enter()()\n\treturn cbrapi.VaultList{")
	has(t, root, "cloutility/timezones.go", "list, err := s.client.api.ListTimeZones(ctx, in)\n\treturn pageOf(in.Cursor, list, err)", "func(item TimeZone) string { return keyOf(item.ID) }")
	has(t, root, "cloutility/cloutilitytest/nodes.go", "if _, err := s.consumer(businessUnitID, consumerID); err != nil {\n\t\treturn nil, err\n\t}\n\treturn object{")
	has(t, root, "cloutility/nodes_test.go", "client.Nodes.Anew(t.Context(), home, node(srv, \"harbour\").ConsumerID)", "client.Nodes.Anew(t.Context(), home, 4711); !errors.Is(err, backup.ErrNotFound)")
	has(t, root, "cloutility/users.go", "func (s *UsersService) Remove(ctx context.Context, businessUnitID, userID int64, in DeleteUserInput) error {\n\treturn s.client.api.DeleteUser(ctx, businessUnitID, userID, in)\n}")
	has(t, root, spec.CommandDir+"/cloutility_users.go", `{use: "remove @unit USER", short: "Delete a user", example: "remove 1 --yes", kind: destroys, call: (*cloutility.UsersService).Remove},`)
	has(t, root, spec.ScriptDir+"/cloutility_reads.txt", "ctl cloutility user remove 1 --yes\n")
	has(t, root, "zomro/console.go", "func (s *InstancesService) Console(")
	has(t, root, "zomro/instances.go", "type Letter struct {\n\tBody string `json:\"body\"`\n\tOK   string `json:\"ok\"`\n", "func (s *InstancesService) Letter(ctx context.Context, instanceID int64) (*Letter, error) {\n\tif err := arg.Positive(\"instanceID\", instanceID); err != nil {", "zomroapi.InstructionsForm{ElementID: instanceID}, &doc)")
	has(t, root, "zomro/account.go", "func (s *AccountService) ListEntries(ctx context.Context, in ListLoginsInput) (*backup.Page[")
	has(t, root, "zomro/zomrotest/account.go", "func (s *service) ListLogins(ctx context.Context, _ *zomroapi.ListForm) (any, error) {\n\tc := callOf(ctx)\n\treturn zomroapi.LoginListDoc{Lang: c.lang, Func: c.function, Tparams: c.echo(), ")
	has(t, root, "CHANGELOG.md", "- One.\n- `cbr`: `Vaults.ListEvery` (listVault): list the vaults of the project.\n", "(listLogins): list sign-ins.\n- `cbr`: `CapacityPlans.Summary` (showSummary): ", "\n\n### Fixed\n\n- Two.\n")
}

// What cannot be scaffolded says why, and writes nothing.
func TestNewRefuses(t *testing.T) {
	root, specs := tree(t, "showVault")
	before := files(t, root)
	for _, tt := range []struct {
		o    scaffold.Options
		want string
	}{
		{scaffold.Options{Operation: "showNothing"}, "no specification has an operation"},
		{scaffold.Options{Operation: "listAddresses"}, "listAddresses is ambiguous: say one of cloutility.listAddresses, zomro.listAddresses"},
		{scaffold.Options{Operation: "deleteVault"}, "reached by cbr.Vaults.Delete already"},
		{scaffold.Options{Operation: "iam.listProjects"}, "reached by cbr.IAM."},
		{scaffold.Options{Operation: "iam.createTemporaryKey"}, "for signing in"},
		{scaffold.Options{Operation: "showVault", Method: "Delete"}, "has a method Delete already"},
		{scaffold.Options{Operation: "showVault", Method: "get it"}, "no name of a method"},
	} {
		if _, err := scaffold.New(root, specs, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.o, err, tt.want)
		}
	}
	if diff := cmp.Diff(before, files(t, root)); diff != "" {
		t.Errorf("something was written: %s", diff)
	}
}

func files(t *testing.T, root string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, readErr := os.ReadFile(path)
			out[path] = string(data)
			err = readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
