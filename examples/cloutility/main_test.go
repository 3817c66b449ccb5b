package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
)

func TestRunsAgainstTheFake(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out, false, "web-7"); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	text := out.String()
	for _, want := range []string{"Nordlicht GmbH\n  Vertrieb\n", "    Labor\n", "created web-7 in", "node has a name: true and the password REDACTED"} {
		_, rest, found := strings.Cut(text, want)
		if !found {
			t.Errorf("the output lacks %q after what came before:\n%s", want, out.String())
			continue
		}
		text = rest
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, &bytes.Buffer{}, false, "web-7"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	for _, name := range []string{"CLOUTILITY_CLIENT_ID"} {
		t.Setenv(name, "")
	}
	if err := run(t.Context(), &bytes.Buffer{}, true, "web-7"); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
