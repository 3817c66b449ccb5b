package cli

import (
	"regexp"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Fields in machine output are plain words: an initialism that the naming does
// not know would show as single letters.
func TestFieldNamesAreWords(t *testing.T) {
	letters := regexp.MustCompile(`(^|[._])[a-z]_[a-z](_|$)`)
	seen := make(map[string]bool)
	eachVerb(func(_ *service, _ string, v verb) {
		typ := (&invocation{verb: v}).resultType()
		if typ == nil {
			return
		}
		for _, path := range output.Known(typ) {
			if letters.MatchString(path) && !seen[path] {
				seen[path] = true
				t.Errorf("%s of %s", path, typ)
			}
		}
	})
}
