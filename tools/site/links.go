package main

import (
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	linkOf = regexp.MustCompile(`\b(?:href|src)="([^"]*)"`)
	idOf   = regexp.MustCompile(`\bid="([^"]*)"`)
	// asks finds what a page would load from elsewhere; a link that a reader follows is
	// none of it.
	asks = regexp.MustCompile(`(?i)<(?:script|img|link|iframe|source|video|audio|object|embed)\b[^>]*\b(?:src|href|data)="(?:https?:)?//|url\(["']?(?:https?:)?//|@import`)
)

// brokenLinks looks through all pages of the site: links between them, to headings
// too, and what a page would load from elsewhere. Those to other sites are left alone:
// nothing here asks the network.
func brokenLinks(dir string) ([]string, error) {
	site := os.DirFS(dir)
	ids := make(map[string]map[string]bool)
	texts := make(map[string]string)
	err := fs.WalkDir(site, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" && path.Ext(name) != ".css" && path.Ext(name) != ".svg" {
			return err
		}
		data, err := fs.ReadFile(site, name)
		if err != nil {
			return err
		}
		text := string(data)
		if drawn(name) {
			text = text[:strings.Index(text, "<body")+1] // the rest is the work of its script; a browser looks at it
		}
		texts[name] = text
		ids[name] = make(map[string]bool)
		for _, m := range idOf.FindAllStringSubmatch(text, -1) {
			ids[name][html.UnescapeString(m[1])] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var broken []string
	for name, text := range texts {
		if found := asks.FindString(text); found != "" {
			broken = append(broken, fmt.Sprintf("%s loads something from elsewhere: %s", name, found))
		}
		for _, m := range linkOf.FindAllStringSubmatch(text, -1) {
			if problem := follow(site, ids, name, html.UnescapeString(m[1])); problem != "" {
				broken = append(broken, name+problem)
			}
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken), nil
}

// drawn says that a page is drawn by a script of its own: those of specifications.
func drawn(name string) bool {
	return path.Dir(name) == "specs" && path.Ext(name) == ".html" && name != "specs/index.html"
}

// follow says what is wrong with a link, "" for nothing.
func follow(site fs.FS, ids map[string]map[string]bool, from, link string) string {
	to, err := url.Parse(link)
	if err != nil {
		return fmt.Sprintf(" has a link that is none: %q", link)
	}
	if to.Scheme != "" || to.Host != "" {
		return ""
	}
	name := from
	if to.Path != "" {
		name = path.Join(path.Dir(from), to.Path)
	}
	if info, err := fs.Stat(site, name); err != nil || info.IsDir() {
		return " points to " + link + ", which is not there"
	}
	if to.Fragment != "" && !drawn(name) && !ids[name][to.Fragment] {
		return " points to " + link + ", a heading that is not there"
	}
	return ""
}
