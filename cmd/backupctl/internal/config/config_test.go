package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.yaml")
	var f *config.File
	first := config.Context{Name: "a", Service: "zomro", Username: "u", PasswordCommand: "pass show a", Instance: 7, InsecureHTTP: true, URL: "http://x"}
	err := config.Update(t.Context(), path, func(file *config.File) (bool, error) {
		f = file
		f.Put(first)
		f.Put(config.Context{Name: "b", Service: "zomro", Username: "v"})
		f.Put(config.Context{Name: "c", Service: "cbr", IAMURL: "https://iam"})
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	got, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, got); diff != "" {
		t.Error(diff)
	}
	for service, want := range map[string]string{"zomro": "a", "cbr": "c", "cloutility": ""} {
		c, known, err := got.Chosen(service, "")
		if err != nil || c.Name != want || known != (want != "") {
			t.Errorf("%s: %+v, %v, %v", service, c, known, err)
		}
	}
	if c, _, err := got.Chosen("zomro", "b"); err != nil || c.Username != "v" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, _, err := got.Chosen("zomro", "c"); err == nil {
		t.Error("a context of another service was chosen")
	}
	got.Delete("a")
	if _, known, _ := got.Chosen("zomro", ""); known {
		t.Error("a deleted context is still the current one")
	}
	// A context that changes its service is the current one of the new service only.
	got.Put(config.Context{Name: "c", Service: "zomro"})
	if diff := cmp.Diff(map[string]string{"zomro": "c"}, got.Current); diff != "" {
		t.Error(diff)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".config-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"unknown field":   {"contexts: [{name: a, service: zomro, pasword: x}]", "pasword"},
		"no yaml":         {"contexts: [", "config.yaml"},
		"two of a name":   {"contexts: [{name: a, service: zomro}, {name: a, service: cbr}]", `two contexts are named "a"`},
		"no such service": {"contexts: [{name: a, service: zomroo}]", `did you mean "zomro"`},
		"no proper name":  {"contexts: [{name: 'a b', service: zomro}]", "no name"},
	} {
		var problem *config.Error
		if _, err := config.Load(write(t, tt.text, 0o600)); !errors.As(err, &problem) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runtime.GOOS != "windows" {
		if _, err := config.Load(write(t, "contexts: []", 0o640)); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Error("a file that others can read was read")
		}
	}
	if f, err := config.Load(filepath.Join(t.TempDir(), "none")); err != nil || len(f.Contexts) != 0 {
		t.Error(f, err)
	}
	if f, err := config.Load(write(t, "", 0o600)); err != nil || len(f.Contexts) != 0 {
		t.Error(f, err)
	}
}

func TestFind(t *testing.T) {
	f := &config.File{}
	if _, err := f.Find("x"); err == nil || !strings.Contains(err.Error(), "context create") {
		t.Error(err)
	}
	f.Put(config.Context{Name: "production", Service: "cbr"})
	if _, err := f.Find("producton"); err == nil || !strings.Contains(err.Error(), `did you mean "production"`) {
		t.Error(err)
	}
}

func TestSource(t *testing.T) {
	for want, c := range map[string]config.Context{
		"env:A": {PasswordEnv: "A"}, "file:b": {PasswordFile: "b"}, "cmd:pass show": {PasswordCommand: "pass show"},
		"keyring:k": {PasswordKeyring: "k"}, "prompt:Password of u": {Username: "u", Name: "n"}, "prompt:Password of n": {Name: "n"},
	} {
		if got := c.Source(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPath(t *testing.T) {
	env := func(set map[string]string) func(string) string { return func(name string) string { return set[name] } }
	if got, err := config.Path(env(map[string]string{"BACKUPCTL_CONFIG": "/x/y"})); got != "/x/y" || err != nil {
		t.Error(got, err)
	}
	if runtime.GOOS == "linux" {
		for want, set := range map[string]map[string]string{
			"/xdg/backupctl/config.yaml": {"XDG_CONFIG_HOME": "/xdg", "HOME": "/h"}, "/h/.config/backupctl/config.yaml": {"HOME": "/h"},
		} {
			if got, err := config.Path(env(set)); got != want || err != nil {
				t.Error(got, err)
			}
		}
	}
	if _, err := config.Path(env(nil)); err == nil {
		t.Error("no directory, and no error")
	}
}

func TestCommunity(t *testing.T) {
	path := write(t, "url: https://p\nclient_id: c\nclient_name: ignored\nclient_origin: o\nusername: u\npassword: hush\n", 0o644)
	c, there, err := config.LoadCommunity(path)
	if diff := cmp.Diff(config.Community{URL: "https://p", ClientID: "c", Origin: "o", Username: "u", Password: "hush"}, c); diff != "" || !there || err != nil {
		t.Error(diff, there, err)
	}
	if _, there, err := config.LoadCommunity(path + "x"); there || err != nil {
		t.Error(there, err)
	}
	if _, _, err := config.LoadCommunity(write(t, "password: [hush\n", 0o600)); err == nil || strings.Contains(err.Error(), "hush") {
		t.Error(err)
	}
}
