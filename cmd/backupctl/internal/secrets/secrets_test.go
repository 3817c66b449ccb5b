package secrets_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func finder() *secrets.Finder {
	return &secrets.Finder{
		Getenv: func(name string) string { return map[string]string{"SET": "from-env"}[name] },
		Stdin:  strings.NewReader("first\r\nsecond\n"), Stderr: io.Discard,
		Ask: func(_ context.Context, prompt string) (string, error) { return "typed at " + prompt, nil },
	}
}

func TestSources(t *testing.T) {
	keyring.MockInit()
	if err := secrets.Store("lab", "from-keyring"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(path, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := finder()
	for _, tt := range []struct{ source, want string }{
		{"env:SET", "from-env"}, {"file:" + path, "from-file"}, {"keyring:lab", "from-keyring"},
		{"-", "first"}, {"-", "second"}, {"prompt", "typed at Password: "}, {"prompt:Code", "typed at Code: "},
	} {
		if got, err := f.Find(t.Context(), tt.source); err != nil || got.Reveal() != tt.want {
			t.Errorf("%s: %q, %v", tt.source, got.Reveal(), err)
		}
	}
	if runtime.GOOS != "windows" {
		if got, err := f.Find(t.Context(), "cmd:printf 'from-cmd\\nmore\\n'"); err != nil || got.Reveal() != "from-cmd" {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	}
	if err := secrets.Forget("lab"); err != nil {
		t.Error(err)
	}
	if err := secrets.Forget("lab"); err != nil {
		t.Error("forgetting twice:", err)
	}
}

func TestSourcesThatFail(t *testing.T) {
	keyring.MockInit()
	f := finder()
	f.Ask = nil
	for _, source := range []string{"env:UNSET", "file:/none/such", "keyring:none", "cmd:exit 3", "cmd:true", "prompt"} {
		if got, err := f.Find(t.Context(), source); err == nil || !got.IsZero() {
			t.Errorf("%s: no error", source)
		}
	}
	for _, literal := range []string{"hunter2", "env:", "", "pass:word"} {
		var usage *secrets.UsageError
		if _, err := f.Find(t.Context(), literal); !errors.As(err, &usage) || literal != "" && strings.Contains(err.Error(), literal+" ") && !strings.Contains(secrets.Help, literal) {
			t.Errorf("%q: %v", literal, err)
		}
	}
	keyring.MockInitWithError(errors.New("no bus"))
	if _, err := f.Find(t.Context(), "keyring:x"); err == nil || !strings.Contains(err.Error(), "no bus") {
		t.Error(err)
	}
	if secrets.Store("x", "y") == nil || secrets.Forget("x") == nil {
		t.Error("a keyring that does not work keeps secrets")
	}
}

func TestCommandsEndWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := finder().Find(ctx, "cmd:exec sleep 30"); err == nil {
		t.Error("no error")
	}
}

func TestNoTerminal(t *testing.T) {
	if secrets.Terminal(strings.NewReader(""), io.Discard) != nil {
		t.Error("a reader is a terminal")
	}
}
