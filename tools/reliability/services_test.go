package reliability

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
	"github.com/backup-sdk/backup-go/zomro"
)

// canary is a secret to look for wherever something is printed, of characters that
// are written in many ways.
func canary(name string) string { return `c4n&<>"\é+%` + core(name) }

// header is one that can stand in a header.
func headerCanary(name string) string { return `c4n&<>"\+%` + core(name) }

// core is the part of a canary that no encoding but base64 changes.
func core(name string) string { return "-" + name + "-Zt7" }

// provider makes the clients of one package.
type provider struct {
	name  string
	specs []string
	hosts []string
	// dir is where the sources are, for the methods that name operations.
	dir    string
	client func(opts ...backup.Option) (any, error)
	// signIns are operations that no method stands for, and the client that
	// uses them with its first call.
	signIns map[string]func(opts ...backup.Option) (any, error)
	// first is a read that a client can begin with.
	first string
	// tokens are put into the examples of sign-ins.
	tokens map[string]string
	header map[string]http.Header
	// refusal is an error in the service's own form.
	refusal func(operation, message string) string
	// expired is how the service says that a session has ended, missing that what
	// an operation is about is not there.
	expired, missing reply
	// requestID is what errors say of the id in an answer's header.
	requestID string
}

// reply is a status and a body.
type reply struct {
	status int
	body   string
}

// inJSON is a text as it stands between the quotes of a JSON string.
func inJSON(text string) string {
	data, _ := json.Marshal(text) // a string can always be encoded
	return string(data[1 : len(data)-1])
}

// timeout bounds an attempt, in the tests' own time.
const timeout = 10 * time.Second

func providers() []provider {
	return []provider{cloutilityProvider(), zomroProvider(), cbrProvider()}
}

func cbrProvider() provider {
	client := func(credentials cbr.Credentials, project string) func(...backup.Option) (any, error) {
		return func(opts ...backup.Option) (any, error) {
			return cbr.New(cbr.Config{Region: "eu-test-1", ProjectID: project, Credentials: credentials, IAMEndpoint: "https://iam.test"},
				append(opts, backup.WithBaseURL("https://cbr.test"))...)
		}
	}
	password := cbr.Password{Domain: "harbor", User: "backup", Password: backup.NewSecret(canary("password"))}
	return provider{
		refusal: func(_, message string) string { return `{"error_code":"Test.1","error_msg":"` + inJSON(message) + `"}` },
		expired: reply{401, `{"error_code":"BackupService.0006","error_msg":"token has expired"}`},
		missing: reply{404, `{"error_code":"BackupService.6105","error_msg":"it does not exist"}`},
		name:    "cbr", requestID: requestID, specs: []string{"cbr", "iam"}, hosts: []string{"cbr.test", "iam.test"}, dir: "../../cbr",
		client: client(password, ""),
		signIns: map[string]func(...backup.Option) (any, error){
			"createToken":        client(password, ""),
			"createTemporaryKey": client(cbr.TemporaryKey{From: password}, "0d9c7a51b2e84f6fa1c3e5b7d9f01234"),
		},
		first:  "Vaults.Get",
		tokens: map[string]string{"not-a-real-secret-key-of-forty-characters": headerCanary("secret-key"), "not-a-real-security-token": headerCanary("security-token")},
		header: map[string]http.Header{"createToken": {"X-Subject-Token": {headerCanary("token")}}},
	}
}

// code is of a second factor.
const code = "735114"

func zomroProvider() provider {
	client := func(totp func(context.Context) (string, error)) func(...backup.Option) (any, error) {
		return func(opts ...backup.Option) (any, error) {
			return zomro.New(zomro.Config{Credentials: zomro.Password{
				Username: "ops@harbor.example", Password: backup.NewSecret(canary("password")), TOTP: totp,
			}}, append(opts, backup.WithBaseURL("https://zomro.test"))...)
		}
	}
	passcode := func(context.Context) (string, error) { return code, nil }
	return provider{
		refusal: func(_, message string) string {
			return `{"doc":{"error":{"$type":"test","$object":"test","msg":{"$":"` + inJSON(message) + `"}}}}`
		},
		expired: reply{200, `{"doc":{"error":{"$type":"auth","$object":"badauth","msg":{"$":"session has ended"}}}}`},
		missing: reply{200, `{"doc":{"error":{"$type":"missed","$object":"elem","msg":{"$":"it does not exist"}}}}`},
		name:    "zomro", specs: []string{"zomro"}, hosts: []string{"zomro.test"}, dir: "../../zomro",
		client:  client(nil),
		signIns: map[string]func(...backup.Option) (any, error){"auth": client(nil), "confirmTotp": client(passcode)},
		first:   "SSHKeys.List",
		tokens:  map[string]string{"5d1f08c2a97be6430c8812fa": "c4na4ed0c2a97be6430c88ff"},
	}
}

func cloutilityProvider() provider {
	client := func(opts ...backup.Option) (any, error) {
		return cloutility.New(cloutility.Config{
			BaseURL: "https://cloutility.test", ClientID: "a-client", Origin: "https://enrol.example.com",
			Credentials: cloutility.Password{Username: "ops@harbor.example", Password: backup.NewSecret(canary("password"))},
		}, opts...)
	}
	return provider{
		refusal: func(_, message string) string {
			return `{"code":"Test","message":"` + inJSON(message) + `","developerMessage":"` + inJSON(message) + `"}`
		},
		expired: reply{401, `{"message":"Authorization has been denied for this request."}`},
		missing: reply{404, `{"code":"NotFound","message":"it does not exist"}`},
		name:    "cloutility", requestID: requestID, specs: []string{"cloutility"}, hosts: []string{"cloutility.test"}, dir: "../../cloutility",
		client:  client,
		signIns: map[string]func(...backup.Option) (any, error){"createToken": client},
		first:   "Users.Me",
		tokens:  map[string]string{"REDACTED": headerCanary("token")},
	}
}

// secrets are all that must never be printed.
func (p provider) secrets() []string {
	out := append(argumentSecrets(), canary("password"), headerCanary("token"))
	for _, token := range p.tokens {
		out = append(out, token)
	}
	return out
}

// load reads the specifications of a package.
func (p provider) load(t *testing.T) (*service, []*spec.Spec) {
	t.Helper()
	s := &service{examples: make(map[string]example), header: p.header}
	var specs []*spec.Spec
	for _, file := range p.specs {
		specification, err := spec.Load("../../specs/" + file + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range specification.Operations {
			s.operations = append(s.operations, backup.Operation{
				Provider: file, ID: o.ID, Method: o.Method, Route: o.Route, Idempotent: o.Idempotent, Success: o.Success,
			})
		}
		if err := s.readExamples(specification); err != nil {
			t.Fatal(err)
		}
		specs = append(specs, specification)
	}
	for key, e := range s.examples {
		for old, token := range p.tokens {
			e.body = strings.ReplaceAll(e.body, old, inJSON(token))
		}
		s.examples[key] = e
	}
	return s, specs
}

// special are the arguments that cannot be found by asking: those that must fit
// the examples of the specification.
func special(operation, method string) []reflect.Value {
	var args []any
	switch method {
	case "Images.Get", "Images.Delete":
		args = []any{int64(7310519)}
	case "Images.Update":
		name := "canary-name"
		args = []any{int64(7310519), zomro.UpdateImageInput{Name: &name}}
	case "Protectables.List":
		args = []any{cbr.ProtectableTypeServer, cbr.ListProtectablesInput{}}
	case "Vaults.ListExternal":
		args = []any{cbr.ListExternalVaultsInput{ExternalProjectID: "0d9c7a51b2e84f6fa1c3e5b7d9f01234", Region: "eu-west-0"}}
	case "Instances.Get":
		args = []any{int64(7310442)}
	case "Instances.Power":
		args = []any{int64(17), map[string]zomro.PowerAction{
			"startInstanceAlias": zomro.PowerStart, "stopInstanceAlias": zomro.PowerStop, "rebootInstanceAlias": zomro.PowerReboot,
		}[operation]}
	}
	var out []reflect.Value
	for _, arg := range args {
		out = append(out, reflect.ValueOf(arg))
	}
	return out
}

// before is what an operation answers until the work of another one is done,
// where the example does not fit: a second factor is owed until it is given.
var before = map[string]struct{ operation, body string }{
	"confirmTotp": {"whoami", `{"doc":{"ok":{"$":"func=totp.confirm"}}}`},
}

// changed is how a list looks after the work of an operation is done, where a
// method looks for what is new in it: an id of the example, and another.
var changed = map[string]struct{ list, old, new string }{
	"createBackup":   {"listBackups", "7310519", "7310520"},
	"createSnapshot": {"listSnapshots", "7310533", "7310534"},
	"createSshKey":   {"listSshKeys", `"490"`, `"491"`},
	"copyImage":      {"listImages", "7310519", "7310520"},
	"orderImage":     {"listImages", "7310519", "7310520"},
	"createSchedule": {"listSchedules", `"117"`, `"118"`},
}

// method finds "Vaults.Get" on a client.
func method(t *testing.T, client any, name string) *call {
	t.Helper()
	v := reflect.ValueOf(client)
	service, function, _ := strings.Cut(name, ".")
	if service != "Client" {
		v = v.Elem().FieldByName(service)
	}
	if m := v.MethodByName(function); m.IsValid() {
		return &call{name: name, method: m}
	}
	t.Fatalf("%T has no method %s", client, name)
	return nil
}

// options are those of every client here: a transport, and all its exits to search.
func options(transport http.RoundTripper, exits *exits) []backup.Option {
	return []backup.Option{
		backup.WithHTTPClient(&http.Client{Transport: transport}),
		backup.WithLogger(slog.New(slog.NewJSONHandler(&exits.log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		backup.WithObserver(exits.observer()),
		backup.WithTimeout(timeout),
	}
}
