package alert_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/fleet/alert"
)

// fileVariable makes the test binary the program that commands of these tests run.
const fileVariable = "ALERT_FILE"

func TestMain(m *testing.M) {
	if file := os.Getenv(fileVariable); file != "" {
		pager(file)
	}
	goleak.VerifyTestMain(m)
}

// pager is that program. It keeps what it is told in a file.
func pager(file string) {
	input, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = os.WriteFile(file, input, 0o600)
	}
	switch last := os.Args[len(os.Args)-1]; {
	case last == "slow":
		time.Sleep(time.Minute)
	case last == "fail" || err != nil:
		fmt.Fprint(os.Stderr, "pager is\x1b[2J down")
		os.Exit(1)
	}
	os.Exit(0)
}

func TestCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "event")
	c := &alert.Command{
		Label: "pager", Argv: []string{os.Args[0], "--", "$(touch x); send"},
		Env: append(os.Environ(), fileVariable+"="+file),
	}
	if err := c.Send(t.Context(), failed()); err != nil || c.Name() != "pager" {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	var got alert.Event
	if err == nil {
		err = json.Unmarshal(data, &got)
	}
	if diff := cmp.Diff(failed(), got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := os.Stat("x"); err == nil {
		t.Error("a shell has read the argument")
	}
	c.Argv[2] = "fail"
	if err := c.Send(t.Context(), failed()); err == nil || !strings.Contains(err.Error(), "pager is [2J down") {
		t.Error(err)
	}
	c.Argv[2], c.Timeout = "slow", 300*time.Millisecond
	if err := c.Send(t.Context(), failed()); err == nil || !strings.Contains(err.Error(), "not done after 300ms") {
		t.Error(err)
	}
	var bad *alert.ArgumentError
	if err := (&alert.Command{}).Send(t.Context(), failed()); !errors.As(err, &bad) {
		t.Error(err)
	}
}
