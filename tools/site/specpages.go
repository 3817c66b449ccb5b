package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/samples"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// logo is what Redocly's pages ask its own site for.
var logo = regexp.MustCompile(`https://cdn\.redoc\.ly/redoc/logo-mini[-a-z]*\.svg`)

// specs makes the page of each specification, and the specification itself with all
// code samples for the tools of others. The page that lists them comes back.
func (o options) specs(ctx context.Context) (*page, []entry, error) {
	all, err := spec.LoadAll(o.root)
	if err != nil {
		return nil, nil, err
	}
	list := &page{Out: "specs/index.html", Title: "Specifications", Section: "Reference", Lead: "The four APIs as OpenAPI documents."}
	var entries []entry
	var body strings.Builder
	body.WriteString("<h1>Specifications</h1>\n<p>The APIs as OpenAPI 3.0.3 documents, written by hand from public documents and clients, with samples in Go and curl for every operation.</p>\n<ul class=\"cards\">\n")
	for _, s := range all {
		data, err := samples.Overlay(o.root, s)
		if err != nil {
			return nil, nil, err
		}
		if err := o.write("specs/"+s.Name+".yaml", func(f *os.File) error {
			_, err := f.Write(data)
			return err
		}); err != nil {
			return nil, nil, err
		}
		if err := o.drawn(ctx, s); err != nil {
			return nil, nil, err
		}
		fmt.Fprintf(&body, "<li><a href=\"%s.html\"><b>%s</b></a><p>%d operations. <a href=\"%[1]s.yaml\">%[1]s.yaml</a></p></li>\n", s.Name, template.HTMLEscapeString(s.Doc.Info.Title), len(s.Operations))
		for _, operation := range s.Operations {
			entries = append(entries, entry{
				URL: "specs/" + s.Name + ".html#/" + strings.ToLower(operation.Tag+"/"+operation.ID), Title: s.Doc.Info.Title, Section: "Specifications",
				Heading: operation.ID, Text: words(operation.Summary + " " + operation.Method + " " + operation.Route),
			})
		}
	}
	body.WriteString("</ul>\n")
	list.Body = template.HTML(body.String()) //nolint:gosec // titles are escaped, the rest is this file's
	list.entries = []entry{{URL: list.Out, Title: list.Title, Section: list.Section, Text: list.Lead}}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.URL, b.URL) })
	return list, entries, nil
}

// redoc draws a specification as a page that stands alone.
func redoc(program string) drawer {
	return func(ctx context.Context, title, source, target string) error {
		cmd := exec.CommandContext(ctx, program, "build-docs", source, "-o", target, "--inlineBundle", "--title", title) //nolint:gosec // the caller's tool
		cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", source, err, out)
		}
		return nil
	}
}

// drawn has one specification drawn, and what its page would load from elsewhere
// taken out.
func (o options) drawn(ctx context.Context, s *spec.Spec) error {
	source := filepath.Join(o.out, "specs", s.Name+".yaml")
	target := filepath.Join(o.out, "specs", s.Name+".html")
	if err := o.draw(ctx, s.Doc.Info.Title, source, target); err != nil {
		return err
	}
	data, err := os.ReadFile(target) //nolint:gosec // made just now
	if err != nil {
		return err
	}
	if !bytes.Contains(data, []byte("<html")) {
		return errors.New(s.Name + ": what was drawn is no page")
	}
	data = logo.ReplaceAllLiteral(data, []byte("data:,"))
	back := `<a href="index.html" style="position:fixed;right:1em;bottom:1em;z-index:9;padding:.4em .8em;border-radius:.4em;background:#14375e;color:#fff;font:14px sans-serif;text-decoration:none">backup-go</a>`
	if end := bytes.LastIndex(data, []byte("</body>")); end >= 0 { // not the first one: scripts write some too
		data = slices.Concat(data[:end], []byte(back), data[end:])
	}
	return os.WriteFile(target, data, 0o644) //nolint:gosec,mnd // a site is for everybody
}
