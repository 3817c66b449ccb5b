package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// repository is where files are shown that are no pages of the site.
const repository = "https://github.com/backup-sdk/backup-go/"

// markdown fills a page from its text.
func (o options) markdown(p *page, source []byte, bySource map[string]*page) error {
	source = withoutHead(source)
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	doc := md.Parser().Parse(text.NewReader(source))
	var failed error
	var comments []ast.Node
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			to, err := o.target(p, string(n.Destination), bySource)
			failed = errors.Join(failed, err)
			n.Destination = []byte(to)
		case *ast.Image:
			// Pictures lie beside the pages as they lie beside the documents.
			if there, _ := o.isFile(path.Join(path.Dir(p.Source), string(n.Destination))); !there {
				failed = errors.Join(failed, fmt.Errorf("%s shows %s, which is not there", p.Source, n.Destination))
			}
		case *ast.HTMLBlock:
			comments = append(comments, n) // what made the document is nothing to readers
		}
		return ast.WalkContinue, nil
	})
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	for _, n := range comments { // not on the walk, which would end there
		n.Parent().RemoveChild(n.Parent(), n)
	}
	p.describe(doc, source)
	if p.Title == "" {
		return fmt.Errorf("%s has no title", p.Source)
	}
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, source, doc); err != nil {
		return err
	}
	body := strings.NewReplacer("<table>", `<div class="table"><table>`, "</table>", "</table></div>").Replace(b.String())
	p.Body = template.HTML(body) //nolint:gosec // made from the repository's own text, without HTML of its own
	return nil
}

// withoutHead cuts the properties off with which a document for agents begins.
func withoutHead(source []byte) []byte {
	if rest, ok := bytes.CutPrefix(source, []byte("---\n")); ok {
		if _, body, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			return body
		}
	}
	return source
}

// target is where a link of a page leads to in the site.
func (o options) target(p *page, link string, bySource map[string]*page) (string, error) {
	if link == "" || strings.HasPrefix(link, "#") || strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return link, nil
	}
	file, fragment, _ := strings.Cut(link, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	name := path.Join(path.Dir(p.Source), file)
	if to := bySource[name]; to != nil {
		return relative(p.Out, to.Out) + fragment, nil
	}
	if id, ok := strings.CutPrefix(name, "specs/"); ok && strings.HasSuffix(id, ".yaml") && strings.Count(id, ".") == 1 {
		return relative(p.Out, "specs/"+strings.TrimSuffix(id, ".yaml")+".html"), nil
	}
	switch there, folder := o.isFile(name); {
	case !there:
		return "", fmt.Errorf("%s points to %s, which is not there", p.Source, link)
	case folder && name == "specs":
		return relative(p.Out, "specs/index.html"), nil
	case folder:
		return repository + "tree/main/" + name, nil
	}
	return repository + "blob/main/" + name + fragment, nil
}

// relative is a path from one page to another.
func relative(from, to string) string {
	up := strings.Repeat("../", strings.Count(from, "/"))
	// Pages of one folder find each other without leaving it.
	if dir := path.Dir(from); dir != "." && dir == path.Dir(to) {
		return path.Base(to)
	}
	return up + to
}

// describe takes title, first paragraph and what the search finds from a document.
func (p *page) describe(doc ast.Node, source []byte) {
	current := entry{URL: p.Out}
	var text strings.Builder
	end := func() {
		current.Text = words(text.String())
		if current.Heading != "" || current.Text != "" {
			p.entries = append(p.entries, current)
		}
		text.Reset()
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		heading, ok := n.(*ast.Heading)
		if !ok {
			plain := plainText(n, source)
			if _, paragraph := n.(*ast.Paragraph); paragraph && p.Lead == "" {
				p.Lead = words(plain)
			}
			text.WriteString(plain + " ")
			continue
		}
		title := words(plainText(heading, source))
		if heading.Level == 1 && p.Title == "" {
			p.Title = title
			continue
		}
		end()
		current = entry{URL: p.Out, Heading: title}
		if id, ok := heading.AttributeString("id"); ok {
			if bytes, ok := id.([]byte); ok {
				current.URL += "#" + string(bytes)
			}
		}
	}
	end()
	for i := range p.entries {
		p.entries[i].Title, p.entries[i].Section = p.Title, p.Section
	}
}

// plainText is what a reader sees of a node.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it returns no error
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if entering {
				for i := range n.Lines().Len() {
					line := n.Lines().At(i)
					b.Write(line.Value(source))
				}
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// words has one blank between any two words.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
