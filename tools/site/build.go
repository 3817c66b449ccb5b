package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed assets
var assets embed.FS

// options say what is built from what.
type options struct {
	root, out, commands string
	draw                drawer
}

// drawer makes a page of a specification.
type drawer func(ctx context.Context, title, source, target string) error

// build makes the whole site.
func build(ctx context.Context, o options) error {
	pages, err := o.pages()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(o.out); err != nil {
		return err
	}
	if err := o.render(pages); err != nil {
		return err
	}
	specs, entries, err := o.specs(ctx)
	if err != nil {
		return err
	}
	t, err := template.ParseFS(assets, "assets/*.html")
	if err != nil {
		return err
	}
	home := &page{Out: "index.html", Title: "backup-go"}
	for _, p := range append([]*page{home, specs}, pages...) {
		v := &view{page: p, pages: append([]*page{specs}, pages...)}
		if err := o.write(p.Out, func(f *os.File) error { return t.ExecuteTemplate(f, "page.html", v) }); err != nil {
			return err
		}
		entries = append(entries, p.entries...)
	}
	if err := o.copyAssets(); err != nil {
		return err
	}
	return o.write("index.js", func(f *os.File) error { return writeIndex(f, entries) })
}

// write makes a file of the site.
func (o options) write(name string, fill func(*os.File) error) error {
	target := filepath.Join(o.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec,mnd // a site is for everybody
		return err
	}
	f, err := os.Create(target) //nolint:gosec // the folder is the caller's
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// copyAssets puts style, script and pictures beside the pages.
func (o options) copyAssets() error {
	copyFile := func(name string, data []byte) error {
		return o.write(name, func(f *os.File) error {
			_, err := f.Write(data)
			return err
		})
	}
	for _, name := range []string{"site.css", "site.js"} {
		data, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return err
		}
		if err := copyFile(name, data); err != nil {
			return err
		}
	}
	pictures, err := filepath.Glob(filepath.Join(o.root, "docs", "*.svg"))
	if err != nil {
		return err
	}
	for _, name := range pictures {
		data, err := os.ReadFile(name) //nolint:gosec // of the repository
		if err != nil {
			return err
		}
		if err := copyFile("docs/"+filepath.Base(name), data); err != nil {
			return err
		}
	}
	return nil
}

// page is one page of the site.
type page struct {
	// Source is the document it is made of, below the root; "" when there is none.
	Source string
	// Out is its path in the site.
	Out     string
	Title   string
	Lead    string // the first paragraph as plain text
	Section string
	Body    template.HTML

	file    string // what Source is read from
	entries []entry
}

// sections are the parts of the navigation, in order.
func sections() []string {
	return []string{"Tasks", "Guides", "Reference", "Facts and figures", "Project", "Commands"}
}

// places say in which section a document stands, those that no one names among the
// guides: whoever writes a page need not know this list.
func place(source string) string {
	switch name := strings.TrimSuffix(path.Base(source), ".md"); {
	case strings.HasPrefix(source, "docs/tasks/"):
		return "Tasks"
	case name == "coverage" || name == "clouds" || name == "clients" || name == "SKILL":
		return "Reference"
	case name == "reliability" || name == "performance" || name == "mutation" || name == "fleet-engine":
		return "Facts and figures"
	case name == "CHANGELOG" || name == "CONTRIBUTING" || name == "SECURITY" || name == "adding-an-endpoint":
		return "Project"
	}
	return "Guides"
}

// pages finds all documents: those of the root, docs, docs/tasks, and those that were
// made from the commands.
func (o options) pages() ([]*page, error) {
	var out []*page
	add := func(dir, pattern, under, section string) error {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, file := range files {
			source := path.Join(under, filepath.Base(file))
			p := &page{Source: source, file: file, Section: cmp.Or(section, place(source))}
			p.Out = strings.TrimSuffix(source, ".md") + ".html"
			out = append(out, p)
		}
		return nil
	}
	err := errors.Join(
		add(o.root, "*.md", "", ""),
		add(filepath.Join(o.root, "docs"), "*.md", "docs", ""),
		add(filepath.Join(o.root, "docs", "tasks"), "*.md", "docs/tasks", ""),
		add(o.commands, "backupctl*.md", "commands", "Commands"),
	)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(out, func(p *page) bool { return p.Source == "commands/backupctl.md" }) {
		return nil, fmt.Errorf("%s has no pages about the commands: make docs-cli makes them", o.commands)
	}
	return out, nil
}

// render turns documents into HTML. Links are to pages of the site where there is one,
// and to the file in the repository where there is none.
func (o options) render(pages []*page) error {
	bySource := make(map[string]*page, len(pages))
	for _, p := range pages {
		bySource[p.Source] = p
	}
	var failed error
	for _, p := range pages {
		data, err := os.ReadFile(p.file)
		if err != nil {
			return err
		}
		failed = errors.Join(failed, o.markdown(p, data, bySource))
	}
	slices.SortStableFunc(pages, func(a, b *page) int { return cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)) })
	return failed
}

// isFile reports whether a file or folder of the repository is there, and whether it
// is a folder.
func (o options) isFile(name string) (there, folder bool) {
	info, err := fs.Stat(os.DirFS(o.root), name)
	return err == nil, err == nil && info.IsDir()
}
