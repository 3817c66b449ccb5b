package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// tty is a process of the program at a terminal of its own.
type tty struct {
	t    *testing.T
	cmd  *exec.Cmd
	near *os.File // this end
	far  *os.File // the program's end, kept open to look at its state
	read chan struct{}

	mu     sync.Mutex
	screen bytes.Buffer
	seen   int // what expect has gone past
}

// atTerminal starts the program with standard input, output and error on a
// terminal.
func atTerminal(t *testing.T, env map[string]string, args ...string) *tty {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	near, far, err := pty.Open()
	if err != nil {
		t.Fatalf("no terminal can be made: %v", err)
	}
	if err := pty.Setsize(near, &pty.Winsize{Rows: 40, Cols: 200}); err != nil {
		t.Fatal(err)
	}
	p := &tty{t: t, near: near, far: far, read: make(chan struct{})}
	p.cmd = exec.CommandContext(t.Context(), self)
	p.cmd.Args = append([]string{"backupctl"}, args...)
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=xterm", "NO_COLOR=1"}
	for key, value := range env {
		p.cmd.Env = append(p.cmd.Env, key+"="+value)
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = far, far, far
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // so that keys are signals
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.read)
		buf := make([]byte, 4096)
		for {
			n, err := near.Read(buf)
			p.mu.Lock()
			p.screen.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = far.Close()
		_ = near.Close()
		<-p.read
	})
	return p
}

// text is all that was shown so far.
func (p *tty) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.screen.String()
}

// expect waits for a text after those expected before.
func (p *tty) expect(want string) {
	p.t.Helper()
	soon(p.t, "the text "+want+" in\n"+p.text(), func() bool {
		at := strings.Index(p.text()[p.seen:], want)
		if at >= 0 {
			p.seen += at + len(want)
		}
		return at >= 0
	})
}

// prompted waits for a question and for the terminal to show nothing of the reply.
func (p *tty) prompted(want string) {
	p.t.Helper()
	p.expect(want)
	soon(p.t, "silence", func() bool { return !echoes(p.t, p.far) })
}

// enter types a line.
func (p *tty) enter(line string) {
	p.t.Helper()
	p.press(line + "\n")
}

// press types keys.
func (p *tty) press(keys string) {
	p.t.Helper()
	if _, err := p.near.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// exits waits for the end, and looks at the exit code and the terminal.
func (p *tty) exits(code int) {
	p.t.Helper()
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		p.t.Fatal(err)
	} else if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d: %v, %v\n%s", got, code, err, exit, p.text())
	}
	if !echoes(p.t, p.far) {
		p.t.Error("the terminal is left without echo")
	}
}

// echoes says that the terminal shows what is typed.
func echoes(t *testing.T, f *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}
