package zomrotest

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
)

// quirks makes answers odd in the ways real answers are, without changing what
// they mean.
type quirks struct {
	mu     sync.Mutex
	random *rand.Rand
}

// apply rewrites a document.
func (q *quirks) apply(body []byte) []byte {
	var doc map[string]any
	if json.Unmarshal(body, &doc) != nil {
		return body
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if root, ok := doc["doc"].(map[string]any); ok {
		q.document(root)
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return body
	}
	return out
}

// often is true one time in n.
func (q *quirks) often(n int) bool { return q.random.IntN(n) == 0 }

func (q *quirks) document(root map[string]any) {
	q.element(root)
	if q.often(2) {
		root["saved_filters"] = map[string]any{}
	}
	if q.often(2) {
		root["messages"] = map[string]any{"$name": "x", "msg": map[string]any{"hint_reload": "Reload the list"}}
	}
	if q.often(3) {
		root["$binary"], root["$notify"] = "/billmgr", ""
	}
	if _, listed := root["p_elems"]; listed && root["elem"] == nil && q.often(2) {
		root["elem"] = []any{nil, []any{}}[q.random.IntN(2)]
	}
}

// element rewrites the children of an element, in a fixed order so that a seed
// always does the same.
func (q *quirks) element(e map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(e)) {
		switch child := e[name].(type) {
		case map[string]any:
			if _, scalar := child["$"]; scalar && name != "auth" {
				e[name] = q.scalar(name, child)
			} else {
				q.element(child)
			}
		case []any:
			for _, row := range child {
				if m, ok := row.(map[string]any); ok && name != "param" && name != "action" && name != "val" {
					q.element(m)
				}
			}
			if len(child) == 1 && q.often(2) {
				e[name] = child[0]
			}
		}
	}
	if _, row := e["id"]; row && q.often(2) {
		e["note"] = map[string]any{}
		e["zone_hint"] = map[string]any{"$": "west"}
	}
}

// translated are values that may come with their code in $orig and a text for
// people in $.
var translated = map[string]string{ //nolint:gochecknoglobals // constant
	"on": "Yes", "off": "No", "Active": "Ready", "Saving": "Being saved", "manual": "By hand", "auto": "On schedule",
}

func (q *quirks) scalar(name string, v map[string]any) any {
	text, _ := v["$"].(string)
	switch name {
	case "protected", "fleio_status", "backup_type":
		if shown := translated[text]; shown != "" && q.often(3) {
			v["$orig"], v["$"], v["$color"] = text, shown, "green"
		}
	}
	if v["$orig"] == nil && len(v) == 1 && q.often(8) {
		return text // a bare string
	}
	if q.often(8) {
		return []any{v, maps.Clone(v)}
	}
	return v
}
