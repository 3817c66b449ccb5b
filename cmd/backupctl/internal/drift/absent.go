package drift

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// absent finds what the documents show and what never came.
func (c *Checker) absent() {
	for o, call := range c.calls {
		for status, places := range call.bodies {
			r := o.response(status)
			if r == nil || status >= http.StatusBadRequest {
				continue
			}
			for path := range r.shown {
				parent := parentOf(path)
				in := places[parent]
				if in == nil || in.objects == 0 || places[path] != nil && places[path].seen > 0 || isError(places) {
					continue
				}
				f := &Finding{Kind: KindAbsent, Status: status, Path: path, Declared: "shown by the documents", Seen: formAbsent, Library: Takes, Of: in.objects}
				if path == r.schema.resolve().wraps {
					f.Library = Refuses
				}
				c.add(f, o, path)
				c.findings[c.keyOf(f, o, path)].Count = in.objects
			}
		}
	}
}

// isError says that all that came of a function were errors, which have status 200.
func isError(places map[string]*place) bool {
	e := places["doc.error"]
	return e != nil && places["doc"] != nil && e.seen >= places["doc"].objects
}

func parentOf(path string) string {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		if strings.HasPrefix(path, "[]") {
			return "[]"
		}
		return ""
	}
	return path[:i]
}

// strays are requests that no specification has, at hosts of which others are known.
func (c *Checker) strays() {
	for _, key := range slices.Sorted(maps.Keys(c.stray)) {
		x := c.stray[key]
		if home := c.hosts[strings.ToLower(x.URL.Host)]; len(home) > 0 && len(home) <= len([]string{"cbr", "iam"}) {
			if o, _ := c.book.match(x, home); o != nil {
				c.called(o, x)
				continue
			}
		}
		s := c.book.owner(strings.ToLower(x.URL.Host))
		if s == nil {
			s = c.prefixed(x)
		}
		if s == nil {
			c.other++
			continue
		}
		c.exchanges++
		o := &Operation{Spec: s, Method: x.Method}
		f := &Finding{Kind: KindOperation, Status: x.Status, Declared: "no such operation", Library: Loses}
		if function := x.Form.Get("func"); function != "" || s.Name == "zomro" {
			f.Seen, f.values = "function "+c.functionText(s, function), []string{function}
		} else {
			f.Seen, f.values = x.Method+" "+c.pathWords(s, x.URL.EscapedPath()), []string{x.Method + " " + x.URL.EscapedPath()}
		}
		c.add(f, o, f.Seen)
	}
}

// prefixed is the specification that a path at a host of several belongs to.
func (c *Checker) prefixed(x *Exchange) *Spec {
	home := c.hosts[strings.ToLower(x.URL.Host)]
	first, _, _ := strings.Cut(strings.TrimPrefix(x.URL.Path, "/"), "/")
	for _, s := range c.book.specs {
		if len(home) > 0 && s.Name == first {
			return s
		}
	}
	for _, s := range c.book.specs {
		if home[s] {
			return s
		}
	}
	return nil
}

// pathWords is a path whose segments are told when specifications have them.
func (c *Checker) pathWords(s *Spec, path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, segment := range segments {
		if !s.segments[segment] && segment != s.Name {
			segments[i] = "{" + textShape(segment) + "}"
		}
	}
	return "/" + strings.Join(segments, "/")
}

// functionText is the name of a function, part by part.
func (c *Checker) functionText(s *Spec, function string) string {
	known := make(map[string]bool)
	for _, o := range s.Operations {
		for part := range strings.SplitSeq(o.form["func"], ".") {
			known[part] = true
		}
	}
	parts := strings.Split(function, ".")
	for i, part := range parts {
		if !known[part] && !fieldName().MatchString(part) || c.isValue(part) && !known[part] {
			parts[i] = "{" + textShape(part) + "}"
		}
	}
	return strings.Join(parts, ".")
}
