package specs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/tools/samples"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// all are the samples of every operation, those written by hand and the others.
func allSamples(t *testing.T) []samples.Sample {
	t.Helper()
	var out []samples.Sample
	each(t, func(t *testing.T, s *spec.Spec) {
		made, err := samples.All(root, s)
		if err != nil {
			t.Fatal(err)
		}
		if len(made) < 2*len(s.Operations) {
			t.Errorf("%d samples of %d operations", len(made), len(s.Operations))
		}
		out = append(out, made...)
	})
	return out
}

// The samples in Go compile: each as the body of a function that has a client and
// the ids that it names.
func TestGoSamplesCompile(t *testing.T) {
	all := allSamples(t)
	imports := append(samples.Imports(all), "context", "fmt")
	for _, name := range []string{"cbr", "cloutility", "zomro"} {
		imports = append(imports, "github.com/backup-sdk/backup-go/"+name)
	}
	slices.Sort(imports)
	var b bytes.Buffer
	b.WriteString("package specs\n\nimport (\n")
	for _, path := range slices.Compact(imports) {
		name := ""
		if path == "github.com/backup-sdk/backup-go" {
			name = "backup "
		}
		fmt.Fprintf(&b, "\t%s%q\n", name, path)
	}
	b.WriteString(")\n\nvar _ = fmt.Sprint\n\n")
	for _, s := range all {
		if s.Lang != samples.Go {
			continue
		}
		params := append([]string{"ctx context.Context", "client *" + spec.FacadeOf(s.Spec) + ".Client"}, s.Params...)
		fmt.Fprintf(&b, "func %s%s(%s) error {\n%s\n\treturn nil\n}\n\n", s.Spec, s.Operation, strings.Join(params, ", "), s.Source)
	}
	compiles(t, b.Bytes())
}

// compiles checks a file of this package. It is here only for the compiler: nothing
// is written to the tree.
func compiles(t *testing.T, source []byte) {
	t.Helper()
	work := t.TempDir()
	file := filepath.Join(work, "samples.go")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "samples.go"): file}})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, ".").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, source)
	}
}

// The samples of curl that were written by hand are run, against the fakes. The others
// are sent by TestCurlSamplesAreRight, without a process for each.
func TestCurlSamplesRun(t *testing.T) {
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("TEST_PROGRAMS") == "needed" {
				t.Fatal(err)
			}
			t.Skipf("%s is not installed; .ci/run installs it", tool)
		}
	}
	hosts, env := fakes(t)
	for _, s := range allSamples(t) {
		if s.Lang == samples.Go || !s.ByHand {
			continue
		}
		t.Run(s.Spec+" "+s.Operation, func(t *testing.T) {
			script := s.Source
			for host, to := range hosts {
				script = strings.ReplaceAll(script, host, to)
			}
			if strings.Contains(script, "https://") {
				t.Fatalf("names a host that is no fake's: %s", script)
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script)
			cmd.Env = append(os.Environ(), env[s.Spec]...)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil || bytes.Contains(out, []byte(`"error"`)) {
				t.Errorf("%v\n%s\n%s\n%s", err, script, out, stderr.Bytes())
			}
		})
	}
}

// fakeServices are the services without a network.
type fakeServices struct {
	servers map[string]fakeServer // by what samples call their host
	env     map[string][]string   // the values of the variables in samples, by specification
}

// fakeServer is what samples need of a fake.
type fakeServer struct {
	inMemory

	requests func() []string
}

type inMemory interface {
	URL() string
	Client() *http.Client
}

// last is the operation of the newest request.
func (f fakeServer) last() string {
	all := f.requests()
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// newFakes are fresh ones, signed in already.
func newFakes(t *testing.T) *fakeServices {
	t.Helper()
	huawei, portal, panel := cbrtest.New(cbrtest.WithDurations(0, 0, 0)), cloutilitytest.New(), zomrotest.New(zomrotest.WithSavingTime(0), zomrotest.WithWorkTime(0))
	return &fakeServices{
		servers: map[string]fakeServer{
			"https://cbr.eu-west-101.myhuaweicloud.eu": {huawei, func() []string { return operations(huawei.Requests()) }}, "https://iam.eu-west-101.myhuaweicloud.eu": {huawei, func() []string { return operations(huawei.Requests()) }},
			"https://api.zomro.com": {panel, func() []string { return operations(panel.Requests()) }}, "https://portal-api.backup.sto2.safedc.net": {portal, func() []string { return operations(portal.Requests()) }},
		},
		env: variables(t, huawei, portal, panel),
	}
}

func operations(requests []cbrtest.Request) []string {
	out := make([]string, 0, len(requests))
	for _, r := range requests {
		out = append(out, r.Operation)
	}
	return out
}

// fakes serve all services over TCP: what to call instead of their hosts, and the
// values of the variables in samples.
func fakes(t *testing.T) (hosts map[string]string, env map[string][]string) {
	t.Helper()
	huawei, portal, panel := cbrtest.NewServer(t), cloutilitytest.NewServer(t), zomrotest.NewServer(t)
	return map[string]string{
		"https://cbr.eu-west-101.myhuaweicloud.eu": huawei.URL(), "https://iam.eu-west-101.myhuaweicloud.eu": huawei.URL(),
		"https://api.zomro.com": panel.URL(), "https://portal-api.backup.sto2.safedc.net": portal.URL(),
	}, variables(t, huawei, portal, panel)
}

// variables are those of samples, for things that the fakes have.
func variables(t *testing.T, huawei *cbrtest.Server, portal *cloutilitytest.Server, panel *zomrotest.Server) map[string][]string {
	t.Helper()
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	portalClient, err := cloutility.New(portal.Config(), portal.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	signedIn, err := portalClient.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unit := cloutilitytest.HomeUnit
	consumer := portal.AddNode(unit, "db-7")
	a, p, z := huawei.Account(), portal.Account(), panel.Account()
	vault := huawei.Vaults()[0]
	cbrEnv := []string{
		"PROJECT_ID=" + a.ProjectID, "VAULT_ID=" + vault.ID, "USER_NAME=" + a.User, "PASSWORD=" + a.Password, "DOMAIN=" + a.Domain, "PROJECT=" + a.ProjectName,
		"BACKUP_ID=" + huawei.AddBackups(vault.ID, 1)[0], "TOKEN=" + huawei.IssueToken(), "DOMAIN_NAME=" + a.Domain, "SOURCE_PROJECT_ID=" + a.ProjectID, "VERSION=v3", "KEY=replication.enable",
	}
	return map[string][]string{
		"cbr": cbrEnv, "iam": cbrEnv,
		"zomro": {
			"USER_NAME=" + z.Username, "PASSWORD=" + z.Password, "INSTANCE=" + number(zomrotest.InstanceID), "SESSION=" + panel.NewSession(),
		},
		"cloutility": {
			"ORIGIN=" + p.Origin, "CLIENT_ID=" + p.ClientID, "USER_NAME=" + p.Username, "PASSWORD=" + p.Password, "BUSINESS_UNIT_ID=" + number(unit),
			"TOKEN=" + signedIn.Access.Reveal(), "CONSUMER_ID=" + number(consumer), "TIME_ZONE_ID=1", "OPERATING_SYSTEM_ID=1", "NODE_TYPE_ID=1",
		},
	}
}
