package redact

import (
	"encoding/json"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Fields masks in a tree what stands under a secret name or is secret by its
// looks, and makes it known. The tree is of [output.Parse].
func (k *Known) Fields(v any) any {
	switch x := v.(type) {
	case *output.Object:
		out := output.NewObject()
		for _, key := range x.Keys {
			if secretIn(x, key) {
				out.Set(key, k.mask(x.Values[key]))
			} else {
				out.Set(key, k.Fields(x.Values[key]))
			}
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = k.Fields(item)
		}
		return out
	case string:
		return looks(x)
	}
	return v
}

// secretIn reports whether the value of a key is secret: by the key, by a name
// that stands beside it, as in Zomro's {"name": "password", "$": "…"}, or because
// the whole response is.
func secretIn(o *output.Object, key string) bool {
	if Name(key) {
		return true
	}
	switch key {
	case "value", "$":
		return named(o, "name") || named(o, "$name") || named(o, "key")
	case "ok", "body":
		function, _ := o.Values["$func"].(string)
		return slices.Contains([]string{"service.instruction.html", "instances.fleio.vnc"}, function)
	}
	return false
}

func named(o *output.Object, key string) bool {
	name, ok := o.Values[key].(string)
	return ok && Name(name)
}

// mask hides a value with everything below it. Whether something is on is no
// secret, and nothing is none.
func (k *Known) mask(v any) any {
	switch x := v.(type) {
	case nil, bool:
		return x
	case string:
		if x == "" {
			return x
		}
	}
	k.learnAll(v)
	return backup.Redacted
}

func (k *Known) learnAll(v any) {
	switch x := v.(type) {
	case *output.Object:
		for _, value := range x.Values {
			k.learnAll(value)
		}
	case []any:
		for _, item := range x {
			k.learnAll(item)
		}
	case string:
		k.Learn(x)
	}
}

// looks hides what is secret by its looks: a private key, and the query of an
// address, which often lets in whoever has it.
func looks(s string) string {
	if strings.Contains(s, "PRIVATE KEY") {
		return backup.Redacted
	}
	if head, _, ok := strings.Cut(s, "?"); ok && strings.Contains(head, "://") && !strings.ContainsAny(head, " \n") {
		return head + "?" + backup.Redacted
	}
	return s
}

// Values cuts the known secrets out of every text of a tree.
func (k *Known) Values(v any) any {
	switch x := v.(type) {
	case *output.Object:
		out := output.NewObject()
		for _, key := range x.Keys {
			out.Set(k.Cut(key), k.Values(x.Values[key]))
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			out[i] = k.Values(item)
		}
		return out
	case string:
		return k.Cut(x)
	case json.Number:
		if k.Cut(x.String()) == backup.Redacted { // as a whole: an id may happen to hold one
			return backup.Redacted
		}
	}
	return v
}

// JSON is a JSON text without secrets. A bare text may be anything, such as a
// password.
func (k *Known) JSON(data []byte) (string, error) {
	v, err := output.Parse(data)
	if err != nil {
		return "", err
	}
	text, err := output.Encode(k.Values(k.Response(v)))
	return string(text), err
}

// Response is [Known.Fields] for a whole response.
func (k *Known) Response(v any) any {
	if text, bare := v.(string); bare && text != "" {
		return k.mask(v)
	}
	return k.Fields(v)
}
