package cli

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro"
)

// What begins work names a command that waits, and can say what it waits for.
func TestWaitCommandsFit(t *testing.T) {
	eachVerb(func(s *service, group string, v verb) {
		if !v.waitCommand.isSet() {
			return
		}
		path := s.name + " " + group + " " + v.name()
		_, waiting, b, err := v.waitCommand.bind(s)
		if err != nil || waiting.kind != waits {
			t.Errorf("%s: %v, or it does not wait", path, err)
			return
		}
		took, gives := bound(v.call), bound(waiting.call)
		if v.waitCommand.arguments == nil {
			if len(took) < len(gives) || !slices.Equal(took[:len(gives)], gives) {
				t.Errorf("%s takes %v, its wait %v", path, took, gives)
			}
			return
		}
		fn := reflect.TypeOf(v.waitCommand.arguments)
		for i := range fn.NumIn() {
			result := i == fn.NumIn()-1 && fn.In(i) == reflect.TypeOf(v.call).Out(0)
			if began := i < len(took) && took[i] == fn.In(i); began == result {
				t.Errorf("%s: parameter %d of what gives the wait its arguments is not one thing", path, i)
			}
		}
		var out []reflect.Type
		for typ := range fn.Outs() {
			out = append(out, typ)
		}
		if !slices.Equal(out, gives) {
			t.Errorf("%s gives %v, its wait takes %v", path, out, gives)
		}
		if slices.ContainsFunc(b.Slots(), func(slot *bind.Slot) bool { return slot.Word.Implicit }) {
			t.Errorf("%s: its wait finds something by itself", path)
		}
	})
}

// bound are the types of a call's parameters that have a place on the line.
func bound(call any) []reflect.Type {
	var out []reflect.Type
	for i := range parameters(call) {
		out = append(out, reflect.TypeOf(call).In(i+2))
	}
	return out
}

// Without --wait the command that waits is shown as it can be typed.
func TestFollowUps(t *testing.T) {
	yes := true
	for _, tt := range []struct {
		service *service
		group   string
		verb    string
		values  []any
		result  any
		want    string
	}{
		{zomroService(), "backup", "create", []any{int64(17), "x"}, &zomro.Backup{ID: 9001}, "zomro backup wait 9001"},
		{zomroService(), "backup", "create", []any{int64(17), "x"}, nil, ""},
		{zomroService(), "backup", "create", []any{int64(17), "x"}, &zomro.Backup{}, ""},
		{zomroService(), "instance", "create", []any{zomro.OrderInstanceInput{}}, &zomro.CreatedInstance{}, ""},
		{zomroService(), "instance", "start", []any{int64(17)}, nil, "zomro instance wait 17"},
		{cbrService(), "backup", "restore", []any{"b", cbr.RestoreBackupInput{}}, &cbr.RestoreJob{JobID: "j"}, "cbr backup wait-restored b j"},
		{cbrService(), "backup", "restore", []any{"b", cbr.RestoreBackupInput{}}, &cbr.RestoreJob{}, "cbr backup wait-restored b"},
		{cbrService(), "vault", "add-resources", []any{"v", resourcesInput{Resources: []string{"a b", "c"}, Type: cbr.ResourceTypeVolume}}, []string{}, "cbr vault wait-added v 'a b' c --type=" + string(cbr.ResourceTypeVolume)},
		{cbrService(), "migration", "start", []any{cbr.StartMigrationInput{AllRegions: &yes}}, cbr.MigrationRegions{}, "cbr migration wait --all-regions=true"},
		{cbrService(), "order", "change", []any{cbr.ChangeOrderInput{ResourceID: "v", ProductInfo: cbr.OrderProduct{SizeGB: 800}}}, &cbr.OrderResult{}, "cbr vault wait v --size-gb=800"},
	} {
		s := &session{app: &app{}, service: tt.service}
		v, err := s.find(tt.group, tt.verb)
		if err != nil {
			t.Fatal(err)
		}
		inv := &invocation{session: s, verb: v}
		for _, value := range tt.values {
			inv.values = append(inv.values, reflect.ValueOf(value))
		}
		line, err := inv.followUp(tt.result)
		if line != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s %s: %q, %v; want %q", tt.group, tt.verb, line, err, tt.want)
		}
	}
}

// A wait tells work that failed from one that was cut short, and how to go on.
func TestWorkThatEndsBadly(t *testing.T) {
	e := started(t)
	defer func() { _ = e.Close() }()
	env := cbrEnv(t, e)
	run := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		code := Program{Args: args, Stdout: &out, Stderr: &errs, Getenv: func(name string) string { return env[name] }}.Run(t.Context())
		return code, errs.String()
	}
	add := func() string {
		return e.CBR.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Name: "server"}}}).ID
	}
	e.CBR.FailNextCheckpoint(cbrtest.Failure{Status: "error", Code: "BackupService.7001", Message: "disk full"})
	code, errs := run("cbr", "checkpoint", "create", add(), "--wait", "--poll-interval", "10ms")
	if code != problems.WorkFailed || !strings.Contains(errs, "kind work failed") {
		t.Errorf("exit code %d, %q", code, errs)
	}
	code, errs = run("cbr", "checkpoint", "create", add(), "--wait", "--timeout", "1ms")
	if code != problems.Timeout || !strings.Contains(errs, "hint: to go on waiting: backupctl cbr checkpoint wait ") {
		t.Errorf("exit code %d, %q", code, errs)
	}
	code, errs = run("cbr", "checkpoint", "create", add(), "--wait", "--timeout", "1ms", "-o", "json")
	if code != problems.Timeout || !strings.Contains(errs, `"exit_code": 13`) || !strings.Contains(errs, `"hint": "to go on waiting`) {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
