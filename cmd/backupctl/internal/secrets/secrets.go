// Package secrets finds passwords, keys and tokens where users keep them. None
// of them is ever an argument: others on the machine see those.
package secrets

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
	"golang.org/x/term"

	backup "github.com/backup-sdk/backup-go"
)

// Service names this program in the keyring.
const Service = "backupctl"

// Finder looks a secret up. Its functions are those of the process unless a
// test sets others.
type Finder struct {
	Getenv func(string) string
	Stdin  io.Reader
	// Stderr is where the user's commands complain.
	Stderr io.Writer
	// Ask reads a line from the terminal without echo, nil where nobody can
	// be asked.
	Ask func(ctx context.Context, prompt string) (string, error)
	// Found, if set, is told each secret that was found.
	Found func(...backup.Secret)

	lines *bufio.Reader
}

// UsageError is a source that is not one.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

// Help describes sources, for the help of flags.
const Help = "env:NAME, file:PATH, cmd:COMMAND, keyring:NAME, prompt, or - for a line of standard input"

// Find returns the secret a source stands for.
func (f *Finder) Find(ctx context.Context, source string) (backup.Secret, error) {
	kind, rest, _ := strings.Cut(source, ":")
	var text string
	var err error
	switch {
	case source == "-":
		text, err = f.line()
	case kind == "prompt":
		text, err = f.ask(ctx, rest)
	case kind == "env" && rest != "":
		if text = f.Getenv(rest); text == "" {
			err = fmt.Errorf("the variable %s is not set", rest)
		}
	case kind == "file" && rest != "":
		text, err = file(rest)
	case kind == "cmd" && rest != "":
		text, err = command(ctx, rest, f.Stderr)
	case kind == "keyring" && rest != "":
		text, err = Stored(rest)
	default:
		return backup.Secret{}, &UsageError{"a secret is not given on the command line, where others can see it, but by " + Help}
	}
	if err != nil {
		return backup.Secret{}, err
	}
	if text == "" {
		return backup.Secret{}, fmt.Errorf("the secret from %s is empty", name(source, kind))
	}
	secret := backup.NewSecret(text)
	if f.Found != nil {
		f.Found(secret)
	}
	return secret, nil
}

// name is a source in messages, without a command, which may hold anything.
func name(source, kind string) string {
	switch kind {
	case "cmd":
		return "the command"
	case "-":
		return "standard input"
	}
	return source
}

func (f *Finder) line() (string, error) {
	if f.lines == nil {
		f.lines = bufio.NewReader(f.Stdin)
	}
	text, err := f.lines.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(text, "\r\n"), nil
}

func (f *Finder) ask(ctx context.Context, what string) (string, error) {
	if f.Ask == nil {
		return "", &UsageError{"a password has to be typed, and there is no terminal: give it by " + Help}
	}
	if what == "" {
		what = "Password"
	}
	return f.Ask(ctx, what+": ")
}

// Terminal asks on the terminal, without echo. It returns nil where stdin is none.
func Terminal(stdin io.Reader, stderr io.Writer) func(context.Context, string) (string, error) {
	in, ok := stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil
	}
	return func(ctx context.Context, prompt string) (string, error) {
		fd := int(in.Fd())
		before, err := term.GetState(fd)
		if err != nil {
			return "", err
		}
		type typed struct {
			text string
			err  error
		}
		reply := make(chan typed, 1)
		fmt.Fprint(stderr, prompt)
		go func() {
			text, err := term.ReadPassword(fd)
			reply <- typed{string(text), err}
		}()
		defer fmt.Fprintln(stderr)
		select {
		case t := <-reply:
			return t.text, t.err
		case <-ctx.Done(): // the read goes on; the program ends, with echo
			return "", errors.Join(ctx.Err(), term.Restore(fd, before))
		}
	}
}

const maxSecret = 64 << 10

func file(path string) (string, error) {
	f, err := os.Open(path) //nolint:gosec // the user names it
	if err != nil {
		return "", err
	}
	defer func() {
		_ = f.Close() // nothing was written
	}()
	data, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

// commandTime is for a password manager that asks somebody to unlock it.
const commandTime = 2 * time.Minute

func command(ctx context.Context, line string, stderr io.Writer) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	shell, flag := "/bin/sh", "-c"
	if runtime.GOOS == "windows" {
		shell, flag = "cmd", "/C"
	}
	cmd := exec.CommandContext(ctx, shell, flag, line) //nolint:gosec // the user's own command
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, stderr
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("the password command failed: %w", err)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	return strings.TrimRight(first, "\r"), nil
}

// Stored reads the keyring of the operating system.
func Stored(name string) (string, error) {
	text, err := keyring.Get(Service, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return "", fmt.Errorf("the keyring has no %q of %s: `backupctl context create --replace` asks for the password and stores it", name, Service)
	}
	if err != nil {
		return "", fmt.Errorf("the keyring of this system cannot be read: %w", err)
	}
	return text, nil
}

// Store writes the keyring of the operating system.
func Store(name, secret string) error {
	if err := keyring.Set(Service, name, secret); err != nil {
		return fmt.Errorf("the keyring of this system cannot be written: %w", err)
	}
	return nil
}

// Forget removes an entry; one that is not there is forgotten already.
func Forget(name string) error {
	if err := keyring.Delete(Service, name); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return fmt.Errorf("the keyring of this system cannot be written: %w", err)
	}
	return nil
}
