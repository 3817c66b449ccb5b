package cbr

import (
	"regexp"
	"testing"
)

// FuzzForms holds the forms against the regular expressions that say them best.
func FuzzForms(f *testing.F) {
	for _, seed := range []string{
		"", "a", "ab", "0a8B", "eu-west-101", "eu--west", "-eu", "eu-", "EU-1", "eu_1", "a.b-c_d", "ü", "1.0.0", "v1.10.255", "1.0", "1.0.0000", "1.0.0.0",
		"12345.1.1", ".1.1", "1..1", "1.1.", "x1.1.1", "1.1234.1", "9a8b7c6d5e4f40319a8b7c6d5e4f40319a8b7c6d5e4f40319a8b7c6d5e4f4031", "ab\n", "1.0.0\n",
		"9a8b7c6d5e4f40319a8b7c6d5e4f40319a8b7c6d5e4f40319a8b7c6d5e4f40312",
	} {
		f.Add(seed)
	}
	forms := []struct {
		name string
		is   func(string) bool
		want *regexp.Regexp
	}{
		{"project", isProjectID, regexp.MustCompile(`^[0-9A-Za-z]{2,64}$`)},
		{"region", isRegionID, regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)},
		{"region name", isRegionName, regexp.MustCompile(`^[a-zA-Z0-9._-]*$`)},
		{"agent version", isAgentVersion, regexp.MustCompile(`(\d{1,3}\.){2}\d{1,3}$`)},
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, form := range forms {
			if got, want := form.is(text), form.want.MatchString(text); got != want {
				t.Errorf("%s %q: %t, want %t", form.name, text, got, want)
			}
		}
	})
}
