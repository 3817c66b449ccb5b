package backup_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
)

func fits(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

func TestEnsureName(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"nightly-2026_11":             "nightly-2026_11",
		strings.Repeat("x", 30):       strings.Repeat("x", 30),
		"fleet/prod":                  "fleet-prod-aggogt7d2vyx",
		"fleet.prod":                  "fleet-prod-jzrdnnatg2qr",
		"Åre":                         "-re-7kd7qx4wx372",
		strings.Repeat("x", 31):       "xxxxxxxxxxxxxxxxx-b5dojmeaf7xg",
		strings.Repeat("x", 31) + "y": "xxxxxxxxxxxxxxxxx-6capafgsi2ks",
		"a\xffb":                      "a-b-ahhaeqosudtr",
	} {
		got := backup.EnsureName(key, 30, fits)
		if got != want || utf8.RuneCountInString(got) > 30 || strings.ContainsFunc(got, func(r rune) bool { return !fits(r) }) {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
		if again := backup.EnsureName(got, 30, fits); again != got {
			t.Errorf("%q as a key is %q", got, again)
		}
	}
}

// Names always fit, and those of different keys differ.
func FuzzEnsureName(f *testing.F) {
	f.Add("fleet/prod", "fleet.prod", 30)
	f.Add(strings.Repeat("x", 99), "å\xff", 14)
	f.Fuzz(func(t *testing.T, a, b string, longest int) {
		if longest < 14 || longest > 1000 {
			return
		}
		first, second := backup.EnsureName(a, longest, fits), backup.EnsureName(b, longest, fits)
		for _, name := range []string{first, second} {
			if utf8.RuneCountInString(name) > longest || strings.ContainsFunc(name, func(r rune) bool { return !fits(r) }) {
				t.Errorf("%q does not fit in %d", name, longest)
			}
		}
		// A key can be written that is the name of another one, but not by chance.
		if first == second && a != b && first != a && first != b {
			t.Errorf("%q and %q both become %q", a, b, first)
		}
	})
}

func TestEnsureErrors(t *testing.T) {
	t.Parallel()
	cause := &backup.Error{Provider: "cbr", Operation: "createVault", Message: "broke off", MaybeExecuted: true}
	uncertain := &backup.UncertainError{Subject: "vault", Name: "prod", Looks: 7, Err: cause}
	if text := uncertain.Error(); text != `vault "prod" may have been made: 7 looks did not show it: cbr createVault: broke off` {
		t.Error(text)
	}
	if !errors.Is(uncertain, cause) {
		t.Error("the cause is not there")
	}
	for looks, want := range map[int]string{0: "was not looked for afterwards", 1: "one look did not show it"} {
		if text := (&backup.UncertainError{Subject: "node", Looks: looks, Err: cause}).Error(); !strings.Contains(text, "node may have been made: "+want) {
			t.Error(text)
		}
	}
	duplicate := &backup.DuplicateError{Subject: "vault", Name: "prod", IDs: []string{"a", "b"}, Err: errors.New("vault b has backups and is not deleted")}
	if text := duplicate.Error(); text != `2 times vault "prod" (ids a, b): delete or rename those that are too many: vault b has backups and is not deleted` {
		t.Error(text)
	}
	if !errors.Is(duplicate, backup.ErrConflict) || errors.Is(duplicate, backup.ErrNotFound) {
		t.Error("the kind of a duplicate")
	}
}
