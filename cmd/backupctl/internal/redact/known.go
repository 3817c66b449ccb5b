package redact

import (
	"slices"
	"strings"
	"sync"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Known are the secrets that a command has come across: what it signed in with,
// the tokens it got, the passwords that were in a result. The zero value knows
// none. Any number of goroutines may use it.
type Known struct {
	mu   sync.Mutex
	list []backup.Secret // longest first: one may hold another
}

// Add makes secrets known.
func (k *Known) Add(secrets ...backup.Secret) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, secret := range secrets {
		if !secret.IsZero() && !slices.ContainsFunc(k.list, secret.Equal) {
			k.list = append(k.list, secret)
		}
	}
	slices.SortStableFunc(k.list, func(a, b backup.Secret) int { return len(b.Reveal()) - len(a.Reveal()) })
}

// Cut takes the known secrets out of a text, in every form in which a service or
// a proxy may repeat them.
func (k *Known) Cut(text string) string {
	k.mu.Lock()
	list := slices.Clone(k.list)
	k.mu.Unlock()
	return rest.CutSecrets(text, list)
}

// Learn makes a value known that stood under a secret name. It has to look like a
// secret: "public" and "none" stand in such places too.
func (k *Known) Learn(text string) {
	const shortest = 8
	word := !strings.ContainsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
	if len(text) >= shortest && !word && !strings.ContainsAny(text, " \n") {
		k.Add(backup.NewSecret(text))
	}
}
