package cli

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// What a waiting command is given exists: an argument or flag of the command
// that begins the work, or a field of its result.
func TestFollowUpsNameWhatThereIs(t *testing.T) {
	braces := regexp.MustCompile(`\{([^}]*)\}`)
	eachVerb(func(s *service, group string, v verb) {
		if v.then == "" {
			return
		}
		path := s.name + " " + group + " " + v.name()
		b, err := v.bind()
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		for _, found := range braces.FindAllStringSubmatch(v.then, -1) {
			name := strings.TrimSuffix(found[1], "?")
			known := knownOf(&running{verb: v})
			for _, slot := range b.Slots() {
				known = append(known, strings.ToUpper(slot.Word.Name), slot.Flag)
			}
			if strings.ContainsAny(name, "[(") {
				name, _, _ = strings.Cut(name, "[")
				if name == "" {
					continue // a list itself
				}
			}
			if !slices.Contains(known, name) {
				t.Errorf("%s: {%s} is nothing that it knows", path, found[1])
			}
		}
		words := strings.Fields(v.then)
		waiting, err := (&session{service: s}).find(words[0], words[1])
		if err != nil || waiting.kind != waits {
			t.Errorf("%s: %q is no command that waits", path, v.then)
		}
	})
}

// A wait tells work that failed from one that was cut short, and how to go on.
func TestWorkThatEndsBadly(t *testing.T) {
	e := started(t)
	defer func() { _ = e.close() }()
	env := cbrEnv(t, e)
	run := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		code := Program{Args: args, Stdout: &out, Stderr: &errs, Getenv: func(name string) string { return env[name] }}.Run(t.Context())
		return code, errs.String()
	}
	add := func() string {
		return e.cbr.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Name: "server"}}}).ID
	}
	e.cbr.FailNextCheckpoint(cbrtest.Failure{Status: "error", Code: "BackupService.7001", Message: "disk full"})
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
