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
	if err := run(t.Context(), &out, false, ""); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	text := out.String()
	for _, want := range []string{"vault vault-payroll", "checkpoint is available", "backup of ecs-payroll-1 is available"} {
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
	if err := run(ctx, &bytes.Buffer{}, false, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	for _, name := range []string{"HW_USER_NAME", "HW_USER_ID", "HW_USER_PASSWORD", "HW_AUTH_TOKEN", "HW_ACCESS_KEY", "HW_SECRET_KEY"} {
		t.Setenv(name, "")
	}
	if err := run(t.Context(), &bytes.Buffer{}, true, ""); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
