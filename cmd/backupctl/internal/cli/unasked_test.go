package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// rawOperation is an operation as the specification has it, read here by other code
// than that of the generator.
type rawOperation struct {
	service, id, method, route string
	read, signsIn, spends      bool
	example                    any
}

var rawOperations = sync.OnceValues(func() ([]rawOperation, error) {
	var out []rawOperation
	for _, service := range []string{"cloutility", "zomro", "cbr", "iam"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "specs", service+".yaml"))
		if err != nil {
			return nil, err
		}
		var doc struct {
			Paths map[string]map[string]yaml.Node
		}
		if err := yaml.Unmarshal(data, &doc); err != nil {
			return nil, err
		}
		for _, route := range slices.Sorted(maps.Keys(doc.Paths)) {
			for method, node := range doc.Paths[route] {
				if !slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
					continue
				}
				var op struct {
					OperationID string `yaml:"operationId"`
					Read        bool   `yaml:"x-read"`
					SignsIn     bool   `yaml:"x-signs-in"`
					Spends      any    `yaml:"x-spends"`
					RequestBody struct {
						Content map[string]struct{ Example any }
					} `yaml:"requestBody"`
				}
				if err := node.Decode(&op); err != nil {
					return nil, err
				}
				always, _ := op.Spends.(bool)
				o := rawOperation{service: service, id: op.OperationID, method: strings.ToUpper(method), route: route, read: op.Read, signsIn: op.SignsIn, spends: always}
				for _, media := range op.RequestBody.Content {
					if media.Example != nil {
						o.example = media.Example
					}
				}
				out = append(out, o)
			}
		}
	}
	if len(out) < 250 {
		return nil, fmt.Errorf("%d operations", len(out))
	}
	return out, nil
})

// sweepState is what the services have, as their own lists tell it.
func sweepState(t *testing.T, e *emulator.Emulator) map[string]any {
	t.Helper()
	ctx := t.Context()
	out := map[string]any{
		"zomro backups": e.Zomro.Backups(zomrotest.InstanceID), "zomro snapshots": e.Zomro.Snapshots(zomrotest.InstanceID),
		"zomro images": e.Zomro.Images(), "zomro schedules": e.Zomro.Schedules(zomrotest.InstanceID), "zomro keys": e.Zomro.SSHKeys(),
		"zomro addresses": e.Zomro.Addresses(zomrotest.InstanceID), "zomro orders": e.Zomro.Orders(), "zomro balance": e.Zomro.Balance(),
		"cloutility consumers": e.Cloutility.ConsumerCount(), "cloutility deletions": e.Cloutility.Deletions(),
		"cbr vaults": e.CBR.Vaults(),
	}
	out["zomro instance"], _ = e.Zomro.Instance(zomrotest.InstanceID)
	keep := func(name string, list any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		out[name] = list
	}
	cfg := e.CBR.Config()
	cfg.IAMEndpoint = e.URL + emulator.IAMPath
	c, err := cbr.New(cfg, e.Options(emulator.CBRPath)...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseIdleConnections()
	backups, err := backup.Collect(c.Backups.All(ctx, cbr.ListBackupsInput{}), 0)
	keep("cbr backups", backups, err)
	policies, err := backup.Collect(c.Policies.All(ctx, cbr.ListPoliciesInput{}), 0)
	keep("cbr policies", policies, err)
	tasks, err := backup.Collect(c.Tasks.All(ctx, cbr.ListTasksInput{}), 0)
	keep("cbr tasks", tasks, err)
	agents, err := backup.Collect(c.Agents.All(ctx, cbr.ListAgentsInput{}), 0)
	keep("cbr agents", agents, err)
	p, err := cloutility.New(e.Cloutility.Config(), e.Options(emulator.CloutilityPath)...)
	if err != nil {
		t.Fatal(err)
	}
	defer p.CloseIdleConnections()
	consumers, err := backup.Collect(p.Consumers.All(ctx, cloutilitytest.HomeUnit, cloutility.ListConsumersInput{}), 0)
	keep("cloutility consumers", consumers, err)
	units, err := backup.Collect(p.BusinessUnits.Descendants(ctx, 0), 0)
	keep("cloutility units", units, err)
	users, err := backup.Collect(p.Users.All(ctx, cloutilitytest.HomeUnit, cloutility.ListUsersInput{}), 0)
	for i := range users {
		users[i].LastLoginDate = cloutility.User{}.LastLoginDate // signing in is allowed
	}
	keep("cloutility users", users, err)
	return out
}

// handled are the operations that the fakes have carried out, with their numbers.
func handled(e *emulator.Emulator) map[string]int {
	out := make(map[string]int)
	for _, r := range e.Cloutility.Requests() {
		out["cloutility "+r.Operation]++
	}
	for _, r := range e.Zomro.Requests() {
		out["zomro "+r.Operation]++
	}
	for _, r := range e.CBR.Requests() {
		out["cbr "+r.Operation]++
	}
	return out
}

// harmless are the operations that change nothing, and those that sign in.
func harmless(operations []rawOperation) map[string]bool {
	out := make(map[string]bool)
	for _, o := range operations {
		service := strings.Replace(o.service, "iam", "cbr", 1) // one fake
		if o.read || o.signsIn {
			out[service+" "+o.id] = true
		}
	}
	return out
}

// rawLine is a call of an operation by hand, about things that are there.
func (o rawOperation) rawLine(t *testing.T, e *emulator.Emulator, consumer int64) []string {
	t.Helper()
	if function, more, ok := strings.Cut(strings.TrimPrefix(o.route, "/#func="), "&"); o.service == "zomro" {
		line := []string{"zomro", "raw", function}
		form := url.Values{}
		example, _ := o.example.(map[string]any)
		for name, value := range example {
			if slices.Contains([]string{"func", "out", "lang", "auth", "authinfo"}, name) {
				continue // of the client
			}
			form.Set(name, strings.Trim(string(mustJSON(t, value)), `"`))
		}
		if ok {
			name, value, _ := strings.Cut(more, "=")
			form.Set(name, value)
		}
		for _, name := range slices.Sorted(maps.Keys(form)) {
			line = append(line, name+"="+form.Get(name))
		}
		return line
	}
	path := strings.NewReplacer(
		"{vault_id}", e.CBR.Vaults()[0].ID, "{bunitId}", strconv.FormatInt(cloutilitytest.HomeUnit, 10), "{consumerId}", strconv.FormatInt(consumer, 10),
	).Replace(o.route)
	for strings.Contains(strings.ReplaceAll(path, "{project_id}", ""), "{") {
		head, rest, _ := strings.Cut(strings.ReplaceAll(path, "{project_id}", "\x00"), "{")
		_, tail, _ := strings.Cut(rest, "}")
		path = strings.ReplaceAll(head+"1"+tail, "\x00", "{project_id}")
	}
	line := []string{o.service, "raw", o.method, path}
	if o.example != nil {
		file := filepath.Join(t.TempDir(), "body.json")
		if err := os.WriteFile(file, mustJSON(t, o.example), 0o600); err != nil {
			t.Fatal(err)
		}
		line = append(line, "--body", file)
	}
	return line
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Whatever is no pure read is not carried out by hand: not with --dry-run, and not
// before somebody has agreed to it, and to what it costs.
func TestRawChangesNothingUnasked(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	consumer := e.Cloutility.AddNode(cloutilitytest.HomeUnit, "sweep")
	env := typedEnv(t, e)
	closedIn, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Close(), closedIn.Close() // as by <&-
	run := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		passwords := map[string]string{"ZPW": e.Zomro.Account().Password, "PPW": e.Cloutility.Account().Password, "CPW": e.CBR.Account().Password, "BACKUPCTL_CONFIG": env["BACKUPCTL_CONFIG"]}
		source := map[string]string{"zomro": "env:ZPW", "cloutility": "env:PPW", "cbr": "env:CPW"}[args[0]]
		p := Program{Args: append(args, "--password", source), Stdin: closedIn, Stdout: &out, Stderr: &errs, Getenv: func(name string) string { return passwords[name] }}
		code := p.Run(t.Context())
		return code, out.String() + errs.String()
	}
	operations, err := rawOperations()
	if err != nil {
		t.Fatal(err)
	}
	before := sweepState(t, e)
	planned := 0
	for _, o := range operations {
		if o.read || o.service == "iam" {
			continue
		}
		line := o.rawLine(t, e, consumer)
		code, text := run(append(line, "--dry-run")...)
		switch {
		case o.signsIn && code == problems.Usage:
		case code == problems.OK && strings.Contains(text, "dry_run") && strings.Contains(text, o.id):
			planned++
		case code == problems.NotFound:
		default:
			t.Errorf("%s --dry-run: exit code %d, %s", o.id, code, text)
		}
		if o.signsIn {
			continue
		}
		if code, text := run(line...); code != problems.Unconfirmed {
			t.Errorf("%s: exit code %d, %s", o.id, code, text)
		}
		if !o.spends {
			continue // --yes would be enough
		}
		if code, text := run(append(line, "--yes")...); code != problems.Unconfirmed || !strings.Contains(text, "--confirm-cost") {
			t.Errorf("%s --yes: exit code %d, %s", o.id, code, text)
		}
	}
	if planned < 80 {
		t.Errorf("%d plans only", planned)
	}
	if diff := cmp.Diff(before, sweepState(t, e)); diff != "" {
		t.Errorf("something has changed (-before +after):\n%s", diff)
	}
	fine := harmless(operations)
	for operation := range handled(e) {
		if !fine[operation] {
			t.Errorf("%s was sent", operation)
		}
	}
}

// rehearse runs the command with --dry-run first, and fails when anything but reads
// arrives. It returns the exit code, or -1 for a command that is none of a service.
func rehearse(ctx context.Context, ts *testscript.TestScript, p Program) int {
	services := []string{"zomro", "cloutility", "cbr", "enroll", "decommission"}
	if !slices.ContainsFunc(p.Args, func(arg string) bool { return slices.Contains(services, arg) }) ||
		slices.ContainsFunc(p.Args, func(arg string) bool {
			return arg == "--dry-run" || arg == "--trace-file" || strings.HasPrefix(arg, "__complete") || arg == "context" || arg == "help" || arg == "--debug"
		}) {
		return -1
	}
	e := ts.Value(emulatorKey{}).(*emulator.Emulator)
	operations, err := rawOperations()
	ts.Check(err)
	fine := harmless(operations)
	before := handled(e)
	var out, errs bytes.Buffer
	p.Args = append(slices.Clone(p.Args), "--dry-run")
	p.Stdin, p.Stdout, p.Stderr, p.ran, p.sent = strings.NewReader(""), &out, &errs, nil, nil
	code := p.Run(ctx)
	for operation, n := range handled(e) {
		if n != before[operation] && !fine[operation] {
			ts.Fatalf("with --dry-run, %s is sent", operation)
		}
	}
	return code
}

// typedEnv has a context for each service, each with a password that is typed.
func typedEnv(t *testing.T, e *emulator.Emulator, more ...string) map[string]string {
	t.Helper()
	portal, account := e.Cloutility.Account(), e.CBR.Account()
	path := filepath.Join(t.TempDir(), "config.yaml")
	file := fmt.Sprintf(`current: {zomro: zlab, cloutility: plab, cbr: clab}
contexts:
  - {name: zlab, service: zomro, url: %q, insecure_http: true, username: %q}
  - {name: plab, service: cloutility, url: %q, insecure_http: true, client_id: %q, origin: %q, username: %q}
  - {name: clab, service: cbr, url: %q, iam_url: %q, insecure_http: true, domain: %q, username: %q, project_name: %q}
%s`, e.URL+emulator.ZomroPath, e.Zomro.Account().Username,
		e.URL+emulator.CloutilityPath, portal.ClientID, portal.Origin, portal.Username,
		e.URL+emulator.CBRPath, e.URL+emulator.IAMPath, account.Domain, account.User, account.ProjectName, strings.Join(more, ""))
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"BACKUPCTL_CONFIG": path}
}
