package arch_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every exported name of what users import has a comment that tells a stranger more
// than the name does. revive asks for a comment; what is asked here is that it says
// something, and in sentences that people write.
func TestCommentsHelp(t *testing.T) {
	for _, p := range list(t, "./...") {
		name := relative(p.ImportPath)
		if strings.HasPrefix(name, "internal/") || strings.HasPrefix(name, "examples/") {
			continue
		}
		for _, file := range files(t, name, false) {
			for _, decl := range file.Decls {
				for _, c := range commented(decl) {
					if problem := weak(c); problem != "" {
						t.Errorf("%s.%s %s: %q", name, c.name, problem, c.text)
					}
				}
			}
		}
	}
}

// comment is what go doc says of an exported name.
type comment struct {
	name, text string
	group      bool // of a constant or variable beside others: the group may say it
}

func commented(decl ast.Decl) []comment {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		receiver := ""
		if d.Recv != nil {
			if receiver = receiverOf(d); !token.IsExported(receiver) || receiver == "Unwritten" { // all its methods fail, as it says itself
				return nil
			}
			receiver += "."
		}
		if d.Name.IsExported() {
			return []comment{{name: receiver + d.Name.Name, text: d.Doc.Text()}}
		}
	case *ast.GenDecl:
		var out []comment
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					out = append(out, comment{name: s.Name.Name, text: s.Doc.Text() + d.Doc.Text()})
				}
			case *ast.ValueSpec:
				for _, id := range s.Names {
					if id.IsExported() {
						out = append(out, comment{name: id.Name, text: s.Doc.Text() + d.Doc.Text() + s.Comment.Text(), group: true})
					}
				}
			}
		}
		return out
	}
	return nil
}

// known methods whose meaning Go itself gives.
func plainMethods() []string {
	return []string{"Error", "Unwrap", "Is", "String", "GoString", "Format", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "LogValue", "ReadJSON", "UnmarshalDollar"}
}

var (
	wordsOf = regexp.MustCompile(`[\pL\pN]+`)
	// stutter is a name that is followed by its own words, as generators write it:
	// "ImageName Name of the copy".
	stutter = regexp.MustCompile(`^(\w+) [A-Z][a-z]* [a-z]`)
)

// weak says what is wrong with a comment, "" for nothing.
func weak(c comment) string {
	last := c.name[strings.LastIndex(c.name, ".")+1:]
	if slices.Contains(plainMethods(), last) {
		return ""
	}
	if strings.TrimSpace(c.text) == "" {
		return "has no comment"
	}
	if stutter.MatchString(c.text) && strings.HasPrefix(c.text, last+" ") {
		return "reads oddly"
	}
	own := strings.ToLower(last)
	said := 0
	for _, word := range wordsOf.FindAllString(c.text, -1) {
		word = strings.ToLower(word)
		if word != own && !slices.Contains([]string{"a", "an", "the", "is", "of", "it", "returns", "gets", "sets"}, word) {
			said++
		}
	}
	if few := 2; said < few && !c.group || said == 0 { //nolint:mnd // words that say something
		return "says nothing"
	}
	return ""
}

func TestWeak(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "has no comment",
		"Limit is the limit.":             "says nothing",
		"Limit returns the limit of it.":  "says nothing",
		"Limit Number of entries a page.": "reads oddly",
		"Limit is how many entries a page has; 0 leaves it to the service.": "",
		"Limit: Number of entries a page.":                                  "",
	} {
		if got := weak(comment{name: "Input.Limit", text: text}); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
