package cloutilitytest

import (
	"context"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// UpdateNode changes what the body has; the rest stays.
func (s *service) UpdateNode(ctx context.Context, request cloutilityserver.UpdateNodeRequestObject) (cloutilityserver.UpdateNodeResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	changed := *c.node
	if err := changed.refer(request.Body, false); err != nil {
		return nil, err
	}
	replaceText(&changed.contact, request.Body.Contact)
	replace(&changed.cpuCount, request.Body.CPUCount)
	*c.node = changed
	s.audit(auditModify, c.unit, c.id, "Backup node was modified")
	return ok(s.nodeObject(ctx, c)), nil
}

// refer takes over what the body of a request points at, if that exists.
func (n *node) refer(in *cloutilityapi.NewNode, isNew bool) error {
	server := int64(0)
	for _, ref := range []struct {
		name     string
		given    *cloutilityapi.ObjectRef
		known    []entry
		to       *int64
		required bool
	}{
		{"OperatingSystem", in.OperatingSystem, operatingSystems(), &n.operatingSystem, isNew},
		{"Type", in.Type, nodeTypes(), &n.kind, isNew},
		{"Domain", in.Domain, domains(), &n.domain, isNew},
		{"ClientOptionSet", in.ClientOptionSet, optionSets(), &n.optionSet, false},
		{"Server", in.Server, servers(), &server, false},
	} {
		switch {
		case ref.given == nil && ref.required:
			return invalid("The field " + ref.name + " is required.")
		case ref.given == nil:
			continue
		case find(ref.known, ref.given.ID) == nil:
			return invalid(ref.name + " " + itoa(ref.given.ID) + " was not found.")
		}
		*ref.to = ref.given.ID
	}
	return nil
}

// SetNodePassword changes the password on the backup server.
func (s *service) SetNodePassword(ctx context.Context, request cloutilityserver.SetNodePasswordRequestObject) (cloutilityserver.SetNodePasswordResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	switch rule, _ := s.setting(passwordRules, c.unit); {
	case c.node.activated.IsZero():
		return nil, conflict("The node is not activated.")
	case request.Body.TSMPassword == "":
		return nil, invalid("The field TsmPassword is required.")
	case float64(len(request.Body.TSMPassword)) < asFloat(rule["minimumLength"]):
		return nil, invalid("The password is too short.")
	}
	c.node.tsmPassword = request.Body.TSMPassword
	s.audit(auditModify, c.unit, c.id, "The password of the backup node was changed")
	return ok(s.nodeObject(ctx, c)), nil
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
// names are given by hand.
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
