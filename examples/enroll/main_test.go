package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func host() options {
	return options{platform: "linux", workers: 2, spec: cloutility.EnrollSpec{Name: "web-7", OperatingSystem: "Linux", NodeType: "File server", Domain: "STANDARD"}}
}

func TestOneMachine(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out, host()); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	text := out.String()
	for _, want := range []string{"web-7: consumption unit made", "web-7: activation made", "/opt/tivoli/tsm/client/ba/bin/dsm.sys", "NODENAME", "dsm.opt", "first password: REDACTED"} {
		_, rest, found := strings.Cut(text, want)
		if !found {
			t.Errorf("the output lacks %q after what came before:\n%s", want, out.String())
			continue
		}
		text = rest
	}
	out.Reset()
	o := host()
	o.showPassword = true
	if err := run(t.Context(), &out, o); err != nil || strings.Contains(out.String(), "REDACTED") || !strings.Contains(out.String(), "first password: np-") {
		t.Errorf("%v\n%s", err, out.String())
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
	var out bytes.Buffer
	if err := run(t.Context(), &out, o); err != nil || !strings.HasSuffix(out.String(), "2 machines: 2 changed, 0 unchanged, 0 failed\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
	write("name;domain[name]\nweb-1;90DAYS\nweb-2;FOREVER\n")
	out.Reset()
	if err := run(t.Context(), &out, o); err == nil || !strings.Contains(out.String(), "web-2 failed:") {
		t.Errorf("%v\n%s", err, out.String())
	}
	write("host\n")
	if err := run(t.Context(), &out, o); !errors.Is(err, backup.ErrInvalid) {
		t.Error(err)
	}
}

func TestRemove(t *testing.T) {
	o := host()
	o.remove, o.dryRun = true, true
	var out bytes.Buffer
	if err := run(t.Context(), &out, o); err != nil || !strings.Contains(out.String(), "web-7: consumption unit absent") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, &bytes.Buffer{}, host()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	t.Setenv("CLOUTILITY_CLIENT_ID", "")
	o := host()
	o.live = true
	if err := run(t.Context(), &bytes.Buffer{}, o); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
