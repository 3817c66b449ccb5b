package verify

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// pool are the ids that responses have given, by what they are of. They stay in
// memory.
type pool struct {
	ids map[string][]string
	// most is how many of a kind are kept.
	most int
}

func newPool(most int) *pool { return &pool{ids: make(map[string][]string), most: most} }

func (p *pool) get(name string, n int) (string, bool) {
	list := p.ids[name]
	if n >= len(list) {
		return "", false
	}
	return list[n], true
}

// add keeps an id. The first and the last of a list tell the most, so the last one
// kept gives way.
func (p *pool) add(name string, v any) {
	text := textOf(v)
	if text == "" || slices.Contains(p.ids[name], text) {
		return
	}
	if len(p.ids[name]) >= p.most {
		if p.most > 1 {
			p.ids[name][p.most-1] = text
		}
		return
	}
	p.ids[name] = append(p.ids[name], text)
}

// textOf is an id in any form: text, number, an element of Zomro.
func textOf(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case float64:
		return strconv.FormatInt(int64(x), 10)
	case map[string]any:
		return textOf(x["$"])
	}
	return ""
}

// learn takes the ids out of a response: those of its rows for whatever has a route
// below, and some that stand elsewhere.
func (p *pool) learn(o *drift.Operation, calls []Call, body any) {
	if o.Function() != "" {
		p.zomro(o, body)
		return
	}
	list := rows(body)
	for _, c := range calls {
		rest, below := strings.CutPrefix(c.Operation.Route, o.Route+"/{")
		if !below || c.Operation.Method != http.MethodGet {
			continue
		}
		name, _, _ := strings.Cut(rest, "}")
		if name == "bunitId" {
			continue // the home unit is enough
		}
		for _, row := range list {
			p.row(name, row)
		}
	}
	switch o.ID {
	case "getMe":
		p.add("bunitId", inner(body, "businessUnit", "id"))
	case "getBusinessUnitTree":
		p.add("bunitId", inner(body, "id"))
		for _, unit := range rows(inner(body, "businessUnits")) {
			p.add("bunitId", unit["id"])
		}
	case "getBusinessUnit":
		for _, tag := range rows(inner(body, "tags")) {
			p.add("tagId", tag["id"])
		}
	case "listBackups":
		for _, row := range list {
			p.add("checkpoint_id", row["checkpoint_id"])
		}
	case "listVault", "listOpLogs":
		for _, row := range list {
			p.add("source_project_id", row["project_id"])
		}
	case "listFeatures":
		if object, ok := body.(map[string]any); ok {
			for _, name := range slices.Sorted(maps.Keys(object)) {
				p.add("feature_key", name)
			}
		}
	}
}

// row keeps the id of a row, which is not always called so.
func (p *pool) row(name string, row map[string]any) {
	switch name {
	case "member_id":
		p.add(name, row["dest_project_id"])
	case "invoiceDate", "billingDate":
		href, _ := row["href"].(string)
		if date := href[strings.LastIndexByte(href, '/')+1:]; len(date) == len("2006-01-02") {
			p.add(name, date)
			return
		}
		date, _ := row["invoiceDate"].(string)
		p.add(name, date[:min(len(date), len("2006-01-02"))])
	case "reportDate":
	default:
		p.add(name, row["id"])
	}
}

// inner is a value at some way into a body.
func inner(v any, path ...string) any {
	for _, name := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

// rows are the objects of a list: the body, or the first list in it.
func rows(v any) []map[string]any {
	list, ok := v.([]any)
	if object, isObject := v.(map[string]any); isObject && !ok {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if list, ok = object[name].([]any); ok {
				break
			}
		}
	}
	var out []map[string]any
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

// zomro takes the ids of rows, of which one alone may stand without a list.
func (p *pool) zomro(o *drift.Operation, body any) {
	kind := ""
	elem := inner(body, "doc", "elem")
	switch o.ID {
	case "listInstances":
		kind = "instance"
	case "listBackups", "listSnapshots", "listImages":
		kind = "image"
	case "listTariffs", "listImageTariffs":
		if kind = "tariff"; o.ID == "listImageTariffs" {
			kind = "imageTariff"
		}
		for _, list := range many(inner(body, "doc", "list")) {
			for _, row := range many(list["elem"]) {
				p.add(kind, row["id"])
			}
		}
		return
	default:
		return
	}
	for _, row := range many(elem) {
		p.add(kind, row["id"])
	}
}

// many are the objects of a list, or the one object.
func many(v any) []map[string]any {
	if object, ok := v.(map[string]any); ok {
		return []map[string]any{object}
	}
	return rows(v)
}
