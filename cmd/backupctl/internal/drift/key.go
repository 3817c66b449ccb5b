package drift

import (
	"net/url"
	"slices"
	"strings"
)

// Key names what a request asks for, in the same way for everybody who asks: with the
// parameters of its path but that of the project, and whole with all other parameters
// but those that every call carries. It is empty for what is no read of a
// specification.
func (b *Book) Key(x *Exchange) (whole, plain string) {
	o, _ := b.match(x, nil)
	if o == nil || !o.Read || o.SignsIn {
		return "", ""
	}
	parts := []string{o.Spec.Name, o.ID}
	if len(o.segments) > 0 {
		sent := strings.Split(strings.Trim(x.URL.EscapedPath(), "/"), "/")
		before := len(sent) - len(o.segments)
		for i, segment := range o.segments {
			if strings.HasPrefix(segment, "{") && segment != "{project_id}" && before >= 0 {
				parts = append(parts, sent[before+i])
			}
		}
	}
	rest := make(url.Values)
	for name, values := range x.Form {
		switch name {
		case "func", "out", "lang", "auth", "authinfo":
		case "elid", "plid", "pricelist":
			parts = append(parts, name+"="+strings.Join(values, ","))
		default:
			rest[name] = values
		}
	}
	slices.Sort(parts[2:])
	plain = strings.Join(parts, "\n")
	return plain + "\n" + rest.Encode(), plain
}
