package drift

import (
	"encoding/json"
	"hash/maphash"
	"strings"
)

// learnValue remembers a text that came: what is a value somewhere is told as a name
// nowhere.
func (c *Checker) learnValue(text string) {
	if text != "" && len(text) <= maxName && len(c.values) < maxValues {
		c.values[maphash.String(c.seed, text)] = true
	}
}

func (c *Checker) learnValues(v any, depth int) {
	if depth > maxDepth {
		return
	}
	switch x := v.(type) {
	case string:
		c.learnValue(x)
	case []any:
		for _, item := range x {
			c.learnValues(item, depth+1)
		}
	case map[string]any:
		for _, item := range x {
			c.learnValues(item, depth+1)
		}
	}
}

func (c *Checker) isValue(text string) bool { return c.values[maphash.String(c.seed, text)] }

// name fills in the names of unknown fields that may be told.
func (c *Checker) name(f *Finding) {
	if f.Kind != KindField {
		return
	}
	name := hidden
	if c.local || c.book.isWord(f.name, c.isValue) {
		name = f.name
	}
	f.Path = strings.TrimPrefix(f.Path+"."+name, ".")
	if c.local && !f.secret() {
		for _, v := range f.forms {
			if text, err := json.Marshal(v); err == nil && len(f.Local) < maxLocal {
				f.Local = append(f.Local, short(string(text)))
			}
		}
	}
}

// secret says that nothing of the response may be repeated, to its owner either.
func (f *Finding) secret() bool { return f.op.Sensitive || f.op.SignsIn }

func short(text string) string {
	const most = 200
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
