package zomrotest

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"unicode/utf8"
)

// Quirk is something that real responses have and documents do not, by name.
type Quirk string

// The quirks of the service.
const (
	// QuirkTemplates leaves the placeholders in the texts of errors.
	QuirkTemplates Quirk = "templates"
	// QuirkSingleObjects sends a list of one as the one.
	QuirkSingleObjects Quirk = "single-objects"
	// QuirkEmptyLists sends lists without rows as null, list or object, and leaves
	// counters of nothing out.
	QuirkEmptyLists Quirk = "empty-lists"
	// QuirkTranslatedValues sends words for people, with the code beside them.
	QuirkTranslatedValues Quirk = "translated-values"
	// QuirkBareTexts sends values as texts without an object around them.
	QuirkBareTexts Quirk = "bare-texts"
	// QuirkTwice sends a value twice, in a list.
	QuirkTwice Quirk = "twice"
	// QuirkUnknownFields adds elements and attributes that nobody documents.
	QuirkUnknownFields Quirk = "unknown-fields"
	// QuirkSessionPlace sends the id of a session in one of its two places alone.
	QuirkSessionPlace Quirk = "session-place"
	// QuirkBareActions has an empty element where nothing is to be said.
	QuirkBareActions Quirk = "bare-actions"
)

// Quirks are all of them.
func Quirks() []Quirk { return append([]Quirk{QuirkTemplates}, forms()...) }

// forms are those that change the form of responses.
func forms() []Quirk {
	return []Quirk{
		QuirkSingleObjects, QuirkEmptyLists, QuirkTranslatedValues, QuirkBareTexts, QuirkTwice, QuirkUnknownFields, QuirkSessionPlace, QuirkBareActions,
	}
}

// has reports whether a quirk is switched on.
func (c *config) has(q Quirk) bool { return slices.Contains(c.named, q) }

// quirks makes responses odd in the ways real ones are, without changing what
// they mean. The service's lock guards it.
type quirks struct {
	on     []Quirk
	always bool // whenever it is possible, not now and then
	random *rand.Rand
}

// newQuirks are those forms that are switched on, nil without any.
func newQuirks(c *config) *quirks {
	on := slices.DeleteFunc(forms(), func(q Quirk) bool { return !c.has(q) })
	if c.quirks {
		on = forms()
	}
	if len(on) == 0 {
		return nil
	}
	return &quirks{on: on, always: !c.quirks, random: rand.New(rand.NewPCG(c.seed, 0))}
}

// apply rewrites a document.
func (q *quirks) apply(body []byte) []byte {
	var doc map[string]any
	if json.Unmarshal(body, &doc) != nil {
		return body
	}
	if root, ok := doc["doc"].(map[string]any); ok {
		q.document(root)
	}
	return appendJSON(make([]byte, 0, 2*len(body)), doc)
}

// appendJSON writes what a document is made of, in the order of the names.
// It is much faster than encoding/json.
func appendJSON(out []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(out, v)
	case map[string]any:
		out = append(out, '{')
		for i, name := range sorted(v) {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendText(out, name), ':')
			out = appendJSON(out, v[name])
		}
		return append(out, '}')
	case []any:
		out = append(out, '[')
		for i, element := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendJSON(out, element)
		}
		return append(out, ']')
	default: // a document holds nothing else
		return append(out, "null"...)
	}
}

// sorted are the names of members in their order.
func sorted(members map[string]any) []string {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func appendText(out []byte, text string) []byte {
	plain := func(c byte) bool { return c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' }
	simple := true
	for i := range len(text) {
		simple = simple && plain(text[i])
	}
	if simple {
		return append(append(append(out, '"'), text...), '"')
	}
	quoted, err := json.Marshal(text)
	if err != nil { // encoding/json writes every string
		return append(out, `""`...)
	}
	return append(out, quoted...)
}

// often is true one time in n, or always, for a quirk that is switched on.
func (q *quirks) often(quirk Quirk, n int) bool {
	return slices.Contains(q.on, quirk) && (q.always || q.random.IntN(n) == 0)
}

// pick is one of several things.
func (q *quirks) pick(of ...any) any { return of[q.random.IntN(len(of))] }

// document rewrites the root and adds what the engine adds to every response.
func (q *quirks) document(root map[string]any) {
	if e, failed := root["error"].(map[string]any); failed && q.often(QuirkEmptyLists, 3) {
		delete(e, "detail") // which repeats msg
	}
	if auth, signedIn := root["auth"].(map[string]any); signedIn && slices.Contains(q.on, QuirkSessionPlace) {
		q.session(auth)
	}
	acted := bare(root)
	q.children(root)
	for _, noise := range []struct {
		name  string
		value any
	}{
		{"saved_filters", map[string]any{}},
		{"messages", map[string]any{"$name": "x", "$checked": "5d1f08c2", "msg": map[string]any{"hint_reload": "Reload the list"}}},
		{"metadata", map[string]any{"$name": "x", "$type": "list", "$key": "id", "$mgr": "billmgr"}},
		{"$binary", "/billmgr"}, {"$host", "https://api.harbor.example"}, {"$features", "5d1f08c2a97be643"}, {"$notify", ""}, {"$theme", "/manimg/orion/"},
		{"buttons", map[string]any{"button": map[string]any{"$name": "reload", "$type": "func"}}},
	} {
		if _, taken := root[noise.name]; !taken && q.often(QuirkUnknownFields, 3) {
			root[noise.name] = noise.value
		}
	}
	q.nothing(root)
	if acted && q.often(QuirkBareActions, 3) {
		root["ok"] = q.pick(nil, map[string]any{})
	}
}

// bare reports the response of a function that acts and shows nothing.
func bare(root map[string]any) bool {
	for name := range root {
		if name[0] != '$' && name != "tparams" {
			return false
		}
	}
	return true
}

// session leaves one of the two places of a session's id out.
func (q *quirks) session(auth map[string]any) {
	switch q.random.IntN(3) {
	case 0:
		delete(auth, "$")
	case 1:
		delete(auth, "$id")
	}
}

// nothing writes what is not there in another way.
func (q *quirks) nothing(root map[string]any) {
	_, listed := root["p_elems"]
	if listed && root["elem"] == nil && q.often(QuirkEmptyLists, 2) {
		root["elem"] = q.pick(nil, []any{}, map[string]any{})
	}
	for _, name := range []string{"manual_created_today", "manual_created_total"} {
		if textOf(root[name]) == "0" && q.often(QuirkEmptyLists, 2) {
			delete(root, name)
		}
	}
}

// textOf is the text of a scalar of any shape.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		return textOf(v["$"])
	case []any:
		if len(v) > 0 {
			return textOf(v[0])
		}
	}
	return ""
}

// element rewrites an element below the root. Rows, but not forms, have more
// elements than they need.
func (q *quirks) element(e map[string]any) {
	q.children(e)
	if _, row := e["id"]; row {
		q.row(e)
	}
}

// children rewrites the children of an element, in a fixed order so that a seed
// always does the same.
func (q *quirks) children(e map[string]any) {
	for _, name := range sorted(e) {
		switch child := e[name].(type) {
		case map[string]any:
			_, scalar := child["$"]
			switch {
			case named(name): // its text is beside attributes that matter
			case scalar:
				e[name] = q.scalar(name, child)
			default:
				q.element(child)
			}
		case []any:
			for _, row := range child {
				if m, ok := row.(map[string]any); ok && !named(name) {
					q.element(m)
				}
			}
			if len(child) == 1 && q.often(QuirkSingleObjects, 2) {
				e[name] = child[0]
			}
		}
	}
}

// named reports elements that have a text and attributes, none of which is
// decoration, and those that hold bare text.
func named(name string) bool {
	return slices.Contains([]string{"auth", "param", "action", "val", "cookie", "msg", "messages"}, name)
}

// row adds to a row what rows may have without it meaning anything: elements
// nobody knows, and known ones without a value.
func (q *quirks) row(e map[string]any) {
	if q.often(QuirkUnknownFields, 2) {
		e["note"] = map[string]any{}
		e["zone_hint"] = map[string]any{"$": "west"}
		e["buttons"] = map[string]any{"button": []any{map[string]any{"$name": "a"}, map[string]any{"$name": "b"}}}
	}
	for _, name := range []string{"image_size", "cost", "ip_v6", "rdns_record", "url", "domain", "backup_type"} {
		if _, there := e[name]; !there && q.often(QuirkUnknownFields, 4) {
			e[name] = q.pick(nil, map[string]any{}, "")
		}
	}
}

// shown is how people see a code that may be translated, empty for all others.
func shown(code string) string {
	switch code {
	case "on":
		return "Yes"
	case "off":
		return "No"
	case stateActive, statusActive:
		return "Ready"
	case stateSaving:
		return "Being saved"
	case statusStopped:
		return "Switched off"
	case "manual":
		return "By hand"
	case "auto":
		return "On schedule"
	case KindBackup, KindSnapshot, KindImage:
		return "A copy"
	case "2":
		return "In use"
	}
	return ""
}

// scalar gives a value another shape: a translation with the code beside it,
// more attributes, bare text, or itself twice.
func (q *quirks) scalar(name string, v map[string]any) any {
	text, _ := v["$"].(string)
	switch name {
	case "protected", "fleio_status", "backup_type", "instance_status", "image_type", "item_real_status", "status":
		if words := shown(text); words != "" && q.often(QuirkTranslatedValues, 3) {
			v["$orig"], v["$"], v["$color"] = text, words, "green"
		}
	}
	if len(v) == 1 && q.often(QuirkBareTexts, 8) {
		return text
	}
	if q.often(QuirkUnknownFields, 10) {
		v["$hint"] = "decoration"
	}
	if q.often(QuirkTwice, 8) {
		return []any{v, maps.Clone(v)}
	}
	return v
}
