package spec

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Line is the line of the document that a breach or a problem is about, by the
// words it begins with, such as "showVault, parameter limit" or "Vault.name"; 0
// when the document has nothing of that name.
func (s *Spec) Line(where string) int { return s.lines().of(where) }

// lines are those of a document by the names that messages give its parts.
type lines map[string]int

// newLines indexes a document. One that is no YAML has no lines.
func newLines(data []byte) lines {
	l := make(lines)
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
		return l
	}
	parameters := make(map[string]string) // names by the names of their components
	each(member(doc.Content[0], "components", "parameters"), func(key, value *yaml.Node) {
		l.set("parameter "+key.Value, key)
		if name := member(value, "name"); name != nil {
			parameters[key.Value] = name.Value
		}
	})
	each(doc.Content[0], func(key, _ *yaml.Node) { l.set(key.Value, key) })
	if known := member(doc.Content[0], "info", "x-known-operations"); known != nil {
		l.set("info.x-known-operations", known)
	}
	for _, tag := range list(member(doc.Content[0], "tags")) {
		if name := member(tag, "name"); name != nil {
			l.set("tag "+name.Value, name)
		}
	}
	each(member(doc.Content[0], "paths"), func(route, item *yaml.Node) {
		each(item, func(method, op *yaml.Node) {
			id := member(op, "operationId")
			if op.Kind != yaml.MappingNode {
				return
			}
			l.set(strings.ToUpper(method.Value)+" "+route.Value, method)
			if id == nil {
				return
			}
			l.set(id.Value, id)
			l.parameters(id.Value, item, parameters)
			l.parameters(id.Value, op, parameters)
			l.content(id.Value+", request", member(op, "requestBody"))
			each(member(op, "responses"), func(status, response *yaml.Node) {
				at := id.Value + ", response " + status.Value
				l.set(at, status)
				l.content(at, response)
			})
		})
	})
	each(member(doc.Content[0], "components", "schemas"), func(name, schema *yaml.Node) {
		l.set(name.Value, name)
		each(member(schema, "properties"), func(property, _ *yaml.Node) { l.set(name.Value+"."+property.Value, property) })
	})
	return l
}

func (l lines) set(name string, n *yaml.Node) {
	if n != nil && l[name] == 0 {
		l[name] = n.Line
	}
}

// parameters adds those of an operation or of its path.
func (l lines) parameters(operation string, owner *yaml.Node, shared map[string]string) {
	for _, p := range list(member(owner, "parameters")) {
		if name := member(p, "name"); name != nil {
			l.set(operation+", parameter "+name.Value, name)
		} else if ref := member(p, "$ref"); ref != nil {
			l.set(operation+", parameter "+shared[path.Base(ref.Value)], ref)
		}
	}
}

// content adds the bodies of a request or a response.
func (l lines) content(at string, owner *yaml.Node) {
	l.set(at, owner)
	each(member(owner, "content"), func(mediaType, _ *yaml.Node) { l.set(at+" "+mediaType.Value, mediaType) })
}

// of finds the line of a part, or of the nearest part around it.
func (l lines) of(where string) int {
	for where != "" {
		if n := l[where]; n > 0 {
			return n
		}
		where = where[:max(strings.LastIndexAny(where, " ,.[{("), 0)]
	}
	return 0
}

// member follows keys into mappings; nil when one is missing.
func member(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		var found *yaml.Node
		each(n, func(k, v *yaml.Node) {
			if k.Value == key {
				found = v
			}
		})
		n = found
	}
	return n
}

// each visits the entries of a mapping.
func each(n *yaml.Node, visit func(key, value *yaml.Node)) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(n.Content[i], n.Content[i+1])
	}
}

// list are the entries of a sequence.
func list(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// Problem is something in a specification that has to be changed there.
type Problem struct {
	// File is relative to the root of the module, Line counts from 1; 0 is unknown.
	File string
	Line int
	Text string
}

// String is the problem as compilers write theirs.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ": " + p.Text
}

// Problems reads a specification and holds it against everything that the
// generators rest on and every rule of this module. The specification is nil when
// it cannot be read.
func Problems(file, name string, data []byte) (*Spec, []Problem) {
	s, err := Parse(name, data)
	at := newLines(data)
	var out []Problem
	add := func(text string) {
		where, _, _ := strings.Cut(text, ": ")
		if m := invalidPath.FindStringSubmatch(text); m != nil {
			where = m[2] + " " + m[1]
		} else if m := invalidSchema.FindStringSubmatch(text); m != nil {
			where = m[1]
		}
		out = append(out, Problem{File: file, Line: at.of(where), Text: text})
	}
	if err != nil {
		for text := range strings.SplitSeq(strings.TrimPrefix(err.Error(), name+": "), "\n") {
			if m := yamlLine.FindStringSubmatch(text); m != nil {
				line, _ := strconv.Atoi(m[1]) // digits only
				out = append(out, Problem{File: file, Line: line, Text: text})
				continue
			}
			add(text)
		}
		return nil, out
	}
	for _, breach := range s.Check() {
		add(breach)
	}
	if _, err := s.Examples(); err != nil {
		for text := range strings.SplitSeq(err.Error(), "\n") {
			add(text)
		}
	}
	return s, out
}

// How readers of YAML name a line, and the validator of OpenAPI a place.
var (
	yamlLine      = regexp.MustCompile(`\bline (\d+)\b`)
	invalidPath   = regexp.MustCompile(`invalid path (\S+): invalid operation (\w+)`)
	invalidSchema = regexp.MustCompile(`invalid components: schema "([^"]+)"`)
)
