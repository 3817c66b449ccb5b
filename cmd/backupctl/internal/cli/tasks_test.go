package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// emulatorOf is the address that documents have for the emulator.
const emulatorOf = "127.0.0.1:8099"

// The pages of docs/tasks are done from top to bottom, as somebody does who reads
// them: their emulator runs, every command of theirs succeeds, and what they show
// is what it prints.
func TestTasks(t *testing.T) {
	keyring.MockInit()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "tasks", "*.md"))
	if err != nil || len(pages) < 6 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	targets, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(page), ".md"), func(t *testing.T) {
			r := newReader(t, string(targets))
			for _, b := range blocksOf(string(data)) {
				switch b.language {
				case "sh":
					r.shell(b.text)
				case "text":
					r.shown(b.text)
				}
			}
			if r.ran == 0 {
				t.Error("nothing was run")
			}
		})
	}
}

// block is a piece of code in a document.
type block struct{ language, text string }

func blocksOf(text string) []block {
	var out []block
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		out = append(out, block{m[1], m[2]})
	}
	return out
}

// reader is somebody who does what a page says, in a folder of their own.
type reader struct {
	t       *testing.T
	env     map[string]string
	address string // of the emulator, in place of that of the page
	targets string // the Makefile
	last    string // what the commands of the last block printed
	ran     int
}

func newReader(t *testing.T, targets string) *reader {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	return &reader{t: t, targets: targets, env: map[string]string{"HOME": dir, "BACKUPCTL_CONFIG": filepath.Join(dir, "config.yaml"), "PATH": os.Getenv("PATH")}}
}

// shell runs the lines of a block.
func (r *reader) shell(text string) {
	r.t.Helper()
	r.last = ""
	lines := strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.ReplaceAll(strings.TrimSpace(lines[i]), emulatorOf, r.address)
		file, isFile := strings.CutPrefix(line, "cat > ")
		switch command, _, _ := strings.Cut(line, " "); {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "backupctl emulate"):
			r.emulate(strings.ReplaceAll(strings.TrimSpace(lines[i]), "backupctl ", ""))
		case command == "backupctl":
			r.backupctl(line)
		case isFile:
			name, end, _ := strings.Cut(file, " <<")
			end = strings.Trim(end, "'")
			var content strings.Builder
			for i++; i < len(lines) && lines[i] != end; i++ {
				content.WriteString(lines[i] + "\n")
			}
			if err := os.WriteFile(name, []byte(content.String()), 0o600); err != nil {
				r.t.Fatal(err)
			}
		case command == "curl":
			r.program(line)
		case command == "make":
			target := strings.Fields(line)[1]
			if !strings.Contains(r.targets, "\n"+target+":") {
				r.t.Errorf("the Makefile has no %s", target)
			}
			r.ran++
		default:
			r.t.Errorf("nobody knows how to run %q here", line)
		}
	}
}

// backupctl runs a command line in this process.
func (r *reader) backupctl(line string) {
	r.t.Helper()
	args, err := shellWords(line)
	if err != nil {
		r.t.Fatal(err)
	}
	if args[1] == "backup" || args[1] == "restore" || strings.Contains(line, " --wait") {
		args = append(args, "--poll-interval", "20ms") // the emulator is in a hurry here
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	p := Program{Args: args[1:], Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: ".", Getenv: func(name string) string { return r.env[name] }}
	if code := p.Run(ctx); code != 0 {
		r.t.Errorf("%s: exit code %d\n%s%s", line, code, out.String(), errs.String())
	}
	r.last += out.String()
	r.ran++
}

// program runs another program, where it is installed.
func (r *reader) program(line string) {
	r.t.Helper()
	args, err := shellWords(line)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := exec.LookPath(args[0]); err != nil {
		if os.Getenv("TEST_PROGRAMS") == "needed" {
			r.t.Fatal(err)
		}
		return
	}
	out, err := exec.CommandContext(r.t.Context(), args[0], args[1:]...).CombinedOutput()
	if err != nil || strings.Contains(string(out), `"error"`) {
		r.t.Errorf("%s: %v\n%s", line, err, out)
	}
	r.ran++
}

// emulate leaves the emulator running until the page is done, at a free port.
func (r *reader) emulate(line string) {
	r.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	r.address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		r.t.Fatal(err)
	}
	args, err := shellWords(strings.ReplaceAll(line, emulatorOf, r.address) + " --work-time 30ms")
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(r.t.Context())
	said := &firstWrite{done: make(chan struct{})}
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- Program{Args: args, Stdin: strings.NewReader(""), Stdout: said, Stderr: &errs, Dir: ".", Getenv: func(string) string { return "" }}.Run(ctx)
	}()
	select {
	case <-said.done:
	case code := <-ended:
		stop()
		r.t.Fatalf("%s: exit code %d, %s", line, code, errs.String())
	}
	r.t.Cleanup(func() {
		stop()
		<-ended
	})
	r.ran++
}

// firstWrite tells that something was written.
type firstWrite struct {
	once sync.Once
	done chan struct{}
}

func (w *firstWrite) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.done) })
	return io.Discard.Write(p)
}

// shown looks whether the commands before printed the lines of a block, numbers and
// the widths of columns aside.
func (r *reader) shown(text string) {
	r.t.Helper()
	printed := loosely(r.last)
	for line := range strings.Lines(text) {
		if want := loosely(line); want != "" && !strings.Contains(printed, want) {
			r.t.Errorf("the page shows %q, and printed was\n%s", strings.TrimSpace(line), r.last)
		}
	}
}

var numeral = regexp.MustCompile(`[0-9]+`)

// loosely is a text without what differs from run to run.
func loosely(text string) string {
	return numeral.ReplaceAllString(strings.Join(strings.Fields(text), " "), "0")
}

// The reader itself notices what is wrong on a page.
func TestBlocksOf(t *testing.T) {
	got := fmt.Sprint(blocksOf("a\n```sh\nx\ny\n```\n\n```text\nz\n```\n```go\nf()\n```\n"))
	if want := "[{sh x\ny\n} {text z\n} {go f()\n}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if loosely(" a  12\n b 3 ") != "a 0 b 0" {
		t.Error(loosely(" a  12\n b 3 "))
	}
}
