package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestShowsAPlan(t *testing.T) {
	var out bytes.Buffer
	j := job{instance: zomrotest.InstanceID, policy: zomro.PruneBackupsInput{KeepLast: 2, KeepWeekly: 2}}
	if err := j.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"10 to delete (40 GB), 4 to keep", "nothing was deleted"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
}

func TestDeletes(t *testing.T) {
	var out bytes.Buffer
	j := job{yes: true, instance: zomrotest.InstanceID, policy: zomro.PruneBackupsInput{KeepDaily: 3}}
	if err := j.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1/10 deleted", "10/10 deleted", "10 deleted, 0 left alone"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
}

func TestRefusesToDeleteEverything(t *testing.T) {
	err := job{yes: true, instance: zomrotest.InstanceID}.run(t.Context(), &bytes.Buffer{})
	if !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := job{yes: true, instance: zomrotest.InstanceID, policy: zomro.PruneBackupsInput{KeepLast: 1}}.run(ctx, &bytes.Buffer{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLiveNeedsCredentials(t *testing.T) {
	for _, name := range []string{"ZOMRO_USERNAME", "ZOMRO_PASSWORD", "ZOMRO_SESSION", "ZOMRO_AUTHINFO"} {
		t.Setenv(name, "")
	}
	if err := (job{live: true}).run(t.Context(), &bytes.Buffer{}); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
