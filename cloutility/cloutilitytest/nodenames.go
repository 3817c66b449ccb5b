package cloutilitytest

import (
	"encoding/json"
	"strings"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// validName knows the characters and the length IBM Storage Protect allows.
func validName(name string) bool {
	const longest = 64
	if name == "" || len(name) > longest {
		return false
	}
	for _, r := range name {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-.&+", r) {
			return false
		}
	}
	return true
}

// asFloat reads a number that is kept as it was made or as it was sent.
func asFloat(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case int:
		return float64(v)
	}
	return 0
}

// suggestedName is what the naming rule makes of a node. Without a pattern, as
// at the start, that is twelve hexadecimal digits. The pattern's syntax is not
// documented: here it is a prefix, which the counter follows. Empty means that
// names are set by hand.
func (s *service) suggestedName(c *consumer) string {
	rule, _ := s.setting(namingRules, c.unit)
	pattern, _ := rule["rule"].(string)
	replacement, _ := rule["replacementCharacter"].(string)
	if manually, _ := rule["setNamesManually"].(bool); manually {
		return ""
	}
	if pattern == "" {
		return spName(c.node)
	}
	number := itoa(int64(asFloat(rule["counter"])))
	if missing := int(asFloat(rule["numberOfDigits"])) - len(number); missing > 0 {
		number = strings.Repeat("0", missing) + number
	}
	var name strings.Builder
	for _, r := range strings.ToUpper(pattern) {
		if validName(string(r)) {
			name.WriteRune(r)
		} else {
			name.WriteString(replacement)
		}
	}
	return name.String() + number
}

// unquoted takes the quotes of a JSON string off.
func unquoted(name string) string {
	var text string
	if json.Unmarshal([]byte(name), &text) != nil {
		return name
	}
	return text
}

// countUp moves the naming rule to the next number, when a name was made of it.
func (s *service) countUp(c *consumer) {
	if rule, _ := s.setting(namingRules, c.unit); rule["rule"] != "" {
		rule["counter"] = asFloat(rule["counter"]) + 1
	}
}

// firstPassword is what the password rule makes for a node.
func (s *service) firstPassword(c *consumer) string {
	const digits = 20
	rule, _ := s.setting(passwordRules, c.unit)
	kind, _ := rule["type"].(object)
	text, _ := rule["text"].(string)
	switch int64(asFloat(kind["id"])) {
	case 1:
		return text + itoa(c.node.id)
	case 2:
		return itoa(c.node.id) + text
	case 4:
		return text
	}
	return "np-" + s.ids.Hex(max(digits, int(asFloat(rule["minimumLength"]))))
}

// spName is what the naming rule makes of a node: 12 hexadecimal digits.
func spName(n *node) string {
	const digits = 12
	return strings.ToUpper(fake.NewIDs("spname " + itoa(n.id)).Hex(digits))
}
