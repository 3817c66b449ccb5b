package cbr_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCredentialsFile reads files as people write them.
func TestCredentialsFile(t *testing.T) {
	s := backup.NewSecret
	key := cbr.AccessKey{Access: "AK", Secret: s("canary-sk")}
	plain := cbr.Config{Region: cbr.RegionCNNorth4, Credentials: key}
	for _, tt := range []struct {
		name, text string
		want       cbr.Config
		invalid    string // part of the error, instead of want
	}{
		{"plain", "[basic]\nak = AK\nsk = canary-sk\n", plain, ""},
		{"all fields", "[basic]\nak=AK\nsk=canary-sk\nsecurity_token=st\nproject_id=p1\niam_endpoint=https://iam.example.com/v3\n", cbr.Config{
			Region: cbr.RegionCNNorth4, ProjectID: "p1", IAMEndpoint: "https://iam.example.com",
			Credentials: cbr.AccessKey{Access: "AK", Secret: s("canary-sk"), SecurityToken: s("st")},
		}, ""},
		{"other sections", "[global]\nak=XX\nsk=YY\nidp_id=z\n[basic]\nak=AK\nsk=canary-sk\n[other]\nak=XX\nnot a field of interest = 1\n", plain, ""},
		{"the section twice", "[basic]\nak=AK\n[global]\nak=XX\n[basic]\nsk=canary-sk", plain, ""},
		{"Windows", "\ufeff[basic]\r\nak = AK\r\nsk = canary-sk\r\n\r\n", plain, ""},
		{"comments", "# a file\n; of keys\n[basic]\n  ak\t=  AK  # the key\n\tsk = canary-sk\t; secret\n", plain, ""},
		{"quotes", "[basic]\nak = \"AK\"\nsk = 'canary-sk' # quoted\n", plain, ""},
		{"colons", "[basic]\nak: AK\nsk : canary-sk\niam_endpoint = https://iam.example.com:443\n", cbr.Config{
			Region: cbr.RegionCNNorth4, Credentials: key, IAMEndpoint: "https://iam.example.com:443",
		}, ""},
		{"upper case", "[ basic ]\nAK = AK\nSk = canary-sk\n", plain, ""},
		{"signs in a key", "[basic]\nak=AK\nsk=canary=sk#1;2:3\n", cbr.Config{Region: cbr.RegionCNNorth4, Credentials: cbr.AccessKey{Access: "AK", Secret: s("canary=sk#1;2:3")}}, ""},
		{"empty fields", "[basic]\nak=AK\nsk=canary-sk\nproject_id=\nsecurity_token =\nidp_id=\n", plain, ""},
		{"empty", "", cbr.Config{}, "has no ak in section [basic]"},
		{"another section only", "[global]\nak=AK\nsk=canary-sk", cbr.Config{}, "has no ak"},
		{"no secret", "[basic]\nak=AK\n", cbr.Config{}, "has no sk"},
		{"no section", "ak=AK\nsk=canary-sk\n", cbr.Config{}, "line 1 stands before"},
		{"no name", "[basic]\n= canary-sk\n", cbr.Config{}, "line 2 is not of the form"},
		{"no value", "[basic]\nak=AK\ncanary-sk\n", cbr.Config{}, "line 3 is not of the form"},
		{"broken section", "[basic\nak=AK\nsk=canary-sk\n", cbr.Config{}, "line 1 is not a section"},
		{"twice", "[basic]\nsk=canary-sk\nsk=canary-other\n", cbr.Config{}, "line 3 sets sk a second time"},
		{"secrets as names", "[basic]\ncanary-sk=1\ncanary-sk=2\n", cbr.Config{}, "line 3 sets a field a second time"},
		{"open quote", "[basic]\nak=AK\nsk=\"canary-sk\n", cbr.Config{}, "line 3 has a quote"},
		{"identity provider", "[basic]\nak=AK\nsk=canary-sk\nidp_id=p\n", cbr.Config{}, "names idp_id"},
		{"too large", "[basic]\nak=AK\nsk=canary-sk\n" + strings.Repeat("#\n", 40_000), cbr.Config{}, "too large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "credentials"), tt.text)
			got, err := cbr.ConfigFromSDKFile(cbr.RegionCNNorth4, path)
			if tt.invalid != "" {
				if badField(t, err); !strings.Contains(err.Error(), tt.invalid) || strings.Contains(err.Error(), "canary") {
					t.Errorf("got %v", err)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got, sameCredentials); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestCredentialsFilePath: where the file is looked for.
func TestCredentialsFilePath(t *testing.T) {
	home := t.TempDir()
	named := writeFile(t, filepath.Join(home, "elsewhere"), "[basic]\nak=NAMED\nsk=s\n")
	argument := writeFile(t, filepath.Join(home, "given"), "[basic]\nak=GIVEN\nsk=s\n")
	writeFile(t, filepath.Join(home, ".huaweicloud", "credentials"), "[basic]\nak=HOME\nsk=s\n")
	for _, tt := range []struct{ path, variable, home, want string }{
		{argument, named, home, "GIVEN"}, {"", named, home, "NAMED"}, {"", "", home, "HOME"},
	} {
		clearEnv(t, env("HOME", tt.home, "USERPROFILE", tt.home, cbr.EnvSDKFile, tt.variable))
		cfg, err := cbr.ConfigFromSDKFile(cbr.RegionCNNorth4, tt.path)
		key, _ := cfg.Credentials.(cbr.AccessKey)
		if err != nil || key.Access != tt.want {
			t.Errorf("%+v: %q, %v", tt, key.Access, err)
		}
	}
	clearEnv(t, env("HOME", t.TempDir(), cbr.EnvSDKFile, ""))
	_, err := cbr.ConfigFromSDKFile(cbr.RegionCNNorth4, "")
	if badField(t, err) != "credentials file" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err = cbr.ConfigFromSDKFile(cbr.RegionCNNorth4, home); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory: %v", err)
	}
	t.Setenv("HOME", "")
	if _, err = cbr.ConfigFromSDKFile(cbr.RegionCNNorth4, ""); badField(t, err) != cbr.EnvSDKFile {
		t.Errorf("without a home: %v", err)
	}
}
