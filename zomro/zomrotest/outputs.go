package zomrotest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
)

// outputs are the formats of responses by the value of out, and how a document is
// written in each. JSON is what it is made in.
func outputs() map[string]func(*heldResponse) {
	return map[string]func(*heldResponse){
		"json": nil, "sjson": nil, "xjson": nil,
		"xml":  func(h *heldResponse) { h.convert("text/xml; charset=UTF-8", asXML) },
		"text": func(h *heldResponse) { h.convert("text/plain; charset=UTF-8", asText) },
	}
}

// convert rewrites a document. What is none, such as the page of a long task, stays.
func (h *heldResponse) convert(contentType string, write func(*bytes.Buffer, map[string]any)) {
	h.rewrite(func(body []byte) []byte {
		var document struct {
			Doc map[string]any `json:"doc"`
		}
		if json.Unmarshal(body, &document) != nil || document.Doc == nil {
			return body
		}
		h.header.Set("Content-Type", contentType)
		var b bytes.Buffer
		write(&b, document.Doc)
		return b.Bytes()
	})
}

// asXML writes what the engine has before it makes JSON of it: a name with a
// dollar is an attribute, the dollar alone is the text.
func asXML(b *bytes.Buffer, doc map[string]any) {
	b.WriteString(xml.Header)
	element(b, "doc", doc)
	b.WriteByte('\n')
}

func element(b *bytes.Buffer, name string, value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			element(b, name, item)
		}
	case map[string]any:
		b.WriteString("<" + name)
		for _, key := range sorted(value) {
			if attribute, ok := strings.CutPrefix(key, "$"); ok && attribute != "" {
				b.WriteString(" " + attribute + `="`)
				escape(b, value[key])
				b.WriteByte('"')
			}
		}
		b.WriteByte('>')
		escape(b, value["$"])
		for _, key := range sorted(value) {
			if !strings.HasPrefix(key, "$") {
				element(b, key, value[key])
			}
		}
		b.WriteString("</" + name + ">")
	default:
		b.WriteString("<" + name + ">")
		escape(b, value)
		b.WriteString("</" + name + ">")
	}
}

func escape(b *bytes.Buffer, value any) {
	text, _ := value.(string)
	_ = xml.EscapeText(b, []byte(text)) // a buffer takes everything
}

// asText writes a line for each element of a list, or for each value of any other
// document, and one for an error.
func asText(b *bytes.Buffer, doc map[string]any) {
	if failed, ok := doc["error"].(map[string]any); ok {
		kind, _ := failed["$type"].(string)
		object, _ := failed["$object"].(string)
		b.WriteString(strings.Join([]string{"ERROR", kind, object, plainOf(failed["msg"])}, " ") + "\n")
		return
	}
	rows, isList := doc["elem"].([]any)
	if !isList {
		for _, pair := range pairs(doc) {
			b.WriteString(pair + "\n")
		}
		return
	}
	for _, row := range rows {
		if members, ok := row.(map[string]any); ok {
			b.WriteString(strings.Join(pairs(members), " ") + "\n")
		}
	}
}

// pairs are the members that are a text, as name=value.
func pairs(members map[string]any) []string {
	var out []string
	for _, name := range sorted(members) {
		if inner, ok := members[name].(map[string]any); ok && name != "tparams" {
			if text, ok := inner["$"].(string); ok {
				out = append(out, name+"="+text)
			}
		}
	}
	return out
}

func plainOf(value any) string {
	members, _ := value.(map[string]any)
	text, _ := members["$"].(string)
	return text
}
