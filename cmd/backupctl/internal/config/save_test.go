package config_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

func put(name string) func(*config.File) (bool, error) {
	return func(f *config.File) (bool, error) {
		f.Put(config.Context{Name: name, Service: "zomro"})
		return true, nil
	}
}

// What fails or changes nothing writes nothing, and lets go of the lock.
func TestUpdateThatDoesNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	broken := errors.New("broken")
	if err := config.Update(t.Context(), path, func(*config.File) (bool, error) { return true, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := config.Update(t.Context(), path, func(*config.File) (bool, error) { return false, nil }); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was written")
	}
	if err := config.Update(t.Context(), path, put("a")); err != nil {
		t.Error(err)
	}
}

// Whoever waits for another process can be interrupted.
func TestUpdateWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	lock := flock.New(path + ".lock")
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := config.Update(ctx, path, put("a")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	done := make(chan error)
	go func() { done <- config.Update(t.Context(), path, put("b")) }()
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), "name: b") {
		t.Errorf("%s, %v", data, err)
	}
}
