package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func host() options {
	return options{platform: "linux", workers: 2, machine: cloutility.EnrollInput{Name: "web-7", OperatingSystem: "Linux", NodeType: "File server", Domain: "STANDARD"}}
}

// start runs the program and returns what it printed.
func start(t *testing.T, o options) (out, log string, err error) {
	t.Helper()
	var outBuf, logBuf bytes.Buffer
	err = run(t.Context(), &outBuf, &logBuf, o)
	return outBuf.String(), logBuf.String(), err
}

func TestOneMachine(t *testing.T) {
	out, log, err := start(t, host())
	if err != nil || log != "" {
		t.Fatalf("%v\n%s%s", err, out, log)
	}
	text := out
	for _, want := range []string{"web-7: consumption unit created", "web-7: activation created", "/opt/tivoli/tsm/client/ba/bin/dsm.sys", "NODENAME", "dsm.opt", "first password: REDACTED"} {
		_, rest, found := strings.Cut(text, want)
		if !found {
			t.Errorf("the output lacks %q after what came before:\n%s", want, out)
			continue
		}
		text = rest
	}
	o := host()
	o.showPassword = true
	if out, _, err := start(t, o); err != nil || strings.Contains(out, "REDACTED") || !strings.Contains(out, "first password: np-") {
		t.Errorf("%v\n%s", err, out)
	}
	o.platform = "beos"
	if _, _, err := start(t, o); !errors.Is(err, backup.ErrInvalid) {
		t.Error(err)
	}
}

func TestForScripts(t *testing.T) {
	for _, show := range []bool{false, true} {
		o := host()
		o.json, o.showPassword = true, show
		out, log, err := start(t, o)
		var got struct {
			NodeName, Password, ServerAddress string
			Changed                           bool
			Files                             []cloutility.OptionFile
		}
		if err != nil || json.Unmarshal([]byte(out), &got) != nil || !strings.Contains(log, "web-7: activation created") {
			t.Fatalf("%v\n%s%s", err, out, log)
		}
		if len(got.NodeName) != 12 || got.ServerAddress == "" || !got.Changed || len(got.Files) != 2 || show != strings.HasPrefix(got.Password, "np-") || show == (got.Password == backup.Redacted) {
			t.Errorf("%+v", got)
		}
	}
	o := host()
	o.json, o.remove = true, true
	if out, _, err := start(t, o); err != nil || !strings.Contains(out, `"deleted": false`) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestManyMachines(t *testing.T) {
	o := host()
	o.csv = filepath.Join(t.TempDir(), "machines.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(o.csv, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("name;domain[name]\nweb-1;90DAYS\nweb-2;\n")
	if out, _, err := start(t, o); err != nil || !strings.Contains(out, "2 of 2: web-") || !strings.HasSuffix(out, "2 machines: 2 changed, 0 unchanged, 0 failed\n") {
		t.Errorf("%v\n%s", err, out)
	}
	write("name;domain[name]\nweb-1;90DAYS\nweb-2;FOREVER\n")
	if out, _, err := start(t, o); err == nil || !strings.Contains(out, "web-2 failed") || !strings.Contains(out, `"FOREVER" is unknown; there are STANDARD`) {
		t.Errorf("%v\n%s", err, out)
	}
	o.json = true
	var got struct{ Changed, Failed int }
	if out, _, err := start(t, o); err == nil || json.Unmarshal([]byte(out), &got) != nil || got.Changed != 1 || got.Failed != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	write("host\n")
	if _, _, err := start(t, o); !errors.Is(err, backup.ErrInvalid) {
		t.Error(err)
	}
}

func TestRemove(t *testing.T) {
	o := host()
	o.remove, o.dryRun = true, true
	if out, _, err := start(t, o); err != nil || !strings.Contains(out, "web-7: consumption unit absent") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, io.Discard, io.Discard, host()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	t.Setenv("CLOUTILITY_CLIENT_ID", "")
	o := host()
	o.live = true
	if err := run(t.Context(), io.Discard, io.Discard, o); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
