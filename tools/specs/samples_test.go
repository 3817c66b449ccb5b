package specs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// sample is one of x-codeSamples.
type sample struct {
	spec, operation, lang, source string
}

func samples(t *testing.T) []sample {
	t.Helper()
	var out []sample
	for _, name := range spec.Names() {
		s, err := spec.Load(filepath.Join(dir, name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		before := len(out)
		for _, item := range s.Doc.Paths.Map() {
			for _, o := range item.Operations() {
				list, _ := o.Extensions["x-codeSamples"].([]any)
				for _, entry := range list {
					fields, _ := entry.(map[string]any)
					lang, _ := fields["lang"].(string)
					source, _ := fields["source"].(string)
					out = append(out, sample{name, o.OperationID, lang, source})
				}
			}
		}
		if len(out) < before+2 {
			t.Errorf("%s has no samples", name)
		}
	}
	return out
}

// The samples in Go compile: each as the body of a function that has a client and
// the ids that it names.
func TestGoSamplesCompile(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("package specs\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\n")
	for _, name := range []string{"cbr", "cloutility", "zomro"} {
		fmt.Fprintf(&b, "\t%q\n", "github.com/backup-sdk/backup-go/"+name)
	}
	b.WriteString(")\n\n")
	for _, s := range samples(t) {
		if s.lang != "Go" {
			continue
		}
		ids := map[string]string{"cbr": "vaultID string", "iam": "vaultID string", "zomro": "instanceID int64", "cloutility": "unitID int64"}[s.spec]
		fmt.Fprintf(&b, "func %s%s(ctx context.Context, client *%s.Client, %s) error {\n%s\n\treturn nil\n}\n\n", s.spec, s.operation, spec.FacadeOf(s.spec), ids, s.source)
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

// The samples of curl are run, against the fakes.
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
	for _, s := range samples(t) {
		if s.lang == "Go" {
			continue
		}
		t.Run(s.spec+" "+s.operation, func(t *testing.T) {
			script := s.source
			for host, to := range hosts {
				script = strings.ReplaceAll(script, host, to)
			}
			if strings.Contains(script, "https://") {
				t.Fatalf("names a host that is no fake's: %s", script)
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script)
			cmd.Env = append(os.Environ(), env[s.spec]...)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil || bytes.Contains(out, []byte(`"error"`)) {
				t.Errorf("%v\n%s\n%s\n%s", err, script, out, stderr.Bytes())
			}
		})
	}
}

// fakes serve all services: what to call instead of their hosts, and the values of
// the variables in samples.
func fakes(t *testing.T) (hosts map[string]string, env map[string][]string) {
	t.Helper()
	token := func(name string, get func() (string, error)) string {
		t.Helper()
		text, err := get()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return text
	}
	huawei, portal, panel := cbrtest.NewServer(t), cloutilitytest.NewServer(t), zomrotest.NewServer(t)
	huaweiClient, err := cbr.New(huawei.Config(), huawei.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	portalClient, err := cloutility.New(portal.Config(), portal.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	panelClient, err := zomro.New(panel.Config(), panel.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	a, p, z := huawei.Account(), portal.Account(), panel.Account()
	cbrEnv := []string{
		"PROJECT_ID=" + a.ProjectID, "VAULT_ID=" + huawei.Vaults()[0].ID, "USER_NAME=" + a.User, "PASSWORD=" + a.Password, "DOMAIN=" + a.Domain, "PROJECT=" + a.ProjectName,
		"TOKEN=" + token("cbr", func() (string, error) { v, err := huaweiClient.Token(t.Context()); return v.Access.Reveal(), err }),
	}
	env = map[string][]string{
		"cbr": cbrEnv, "iam": cbrEnv,
		"zomro": {
			"USER_NAME=" + z.Username, "PASSWORD=" + z.Password, "INSTANCE=" + strconv.FormatInt(zomrotest.InstanceID, 10),
			"SESSION=" + token("zomro", func() (string, error) { v, err := panelClient.Token(t.Context()); return v.Access.Reveal(), err }),
		},
		"cloutility": {
			"ORIGIN=" + p.Origin, "CLIENT_ID=" + p.ClientID, "USER_NAME=" + p.Username, "PASSWORD=" + p.Password, "UNIT=" + strconv.FormatInt(cloutilitytest.HomeUnit, 10),
			"TOKEN=" + token("cloutility", func() (string, error) { v, err := portalClient.Token(t.Context()); return v.Access.Reveal(), err }),
		},
	}
	return map[string]string{
		"https://cbr.eu-west-101.myhuaweicloud.eu": huawei.URL(), "https://iam.eu-west-101.myhuaweicloud.eu": huawei.URL(),
		"https://api.zomro.com": panel.URL(), "https://portal-api.backup.sto2.safedc.net": portal.URL(),
	}, env
}
