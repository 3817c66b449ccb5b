package samples

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Media types of bodies.
const (
	jsonBody  = "application/json"
	formBody  = "application/x-www-form-urlencoded"
	multipart = "multipart/form-data"
)

// server is the address that samples name: the same one for all operations of a
// specification. Hosts of other clouds and installations are in its servers.
func server(name string) string {
	return map[string]string{
		"cbr": "https://cbr.eu-west-101.myhuaweicloud.eu", "iam": "https://iam.eu-west-101.myhuaweicloud.eu",
		"zomro": "https://api.zomro.com", "cloutility": "https://portal-api.backup.sto2.safedc.net",
	}[name]
}

// command is a curl command line in parts, each written as one word or two.
type command struct{ parts []string }

func (c *command) add(words ...string) { c.parts = append(c.parts, strings.Join(words, " ")) }

// lineWidth is how much of a command stands in one line.
const lineWidth = 100

func (c *command) String() string {
	if one := "curl --fail-with-body " + strings.Join(c.parts, " "); len(one) <= lineWidth && !strings.Contains(one, "\n") {
		return one + "\n"
	}
	return "curl --fail-with-body \\\n  " + strings.Join(c.parts, " \\\n  ") + "\n"
}

// curl is the sample of an operation for the shell. What a caller has to know stands
// as a variable: $TOKEN or $SESSION, $PROJECT_ID, and each id of the path.
func curl(s *spec.Spec, o spec.Operation, item *openapi3.PathItem, op *openapi3.Operation) (Sample, error) {
	var c command
	route, query := o.Route, []string(nil)
	if o.Function() != "" {
		route, _, _ = strings.Cut(route, "/#func=")
	}
	if o.Method != http.MethodGet && (o.Method != http.MethodPost || op.RequestBody == nil) {
		c.add("-X", o.Method)
	}
	if o.Function() == "" {
		credentials(s, op, &c)
	}
	for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
		p := ref.Value
		switch {
		case p.In == openapi3.ParameterInPath:
			route = strings.ReplaceAll(route, "{"+p.Name+"}", pathValue(p))
		case p.In == openapi3.ParameterInQuery && p.Required:
			query = append(query, p.Name+"="+queryValue(p))
		case p.In == openapi3.ParameterInQuery && p.Name == "limit" && strings.HasPrefix(o.ID, "list"):
			query = append(query, "limit=50")
		case p.In == openapi3.ParameterInHeader && p.Required:
			c.add("-H", `"`+p.Name+": "+queryValue(p)+`"`)
		}
	}
	if op.RequestBody != nil {
		if err := body(&c, op.RequestBody.Value.Content, o.Function() != ""); err != nil {
			return Sample{}, err
		}
	}
	target := server(s.Name) + route
	if len(query) > 0 {
		target += "?" + strings.Join(query, "&")
	}
	if strings.ContainsAny(target, "$?&") {
		target = `"` + target + `"`
	}
	c.add(target)
	return Sample{Spec: s.Name, Operation: o.ID, Lang: Shell, Label: "curl", Source: c.String()}, nil
}

// credentials adds the headers that the operation asks for: those of the first way to
// sign in.
func credentials(s *spec.Spec, op *openapi3.Operation, c *command) {
	needs := s.Doc.Security
	if op.Security != nil {
		needs = *op.Security
	}
	if len(needs) == 0 || slices.ContainsFunc(needs, func(way openapi3.SecurityRequirement) bool { return len(way) == 0 }) {
		return
	}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(needs[0]))) {
		scheme := s.Doc.Components.SecuritySchemes[name].Value
		switch {
		case scheme.Type == "http":
			c.add("-H", `"Authorization: Bearer $TOKEN"`)
		case scheme.In == openapi3.ParameterInHeader && scheme.Name == "Origin":
			c.add("-H", `"Origin: $ORIGIN"`)
		case scheme.In == openapi3.ParameterInHeader:
			c.add("-H", `"`+scheme.Name+`: $TOKEN"`)
		}
	}
}

// pathValue is what stands for a parameter in the path: a known value of an
// enumeration, or a variable.
func pathValue(p *openapi3.Parameter) string {
	if schema := p.Schema.Value; len(schema.Enum) > 0 {
		return fmt.Sprint(schema.Enum[0])
	}
	return "$" + variable(p)
}

var (
	camel = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	word  = regexp.MustCompile(`[^A-Z0-9]+`)
)

// variable is the name of a parameter as the shell has it: $VAULT_ID.
func variable(p *openapi3.Parameter) string {
	name := p.Name
	if text, ok := p.Extensions["x-go-name"].(string); ok {
		name = text
	}
	return word.ReplaceAllString(strings.ToUpper(camel.ReplaceAllString(name, "${1}_${2}")), "_")
}

// queryValue is a value that a parameter may have: its example, a known value, or a
// variable.
func queryValue(p *openapi3.Parameter) string {
	schema := p.Schema.Value
	switch {
	case p.Example != nil:
		return fmt.Sprint(p.Example)
	case schema.Example != nil:
		return fmt.Sprint(schema.Example)
	case len(schema.Enum) > 0:
		return fmt.Sprint(schema.Enum[0])
	case schema.Type.Is(openapi3.TypeBoolean):
		return "true"
	case schema.Format == "date":
		return "2026-03-01"
	case schema.Format == "date-time":
		return "2026-03-01T00:00:00Z"
	}
	return "$" + variable(p)
}

// body adds the example of a body.
func body(c *command, content openapi3.Content, call bool) error {
	switch {
	case content[jsonBody] != nil:
		value := example(content[jsonBody])
		if value == nil {
			return errors.New("its body has no example")
		}
		text, err := compact(value)
		if err != nil {
			return err
		}
		c.add("-H", "'Content-Type: application/json'")
		c.add("-d", quote(text))
	case content[formBody] != nil:
		fields, ok := example(content[formBody]).(map[string]any)
		if !ok {
			return errors.New("its form has no example")
		}
		form(c, fields, call)
	case content[multipart] != nil:
		fields, ok := example(content[multipart]).(map[string]any)
		if !ok {
			return errors.New("its form has no example")
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			c.add("-F", quote(name+"="+text(fields[name])+";filename="+name+".pdf;type=application/pdf"))
		}
	default:
		return fmt.Errorf("its body is none of %s, %s and %s", jsonBody, formBody, multipart)
	}
	return nil
}

// form adds the fields of an urlencoded form: what every call carries first, the
// fields of the function sorted.
func form(c *command, fields map[string]any, call bool) {
	if call {
		for _, name := range []string{"out", "func"} {
			c.add("-d", name+"="+text(fields[name]))
		}
		if _, ok := fields["auth"]; ok {
			c.add("-d", `auth="$SESSION"`)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if call && (name == "out" || name == "func" || name == "auth") {
			continue
		}
		value := text(fields[name])
		if plain.MatchString(value) {
			c.add("-d", name+"="+value)
			continue
		}
		c.add("--data-urlencode", quote(name+"="+value))
	}
}

// plain is a value that is the same in a form and in a shell.
var plain = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// example is that of a body, the first one of several by their names.
func example(media *openapi3.MediaType) any {
	if media.Example != nil {
		return media.Example
	}
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		return media.Examples[name].Value.Value
	}
	return nil
}

// text is a value in a form.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// compact is JSON in one line when it is short, and indented otherwise.
func compact(value any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	one := strings.TrimSpace(b.String())
	if len(one) <= lineWidth {
		return one, nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(one), "  ", "  "); err != nil {
		return "", err
	}
	return out.String(), nil
}

// quote is a word for the shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
