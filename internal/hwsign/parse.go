package hwsign

import (
	"slices"
	"strings"
)

// Authorization is what the header of a signed request holds.
type Authorization struct {
	Access    string
	Signed    []string
	Signature string
}

// Parse reads an Authorization header. It reports false for one that is not of
// this algorithm, or lacks a part.
func Parse(header string) (a Authorization, ok bool) {
	rest, ok := strings.CutPrefix(header, Algorithm+" ")
	if !ok {
		return a, false
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.TrimSpace(value)
		switch name {
		case "Access":
			a.Access = value
		case "SignedHeaders":
			a.Signed = strings.Split(value, ";")
		case "Signature":
			a.Signature = value
		}
	}
	return a, a.Access != "" && len(a.Signed) > 0 && !slices.Contains(a.Signed, "") && a.Signature != ""
}
