package billmgr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseMoney takes a sum of money apart: "7.35 EUR / Month" is "7.35", "EUR" and
// "Month"; "12.34 €" has no period and "12.50" neither currency nor period. The
// currency may stand before the amount, and the amount may group its thousands
// with blanks or have a decimal comma; it is returned with a decimal point and
// nothing else but digits and a minus sign. An amount that can be read in two
// ways, like "1,234", is refused.
func ParseMoney(text string) (amount, currency, period string, ok bool) {
	sum, period, divided := strings.Cut(text, "/")
	period = strings.TrimSpace(period)
	if divided && period == "" || strings.Contains(period, "/") {
		return "", "", "", false
	}
	sum = strings.TrimSpace(sum)
	isAmount := func(r rune) bool {
		return r >= '0' && r <= '9' || r == '.' || r == ',' || r == '-' || r == '+'
	}
	start := strings.IndexFunc(sum, isAmount)
	end := strings.LastIndexFunc(sum, isAmount) + 1
	if start < 0 {
		return "", "", "", false
	}
	before, after := strings.TrimSpace(sum[:start]), strings.TrimSpace(sum[end:])
	amount, ok = cleanAmount(sum[start:end])
	if !ok || before != "" && after != "" || !isCurrency(before+after) {
		return "", "", "", false
	}
	return amount, before + after, period, true
}

// isCurrency accepts nothing, a code of three letters, and a symbol.
func isCurrency(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case s == "", size == len(s) && unicode.Is(unicode.Sc, r):
		return true
	case len(s) != 3:
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }) < 0
}

// cleanAmount reduces an amount to digits, a point and a minus sign.
func cleanAmount(s string) (string, bool) {
	sign := ""
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		sign = strings.TrimPrefix(s[:1], "+")
		s = strings.TrimSpace(s[1:])
	}
	if whole, fraction, found := strings.Cut(s, ","); found {
		if len(fraction) < 1 || len(fraction) > 2 || strings.Contains(s, ".") {
			return "", false
		}
		s = whole + "." + fraction
	}
	whole, fraction, found := strings.Cut(s, ".")
	whole, ok := joinGroups(whole)
	if !ok || !allDigits(fraction) || found && fraction == "" {
		return "", false
	}
	if found {
		whole += "." + fraction
	}
	return sign + whole, true
}

// joinGroups takes the blanks out of "1 234 567".
func joinGroups(s string) (string, bool) {
	groups := strings.Fields(s) // also knows the no-break space
	for i, group := range groups {
		if !allDigits(group) || i > 0 && len(group) != 3 || i == 0 && len(groups) > 1 && len(group) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), len(groups) > 0
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
