package drill_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/fleet/drill"
)

// dirVariable makes the test binary the program that commands of these tests run.
const dirVariable = "CANARY_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(dirVariable); dir != "" {
		keeper(dir)
	}
	goleak.VerifyTestMain(m)
}

// keeper is that program. It keeps canaries in a folder.
func keeper(dir string) {
	args := os.Args[len(os.Args)-3:]
	file := filepath.Join(dir, args[1])
	switch args[0] {
	case "write":
		value, err := io.ReadAll(os.Stdin)
		if err == nil {
			err = os.WriteFile(file, value, 0o600)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "read":
		switch args[1] {
		case "endless":
			for {
				fmt.Println(strings.Repeat("x", 1<<16))
			}
		case "slow":
			time.Sleep(time.Minute)
		case "broken":
			fmt.Fprint(os.Stderr, "no route to host\x1b[2J")
			os.Exit(4)
		}
		value, err := os.ReadFile(file)
		if err != nil {
			os.Exit(3)
		}
		fmt.Print(string(value))
	case "erase":
		_ = os.Remove(file)
	}
	os.Exit(0)
}

func program(t *testing.T) *drill.Command {
	t.Helper()
	return &drill.Command{
		Argv: []string{os.Args[0], "--"},
		Env:  append(os.Environ(), dirVariable+"="+t.TempDir()),
	}
}

func TestCommand(t *testing.T) {
	c := program(t)
	web := drill.Machine{ID: "7310442", Name: "$(touch x); web"}
	if _, err := c.Read(t.Context(), web); !errors.Is(err, drill.ErrNoCanary) {
		t.Errorf("before: %v", err)
	}
	if err := c.Write(t.Context(), web, "a value\nof two lines\n"); err != nil {
		t.Fatal(err)
	}
	if value, err := c.Read(t.Context(), web); err != nil || value != "a value\nof two lines\n" {
		t.Errorf("%q, %v", value, err)
	}
	if err := c.Erase(t.Context(), web); err != nil {
		t.Error(err)
	}
	if _, err := c.Read(t.Context(), web); !errors.Is(err, drill.ErrNoCanary) {
		t.Errorf("after: %v", err)
	}
	if _, err := os.Stat("x"); err == nil {
		t.Error("a shell has read the name")
	}
}

func TestCommandFails(t *testing.T) {
	c := program(t)
	c.Timeout = time.Second
	for id, want := range map[string]string{"broken": "no route to host [2J", "endless": "printed more than", "slow": "not done after 1s"} {
		if id == "endless" {
			c.Timeout = 300 * time.Millisecond // it does not end by itself
			want = "not done after 300ms"
		}
		_, err := c.Read(t.Context(), drill.Machine{ID: id})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", id, err)
		}
		c.Timeout = time.Second
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Write(ctx, drill.Machine{ID: "a"}, "x"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := (&drill.Command{}).Erase(t.Context(), drill.Machine{ID: "a"}); err == nil {
		t.Error("no program")
	}
	if err := (&drill.Command{Argv: []string{"/nonexistent/canary"}}).Erase(t.Context(), drill.Machine{ID: "a"}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
