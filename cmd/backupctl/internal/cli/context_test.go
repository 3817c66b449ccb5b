package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// A typed password goes into the keyring and nowhere else; without a keyring it
// is asked for each time.
func TestTypedPasswordIsKept(t *testing.T) {
	for _, tt := range []struct {
		name      string
		broken    error
		noKeyring bool
		asked     int
		kept      string
	}{
		{"kept", nil, false, 1, "lab"},
		{"no keyring", errors.New("no bus"), false, 1, ""},
		{"not wanted", nil, true, 0, ""},
	} {
		keyring.MockInit()
		if tt.broken != nil {
			keyring.MockInitWithError(tt.broken)
		}
		path := filepath.Join(t.TempDir(), "config.yaml")
		a, _, errs := testApp("context")
		a.global.config = path
		asked := 0
		a.secrets.Ask = func(context.Context, string) (string, error) {
			asked++
			return "hush", nil
		}
		if err := a.createContext(t.Context(), config.Context{Name: "lab", Service: "zomro", Username: "u"}, false, false, tt.noKeyring); err != nil {
			t.Fatal(err)
		}
		file, err := config.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if asked != tt.asked || file.Contexts[0].PasswordKeyring != tt.kept || strings.Contains(errs.String(), "hush") {
			t.Errorf("%s: asked %d times, %+v, %q", tt.name, asked, file.Contexts[0], errs.String())
		}
		if tt.broken != nil && !strings.Contains(errs.String(), "asked for each time") {
			t.Errorf("%s: %q", tt.name, errs.String())
		}
		if tt.kept != "" {
			if got, err := secrets.Stored(tt.kept); got != "hush" || err != nil {
				t.Errorf("%s: %q, %v", tt.name, got, err)
			}
			a.global.yes = true
			if err := a.withContext(t.Context(), []string{"lab"}, a.deleteContext); err != nil {
				t.Error(err)
			}
			if _, err := secrets.Stored(tt.kept); err == nil {
				t.Errorf("%s: the password outlives its context", tt.name)
			}
		}
	}
}
