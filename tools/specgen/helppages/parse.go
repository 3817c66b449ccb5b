package helppages

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxPage bounds a page, in bytes. The index of an installation has a few hundred
// kilobytes.
const maxPage = 16 << 20

// maxDepth bounds how deep elements may stand in each other.
const maxDepth = 400

// request is a method and a path, as headings and the rows of an index have them.
var request = regexp.MustCompile(`^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) +/?(\S+)$`)

// Read adds the page of a file. A page that is none of the known kinds is noted, and
// no error; an error is a file that cannot be read or is larger than 16 MB.
func (p *Pages) Read(file string, r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if len(data) > maxPage {
		return fmt.Errorf("%s: is larger than %d bytes", file, maxPage)
	}
	decoded, err := charset.NewReader(bytes.NewReader(data), "text/html")
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", file, err)
	}
	if decoded == nil {
		p.Unknown = append(p.Unknown, file)
		return nil
	}
	doc, err := html.Parse(decoded)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if !p.add(blocksOf(doc)) {
		p.Unknown = append(p.Unknown, file)
	}
	return nil
}

// block is a heading, a table or a text of a page, in the order of the page.
type block struct {
	level int // of a heading, 0 otherwise
	text  string
	model string // that a link in it leads to
	rows  [][]cell
}

// cell is one of a table. Class is how the template of the help names it.
type cell struct{ class, text, model string }

// add reads a page of a known kind.
func (p *Pages) add(blocks []block) bool {
	title := slices.IndexFunc(blocks, func(b block) bool { return b.level == 1 && request.MatchString(b.text) })
	if title >= 0 {
		p.Operations = append(p.Operations, operation(blocks[title], blocks[title+1:]))
		return true
	}
	if listed := index(blocks); len(listed) > 0 {
		p.Listed = append(p.Listed, listed...)
		return true
	}
	m, ok := model(blocks)
	if ok {
		p.Models = append(p.Models, m)
	}
	return ok
}

// index finds rows that begin with a method and a path.
func index(blocks []block) []Listed {
	var out []Listed
	for _, b := range blocks {
		for _, row := range b.rows {
			if len(row) == 0 {
				continue
			}
			m := request.FindStringSubmatch(row[0].text)
			if m == nil {
				continue
			}
			l := Listed{Method: m[1], Path: pathOf(m[2])}
			if len(row) > 1 {
				l.Text = row[1].text
			}
			out = append(out, l)
		}
	}
	return out
}

// pathOf is a path without its query, which begins with a slash.
func pathOf(text string) string {
	path, _, _ := strings.Cut(text, "?")
	return "/" + strings.Trim(path, "/")
}

// operation reads the page of one. Blocks are those after its heading.
func operation(title block, blocks []block) Operation {
	m := request.FindStringSubmatch(title.text)
	o := Operation{Method: m[1], Path: pathOf(m[2])}
	section := ""
	for _, b := range blocks {
		if b.level > 0 {
			section = strings.ToLower(b.text)
			continue
		}
		switch section {
		case "":
			o.Text = joined(o.Text, b.text)
		case "uri parameters":
			o.Parameters = append(o.Parameters, fields(b.rows)...)
		case "body parameters":
			o.Body = o.Body.or(b)
			o.BodyFields = append(o.BodyFields, fields(b.rows)...)
		case "resource description", "response information":
			o.Response = o.Response.or(b)
			o.ResponseFields = append(o.ResponseFields, fields(b.rows)...)
		}
	}
	return o
}

// or is a type, or the one that a text names when there is none yet. Texts about a
// type stand before it, so only those count that lead to a model or name a plain type.
func (t Type) or(b block) Type {
	if t.Text != "" || len(b.rows) > 0 {
		return t
	}
	if found := typeOf(cell{text: b.text, model: b.model}); found.Model != "" || plain(found.Text) != "" {
		return found
	}
	return t
}

// model reads the page of one: a heading of one word, and a table of fields or of
// values.
func model(blocks []block) (Model, bool) {
	title := slices.IndexFunc(blocks, func(b block) bool { return b.level == 1 && name(b.text) })
	if title < 0 {
		return Model{}, false
	}
	m := Model{Name: blocks[title].text}
	for _, b := range blocks[title+1:] {
		switch {
		case b.level > 0:
		case len(b.rows) == 0:
			m.Text = joined(m.Text, b.text)
		case isEnum(b.rows):
			for _, row := range b.rows[1:] {
				v := Value{Name: at(row, 0).text, Number: at(row, 1).text, Text: at(row, 2).text} //nolint:mnd // columns
				if v.Name != "" {
					m.Values = append(m.Values, v)
				}
			}
		default:
			m.Fields = append(m.Fields, fields(b.rows)...)
		}
	}
	return m, len(m.Fields) > 0 || len(m.Values) > 0
}

// name says whether a heading is a name as .NET has them.
func name(text string) bool {
	return text != "" && !strings.ContainsAny(text, " /") && len(text) <= 200 //nolint:mnd // longer than any name
}

// isEnum says whether the second column of a table holds values.
func isEnum(rows [][]cell) bool {
	return len(rows) > 0 && strings.EqualFold(at(rows[0], 0).text, "name") && strings.EqualFold(at(rows[0], 1).text, "value")
}

// fields are the rows of a table of name, description, type and more.
func fields(rows [][]cell) []Field {
	if len(rows) == 0 || !strings.EqualFold(at(rows[0], 0).text, "name") || isEnum(rows) {
		return nil
	}
	var out []Field
	for _, row := range rows[1:] {
		const description, kind, notes = 1, 2, 3
		f := Field{Name: at(row, 0).text, Text: at(row, description).text, Type: typeOf(at(row, kind)), Notes: at(row, notes).text}
		if f.Name == "" {
			continue // a page that was cut off
		}
		if strings.EqualFold(strings.TrimSuffix(f.Notes, "."), "none") {
			f.Notes = ""
		}
		f.Required = slices.Contains(strings.Fields(strings.ToLower(f.Notes)), "required")
		out = append(out, f)
	}
	return out
}

// at is a cell of a row, an empty one where the row is short.
func at(row []cell, i int) cell {
	if i < len(row) {
		return row[i]
	}
	return cell{}
}

// typeOf reads a type: plain, a model, or a collection of either.
func typeOf(c cell) Type {
	t := Type{Text: c.text, Model: c.model}
	if rest, ok := cutPrefixFold(c.text, "collection of "); ok {
		t.List = true
		if t.Model == "" && plain(rest) == "" && name(rest) {
			t.Model = rest
		}
	}
	return t
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

// blocksOf takes a document apart.
func blocksOf(doc *html.Node) []block {
	w := &walker{}
	w.walk(doc, 0)
	w.flush()
	return w.blocks
}

type walker struct {
	blocks []block
	text   strings.Builder
	model  string
}

func (w *walker) flush() {
	if text := clean(w.text.String()); text != "" {
		w.blocks = append(w.blocks, block{text: text, model: w.model})
	}
	w.text.Reset()
	w.model = ""
}

func (w *walker) walk(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	if n.Type == html.TextNode {
		w.text.WriteString(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Pre, atom.Head, atom.Template, atom.Noscript: // samples, and nothing to read
		return
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.flush()
		w.blocks = append(w.blocks, block{level: int(n.Data[1] - '0'), text: clean(textOf(n, depth))})
		return
	case atom.Table:
		w.flush()
		var rows [][]cell
		rowsOf(n, depth, &rows)
		w.blocks = append(w.blocks, block{rows: rows})
		return
	case atom.A:
		if m := linkedModel(n); m != "" {
			w.model = m
		}
	case atom.P, atom.Div, atom.Section, atom.Li, atom.Br:
		w.flush()
		defer w.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, depth+1)
	}
}

// rowsOf gathers the rows of a table, those of tables inside its cells left out.
func rowsOf(n *html.Node, depth int, rows *[][]cell) {
	if depth > maxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Tr {
			rowsOf(c, depth+1, rows)
			continue
		}
		var row []cell
		for d := c.FirstChild; d != nil; d = d.NextSibling {
			if d.DataAtom == atom.Td || d.DataAtom == atom.Th {
				row = append(row, cell{class: attribute(d, "class"), text: clean(textOf(d, depth)), model: modelIn(d, depth)})
			}
		}
		*rows = append(*rows, row)
	}
}

// textOf is the text of a node and all below it.
func textOf(n *html.Node, depth int) string {
	if depth > maxDepth {
		return ""
	}
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Script, atom.Style:
		case atom.P, atom.Br, atom.Div, atom.Li:
			b.WriteString(" " + textOf(c, depth+1) + " ")
		default:
			b.WriteString(textOf(c, depth+1))
		}
	}
	return b.String()
}

// modelIn is the model that the first such link below a node leads to.
func modelIn(n *html.Node, depth int) string {
	if depth > maxDepth {
		return ""
	}
	if m := linkedModel(n); m != "" {
		return m
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if m := modelIn(c, depth+1); m != "" {
			return m
		}
	}
	return ""
}

// linkedModel is the model whose page a link leads to.
func linkedModel(n *html.Node) string {
	if n.DataAtom != atom.A {
		return ""
	}
	u, err := url.Parse(attribute(n, "href"))
	if err != nil {
		return ""
	}
	for key, values := range u.Query() {
		if strings.EqualFold(key, "modelName") && len(values) > 0 && name(clean(values[0])) {
			return clean(values[0])
		}
	}
	return ""
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// clean is a text on one line, without what is no text.
func clean(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0x202e {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
