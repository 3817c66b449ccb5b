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
	if err := run(t.Context(), &out, false, 0); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	text := out.String()
	for _, want := range []string{"backup is Active", "made MyBackup of", "listed MyBackup manual Active"} {
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
	if err := run(ctx, &bytes.Buffer{}, false, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	for _, name := range []string{"ZOMRO_USERNAME", "ZOMRO_PASSWORD", "ZOMRO_SESSION", "ZOMRO_AUTHINFO"} {
		t.Setenv(name, "")
	}
	if err := run(t.Context(), &bytes.Buffer{}, true, 0); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
