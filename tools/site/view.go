package main

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// view is what the template of a page sees.
type view struct {
	*page
	pages []*page
}

// Root leads from the page to the top of the site.
func (v *view) Root() string { return strings.Repeat("../", strings.Count(v.Out, "/")) }

// Home says that it is the start page.
func (v *view) Home() bool { return v.Out == "index.html" }

// link is an entry of the navigation.
type link struct {
	Title, Lead, URL string
	Here             bool
}

// group is a section of the navigation.
type group struct {
	Title string
	Links []link
}

// Groups are the sections of the navigation. Commands have a page for each group of
// theirs: the one about all of them leads there, and from any of them so do its
// neighbours.
func (v *view) Groups() []group {
	var out []group
	for _, section := range sections() {
		g := group{Title: section}
		for _, p := range v.pages {
			if p.Section != section || section == "Commands" && !v.near(p) {
				continue
			}
			g.Links = append(g.Links, link{Title: short(p), Lead: p.Lead, URL: relative(v.Out, p.Out), Here: p.Out == v.Out})
		}
		if section == "Tasks" {
			slices.SortFunc(g.Links, func(a, b link) int { return cmp.Compare(order(a.URL), order(b.URL)) })
		}
		if len(g.Links) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// near says that a page about commands stands in the navigation of this one.
func (v *view) near(p *page) bool {
	if p.Source == "commands/backupctl.md" {
		return true
	}
	service := func(name string) string {
		parts := strings.Split(strings.TrimSuffix(name, ".md"), "_")
		if len(parts) < 2 { //nolint:mnd // backupctl and a service
			return ""
		}
		return parts[1]
	}
	if strings.Count(p.Source, "_") == 1 {
		return true
	}
	return v.Section == "Commands" && service(v.Source) != "" && service(p.Source) == service(v.Source)
}

// short is a title for the navigation.
func short(p *page) string {
	if p.Section == "Commands" && p.Title != "backupctl" {
		return strings.TrimPrefix(p.Title, "backupctl ")
	}
	if p.Source == "README.md" {
		return "README" // its title is the name of the whole
	}
	return p.Title
}

// order is where a task stands: as a day goes, and those that nobody has put there
// behind them.
func order(url string) string {
	for i, name := range []string{"backup-now", "unprotected", "restore", "enrol-a-fleet", "test-your-program", "the-api-changed"} {
		if strings.HasSuffix(url, name+".html") {
			return string(rune('0' + i))
		}
	}
	return "9" + url
}

// Tasks are the pages for what readers come for.
func (v *view) Tasks() []link {
	for _, g := range v.Groups() {
		if g.Title == "Tasks" {
			return g.Links
		}
	}
	return nil
}

// entry is something that the search finds.
type entry struct {
	URL     string `json:"u"`
	Title   string `json:"t"`
	Heading string `json:"h,omitempty"`
	Section string `json:"s"`
	Text    string `json:"x,omitempty"`
}

// writeIndex writes what the search looks through. A page from a file may load a
// script and nothing else.
func writeIndex(w io.Writer, entries []entry) error {
	data, err := json.Marshal(entries)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "window.searchIndex = "+string(data)+";\n")
	return err
}
