package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// quirkLab is a lab with some quirks and with something of everything to read.
func quirkLab(t *testing.T, quirks ...string) *lab {
	t.Helper()
	e, err := emulator.Start(context.Background(), emulator.Options{Addr: "127.0.0.1:0", Pace: emulator.Pace{}, Quirks: quirks})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	e.CBR.AddBackups(e.CBR.Vaults()[0].ID, 3)
	e.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly", SizeGB: 3})
	e.Cloutility.AddNode(cloutilitytest.HomeUnit, "host-1")
	l := &lab{Emulator: e, dir: t.TempDir()}
	l.env = labEnv(t, l.dir, e.URL, e)
	return l
}

// verifyArgs are a whole look at a context.
func verifyArgs(context string, more ...string) []string {
	return append([]string{"verify", context, "--yes", "--pause", "0", "--probe", "--no-token-store"}, more...)
}

func labContext(service string) string {
	return map[string]string{"cbr": "clab", "zomro": "zlab", "cloutility": "plab"}[service]
}

// At the fakes as they are, nothing differs.
func TestVerifyFindsNothing(t *testing.T) {
	l := quirkLab(t)
	for service, calls := range map[string]int{"cbr": 30, "zomro": 30, "cloutility": 50} {
		code, out, errs := l.run(t, verifyArgs(labContext(service))...)
		if code != 0 || out != "" {
			t.Errorf("%s: exit code %d, %s%s", service, code, out, errs)
		}
		var n, of int
		if _, err := fmt.Sscanf(errs[strings.Index(errs, "\n")+1:], "%d calls of %d operations", &n, &of); err != nil {
			_, _ = fmt.Sscanf(errs, "%d calls of %d operations", &n, &of)
		}
		t.Logf("%s: %d calls of %d operations", service, n, of)
		if n < calls {
			t.Errorf("%s: %d calls only: %s", service, n, errs)
		}
	}
}

// inChanges are the quirks that reads do not show, and changes in which they do.
func inChanges() map[string][]string {
	return map[string][]string{
		"cbr:no-provider-id":         {"cbr vault update VAULT --name renamed"},
		"cloutility:created-status":  {"cloutility consumer create --name web-7"},
		"cloutility:quiet-deletions": {"cloutility node delete NODE --yes"},
		"zomro:bare-actions":         {"zomro backup create twice", "zomro instance stop INSTANCE --yes", "zomro instance start INSTANCE"},
	}
}

// Each quirk is found: by verify, or where reads do not show it, by drift in a trace
// of changes.
func TestVerifyFindsEachQuirk(t *testing.T) {
	changes := inChanges()
	for _, quirk := range emulator.Quirks() {
		t.Run(quirk, func(t *testing.T) {
			service, _, _ := strings.Cut(quirk, ":")
			l := quirkLab(t, quirk)
			_, out, errs := l.run(t, verifyArgs(labContext(service))...)
			found := strings.Contains(out, service)
			if found == (changes[quirk] != nil) {
				t.Errorf("found by reads: %t; %s%s", found, out, errs)
			}
			if !found {
				out = l.changed(t, changes[quirk])
			}
			first := strings.Split(out, "\n")
			if !strings.Contains(out, service) || len(first) < 2 {
				t.Fatalf("it is not found: %s", out)
			}
			t.Logf("%d findings, such as %s", len(first)-2, strings.Join(strings.Fields(first[1]), " "))
		})
	}
}

// changed makes changes and compares what was traced.
func (l *lab) changed(t *testing.T, commands []string) string {
	t.Helper()
	node := l.Cloutility.AddNode(cloutilitytest.HomeUnit, "to-go")
	args := []string{"drift"}
	for i, command := range commands {
		file := fmt.Sprintf("changes-%d.har", i)
		words := strings.Fields(strings.NewReplacer(
			"VAULT", l.CBR.Vaults()[0].ID, "NODE", strconv.FormatInt(node, 10), "INSTANCE", strconv.FormatInt(zomrotest.InstanceID, 10),
		).Replace(command))
		code, _, errs := l.run(t, append(words, "--trace-file", file)...)
		if code != 0 {
			t.Fatalf("%s: %s", command, errs)
		}
		args = append(args, file)
	}
	_, out, errs := l.run(t, args...)
	return out + errs
}

// What was recorded from one account is responded by the emulator, whatever the
// project of its own is.
func TestRecordingsAreScenarios(t *testing.T) {
	l := quirkLab(t)
	l.must(t, "cbr", "vault", "update", l.CBR.Vaults()[0].ID, "--name", "of-the-recording")
	for _, service := range []string{"cbr", "zomro", "cloutility"} {
		l.must(t, verifyArgs(labContext(service), "--record", "recorded-"+service)...)
	}
	reads := [][]string{
		{"cbr", "vault", "list"}, {"cbr", "backup", "list", "--page", "first"}, {"cbr", "vault", "get", l.CBR.Vaults()[0].ID},
		{"zomro", "instance", "list"}, {"zomro", "backup", "list"}, {"cloutility", "consumer", "list"}, {"cloutility", "unit", "list"},
	}
	for _, line := range reads {
		e, err := emulator.Start(context.Background(), emulator.Options{Addr: "127.0.0.1:0", Recording: filepath.Join(l.dir, "recorded-"+line[0])})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		other := &lab{Emulator: e, dir: t.TempDir()}
		other.env = labEnv(t, other.dir, e.URL, e)
		want := l.must(t, append(line, "-o", "name")...)
		if got := other.must(t, append(line, "-o", "name")...); got != want || want == "" {
			t.Errorf("%v: %q, and the recorded account has %q", line, got, want)
		}
		if line[0] == "cbr" && !strings.Contains(other.must(t, "cbr", "vault", "list"), "of-the-recording") {
			t.Error("the recorded name is not responded")
		}
	}
	for name, o := range map[string]emulator.Options{
		"no recording":            {Recording: l.dir},
		"unknown quirk":           {Quirks: []string{"cbr:none"}},
		"quirks of a state":       {Quirks: []string{"nulls"}, State: filepath.Join(l.dir, "state.json")},
		"a recording and a state": {Recording: filepath.Join(l.dir, "recorded-cbr"), State: filepath.Join(l.dir, "state.json")},
	} {
		o.Addr = "127.0.0.1:0"
		if e, err := emulator.Start(t.Context(), o); err == nil {
			_ = e.Close()
			t.Errorf("%s is no error", name)
		}
	}
}
