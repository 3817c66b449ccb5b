package token_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/internal/token"
)

// The last moment of a token, and how it comes to its successor: callers wait
// for that, or go on with the old one meanwhile.
func TestATokenIsReplacedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	const life, takes = 100 * time.Second, time.Second
	for name, tt := range map[string]struct {
		opts    token.Options
		usable  time.Duration // age up to which it is handed out
		renewed time.Duration // age from which it is renewed in the background
	}{
		"without margins":              {token.Options{}, life, life},
		"a margin":                     {token.Options{Margin: 8 * time.Second}, 92 * time.Second, life},
		"a margin of a tenth at most":  {token.Options{Margin: time.Hour}, 90 * time.Second, life},
		"renewal ahead":                {token.Options{Ahead: 20 * time.Second}, life, 80 * time.Second},
		"renewal a quarter at most":    {token.Options{Ahead: time.Hour}, life, 75 * time.Second},
		"both":                         {token.Options{Ahead: 20 * time.Second, Margin: 8 * time.Second}, 92 * time.Second, 80 * time.Second},
		"renewal as late as its end":   {token.Options{Ahead: 8 * time.Second, Margin: 8 * time.Second}, 92 * time.Second, life},
		"renewal later than its end":   {token.Options{Ahead: 5 * time.Second, Margin: 8 * time.Second}, 92 * time.Second, life},
		"both shortened to their most": {token.Options{Ahead: time.Hour, Margin: time.Hour}, 90 * time.Second, 75 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, age := range []time.Duration{tt.renewed - 1, tt.renewed, tt.usable - 1, tt.usable} {
				synctest.Test(t, func(t *testing.T) {
					i := &issuer{life: life}
					c := token.New(i.login, tt.opts)
					mustGet(t, c, "token-1")
					i.takes = takes
					time.Sleep(age)
					start, usable, logins := time.Now(), age < tt.usable, int64(1)
					if usable {
						mustGet(t, c, "token-1")
					} else {
						mustGet(t, c, "token-2")
					}
					if waited := time.Since(start) != 0; waited == usable {
						t.Errorf("at %v a caller waited: %v", age, waited)
					}
					if !usable || age >= tt.renewed {
						logins = 2
					}
					synctest.Wait()
					if n := i.logins.Load(); n != logins {
						t.Errorf("at %v there were %d logins, want %d", age, n, logins)
					}
					time.Sleep(takes) // a renewal under way ends
				})
			}
		})
	}
}
