package drift

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// step is one step on the way from a body to a value in it.
type step struct {
	name  string // of a member
	index int    // of an entry, -1 for a member
	// unnamed says that the name is none that anybody declares, but a key: a value.
	unnamed bool
}

func memberStep(name string) step { return step{name: name, index: -1} }

// pathText is a way in a specification's words: "vaults[].billing.size".
func pathText(path []step) string {
	var b strings.Builder
	for _, s := range path {
		switch {
		case s.index >= 0:
			b.WriteString("[]")
		case s.unnamed:
			b.WriteString("{}")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// maxDepth bounds how deep a body is looked at; none of a service is half as deep.
const maxDepth = 64

// walk holds a value to a schema. Its functions are told what is there; any may be
// nil.
type walk struct {
	book *Book
	// learn hears of each place with a declared form.
	learn func(site *Schema, v any)
	// member hears of each declared member, object of each object.
	member func(path []step, declared *Schema)
	object func(path []step)
	// found hears of what differs.
	found func(kind Kind, site *Schema, path []step, v any)
}

func (w *walk) report(kind Kind, site *Schema, path []step, v any) {
	if w.found != nil {
		w.found(kind, site, path, v)
	}
}

// value holds a value to what is declared for its place. It follows the value and
// not the schemas, so schemas that contain each other end where the value does.
func (w *walk) value(site *Schema, v any, path []step) {
	if v == backup.Redacted || len(path) > maxDepth {
		return // masked by a trace: nothing is known of it
	}
	parts, ok := site.parts(v)
	if !ok {
		w.report(KindType, site, path, v)
		return
	}
	if w.learn != nil {
		w.learn(site, v)
	}
	w.form(site, path, v)
	switch x := v.(type) {
	case string:
		w.text(site, parts, path, x)
	case json.Number:
		w.code(site, parts, path, x.String())
	case []any:
		for _, part := range parts {
			if part.items == nil {
				continue
			}
			for i, item := range x {
				w.value(part.items, item, append(slices.Clip(path), step{index: i}))
			}
			break
		}
	case map[string]any:
		w.members(site, parts, x, path)
	}
}

// form compares a form with those that the documents show.
func (w *walk) form(site *Schema, path []step, v any) {
	r := site.resolve()
	usual := site.usual
	if len(usual) == 0 && r != site {
		usual = r.usual
	}
	if w.found == nil {
		return
	}
	form := formOf(site, v)
	if !usual[form] && (len(usual) > 0 || saysNothing(site, form)) {
		w.report(KindForm, site, path, v)
	}
}

// saysNothing reports an element of Zomro that is there without saying anything, where
// no document shows one.
func saysNothing(site *Schema, form string) bool {
	return (form == formNull || form == formEmpty) && (site.goType == "billmgr.Value" || site.resolve().goType == "billmgr.Value")
}

func (w *walk) text(site *Schema, parts []*Schema, path []step, text string) {
	for _, part := range parts {
		switch {
		case len(part.enum) > 0 && text != "" && !slices.Contains(part.enum, text):
			w.report(KindValue, site, path, text)
		case part.format == "date-time" && text != "" && !isRFC3339(text), part.format == "date" && text != "" && timeForm(text) != "date":
			w.report(KindFormat, site, path, text)
		}
	}
	w.code(site, parts, path, text)
	if strings.HasSuffix(pathText(path), "error.msg.$") && template().MatchString(text) {
		w.report(KindForm, site, path, text)
	}
}

// servicePrefix stands before the codes of CBR's errors, or does not.
const servicePrefix = "BackupService."

// code looks at an error's code.
func (w *walk) code(site *Schema, parts []*Schema, path []step, text string) {
	for _, part := range parts {
		if len(part.codes) > 0 && text != "" && !slices.Contains(part.codes, strings.TrimPrefix(text, servicePrefix)) {
			w.report(KindCode, site, path, text)
			return
		}
	}
}

// members holds the members of an object to what is declared for them.
func (w *walk) members(site *Schema, parts []*Schema, object map[string]any, path []step) {
	if w.object != nil {
		w.object(path)
	}
	named, open := false, false
	var further *Schema
	unnamed := false
	for _, part := range parts {
		named = named || len(part.properties) > 0
		open = open || part.open
		unnamed = unnamed || part.unnamed
		if part.additional != nil {
			further = part.additional
		}
	}
	if w.learn != nil {
		for _, part := range parts {
			for name, declared := range part.properties {
				if _, there := object[name]; !there {
					declared.optional = true
				}
			}
		}
	}
	whole := w.whole(site)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		v, at := object[name], append(slices.Clip(path), memberStep(name))
		declared := declaredIn(parts, name)
		if declared == nil && whole != nil {
			declared = whole.properties[name]
		}
		switch {
		case declared != nil:
			if w.member != nil {
				w.member(at, declared)
			}
			if declared.rare && v != nil {
				w.report(KindForm, declared, at, v)
			}
			w.value(declared, v, at)
		case further != nil && (!named || unnamed || further.typ == "string"):
			at[len(at)-1].unnamed = true
			w.value(further, v, at)
		case further == nil && (open || !named):
			// Whatever comes is fine, and nothing is known of it.
		default:
			w.report(KindField, site, at, v)
		}
	}
}

func declaredIn(parts []*Schema, name string) *Schema {
	for _, part := range parts {
		if p := part.properties[name]; p != nil {
			return p
		}
	}
	return nil
}

// whole is the schema of which a place declares only the id and the name: its Go
// type says which it is.
func (w *walk) whole(site *Schema) *Schema {
	if site.goType == "" || strings.Contains(site.goType, ".") {
		return nil
	}
	return site.spec.schemas[site.goType]
}
