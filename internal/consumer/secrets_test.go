package consumer

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"

	backup "github.com/backup-sdk/backup-go"
)

// account is a user's own structure with a secret in each kind of place.
type account struct {
	User   string
	Key    backup.Secret
	hidden backup.Secret
	List   []backup.Secret
	Map    map[string]backup.Secret
	Any    any
	Deep   *account
}

func newAccount(text string) account {
	secret := backup.NewSecret(text)
	return account{
		User: "ops", Key: secret, hidden: secret, List: []backup.Secret{secret}, Any: secret,
		Map:  map[string]backup.Secret{"a": secret},
		Deep: &account{hidden: secret, Any: &secret},
	}
}

// recorder is the testing.T that a failed assertion prints to.
type recorder struct{ strings.Builder }

func (r *recorder) Errorf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

// What prints values by looking into them, past all methods, finds no secret.
func TestNothingPrintsASecret(t *testing.T) {
	const canary = "CANARY-7d1f"
	a, b := newAccount(canary), newAccount(canary+"-2")
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	deep := spew.ConfigState{Indent: " ", DisableMethods: true, DisablePointerMethods: true, MaxDepth: 20}

	printed := map[string]string{
		"fmt":            fmt.Sprintf("%v %+v %#v", a, a, a) + fmt.Sprintf("%s %q %x %d", a.Key, a.Key, a.Key, a.Key),
		"fmt pointer":    fmt.Sprintf("%v %+v %#v", &a, &a, &a),
		"spew":           spew.Sdump(a),
		"spew past":      deep.Sdump(a),
		"go-cmp":         cmp.Diff(a, b, everything),
		"go-cmp methods": cmp.Diff(a.Key, b.Key),
	}
	var r recorder
	assert.Equal(&r, a, b)
	assert.Nil(&r, a)
	assert.Contains(&r, []any{a}, b)
	printed["testify"] = r.String()
	if data, err := json.Marshal(a.Key); err == nil {
		printed["JSON"] = string(data)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "account", a, "key", a.Key)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "account", a, "key", a.Key)
	printed["slog"] = log.String()
	var stored bytes.Buffer
	_ = gob.NewEncoder(&stored).Encode(a.Key) // may refuse, must not tell
	printed["gob"] = stored.String()

	for how, text := range printed {
		if strings.Contains(text, "CANARY") || strings.Contains(text, fmt.Sprintf("%x", "CANARY")) {
			t.Errorf("%s shows the secret:\n%s", how, text)
		}
		if text == "" && how != "gob" {
			t.Errorf("%s printed nothing: the case proves nothing", how)
		}
	}
	// And with all that it is still the secret.
	if a.Key.Reveal() != canary || !a.Key.Equal(backup.NewSecret(canary)) || a.Key.Equal(b.Key) || a.Key != a.hidden {
		t.Error("the secret is not what it was")
	}
}
