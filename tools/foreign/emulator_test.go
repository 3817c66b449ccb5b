package foreign

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const root = "../.."

var update = flag.Bool("update", false, "write docs/clients.md")

// emulated are the settings that `backupctl emulate` prints, such as "cbr base URL".
var emulated map[string]string

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run builds backupctl as its users do, and has it serve while the tests run.
func run(m *testing.M) (code int, err error) {
	work, err := os.MkdirTemp("", "foreign")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	program := filepath.Join(work, "backupctl")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/backupctl")
	build.Dir, build.Env = root, append(os.Environ(), "GOWORK=")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, out)
	}
	emulator := exec.CommandContext(ctx, program, "emulate", "--addr", "127.0.0.1:0", "--work-time", "200ms")
	emulator.Stderr = os.Stderr
	emulator.Cancel = func() error { return emulator.Process.Signal(os.Interrupt) }
	emulator.WaitDelay = 10 * time.Second
	stdout, err := emulator.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := emulator.Start(); err != nil {
		return 0, err
	}
	emulated = settings(stdout)
	if emulated["cbr base URL"] == "" {
		return 0, errors.New("the emulator says no addresses")
	}
	code = m.Run()
	cancel()
	_ = emulator.Wait() // it was stopped by a signal
	if code == 0 {
		err = results.finish()
	}
	return code, err
}

// settings reads the table up to its last line.
func settings(r io.Reader) map[string]string {
	out := make(map[string]string)
	service := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "└") {
			break
		}
		cells := strings.Split(line, "│")
		if len(cells) != 5 {
			continue
		}
		if name := strings.TrimSpace(cells[1]); name != "" {
			service = name
		}
		out[service+" "+strings.TrimSpace(cells[2])] = strings.TrimSpace(cells[3])
	}
	go func() { _, _ = io.Copy(io.Discard, r) }() // ends with the emulator
	return out
}

// setting is one that must be there.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := emulated[name]
	if value == "" {
		t.Fatalf("the emulator does not say %q", name)
	}
	return value
}
