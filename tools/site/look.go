package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// sizes of screens.
const (
	desktopWidth, desktopHeight = 1280, 900
	phoneWidth, phoneHeight     = 375, 740
)

// inBrowser looks at the site as a reader does, from files: it opens pages of each
// kind, on a desktop and on a phone, searches, and says what is wrong: errors in the
// console, requests that leave the site, texts wider than the screen, searches that
// find nothing. With a folder for them it leaves screenshots.
func inBrowser(ctx context.Context, dir, pictures string) (problems []string, err error) {
	b, err := openBrowser(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	l := &looker{browser: b, dir: whole, pictures: pictures}
	names, err := l.names()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := l.page(name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := l.search(); err != nil {
		return nil, err
	}
	return l.problems, nil
}

type looker struct {
	*browser

	dir, pictures string
	problems      []string
}

func (l *looker) wrongf(format string, args ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}

// names are the pages to look at: all but those about commands, of which one stands
// for all.
func (l *looker) names() ([]string, error) {
	var out []string
	err := fs.WalkDir(os.DirFS(l.dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".html" && (path.Dir(name) != "commands" || name == "commands/backupctl_zomro_backup.html") {
			out = append(out, name)
		}
		return err
	})
	slices.Sort(out)
	return out, err
}

// address of a page of the site.
func (l *looker) address(name string) string {
	return (&url.URL{Scheme: "file", Path: path.Join(filepath.ToSlash(l.dir), name)}).String()
}

// page looks at one page: dark and on a phone too where they are the site's own.
func (l *looker) page(name string) error {
	if err := l.screen(desktopWidth, desktopHeight, false); err != nil {
		return err
	}
	if err := l.visit(l.address(name)); err != nil {
		return err
	}
	if drawn(name) {
		if err := l.spec(name); err != nil {
			return err
		}
	}
	if err := l.keep(name, "light"); err != nil {
		return err
	}
	if !drawn(name) {
		for _, look := range []struct {
			kind          string
			width, height int
			dark          bool
		}{{"dark", desktopWidth, desktopHeight, true}, {"phone", phoneWidth, phoneHeight, false}} {
			if l.pictures == "" && look.dark {
				continue // nothing but a picture shows what is wrong
			}
			if err := l.screen(look.width, look.height, look.dark); err != nil {
				return err
			}
			if l.pictures != "" && !look.dark {
				if err := l.visit(l.address(name)); err != nil { // the menu of a phone is closed
					return err
				}
			}
			if err := l.keep(name, look.kind); err != nil {
				return err
			}
		}
		var width int
		if err := l.eval("document.documentElement.scrollWidth", &width); err != nil {
			return err
		}
		if width > phoneWidth {
			l.wrongf("%s is %d wide on a phone", name, width)
		}
	}
	l.heard(name)
	return nil
}

// spec waits until a specification is drawn, and searches it.
func (l *looker) spec(name string) error {
	var found string
	err := l.eval(`(async () => {
		const wait = async (what) => { for (let i = 0; i < 100; i++) { const x = what(); if (x) return x; await new Promise((r) => setTimeout(r, 100)); } return null; };
		const button = await wait(() => document.querySelector('[data-testid=search-trigger]'));
		button?.click();
		const input = button && await wait(() => document.querySelector('input[placeholder^=Search]'));
		if (!input) return 'it has no search';
		const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
		set.call(input, 'list');
		input.dispatchEvent(new Event('input', {bubbles: true}));
		const hit = await wait(() => document.querySelector('[data-component-name="Search/SearchItem"]'));
		return hit ? '' : 'its search finds nothing';
	})()`, &found)
	if err == nil && found != "" {
		l.wrongf("%s: %s", name, found)
	}
	return errors.Join(err, l.keep(name, "search"))
}

// search types into the search of the start page and follows what it finds.
func (l *looker) search() error {
	if err := l.screen(desktopWidth, desktopHeight, false); err != nil {
		return err
	}
	for _, s := range []struct{ text, page string }{
		{"restore", "docs/tasks/restore.html"}, {"createCheckpoint", "specs/cbr.html"}, {"exit codes", "SKILL.html"}, {"backupctl zomro backup create", "commands/backupctl_zomro_backup.html"},
	} {
		if err := l.visit(l.address("index.html")); err != nil {
			return err
		}
		var links []string
		if err := l.eval(`(async () => {
			const input = document.getElementById('q');
			input.value = `+string(must(json.Marshal(s.text)))+`;
			input.dispatchEvent(new Event('input', {bubbles: true}));
			const links = () => [...document.querySelectorAll('#results a')].map((a) => a.getAttribute('href'));
			for (let i = 0; i < 100 && links().length === 0; i++) await new Promise((r) => setTimeout(r, 20));
			return links();
		})()`, &links); err != nil {
			return err
		}
		if !slices.ContainsFunc(links, func(link string) bool { return strings.HasPrefix(link, s.page) }) {
			l.wrongf("the search for %q finds %q and not %s", s.text, links, s.page)
		}
		if err := l.keep("search-"+strings.ReplaceAll(s.text, " ", "-"), "light"); err != nil {
			return err
		}
		l.heard("the search for " + s.text)
		if s.text == "createCheckpoint" && len(links) > 0 {
			if err := l.operation(links[0], "Back up resources of a vault"); err != nil {
				return err
			}
		}
	}
	return nil
}

// operation follows a link to an operation of a specification.
func (l *looker) operation(link, title string) error {
	name, fragment, _ := strings.Cut(link, "#")
	if err := l.visit(l.address(name) + "#" + fragment); err != nil {
		return err
	}
	var there bool
	err := l.eval(`(async () => {
		const here = () => [...document.querySelectorAll('h1, h2')].some((h) => h.textContent.includes(`+string(must(json.Marshal(title)))+`) && h.getBoundingClientRect().top < innerHeight && h.getBoundingClientRect().top >= 0);
		for (let i = 0; i < 100 && !here(); i++) await new Promise((r) => setTimeout(r, 100));
		return here();
	})()`, &there)
	if err == nil && !there {
		l.wrongf("%s does not lead to %q", link, title)
	}
	l.heard(link)
	return errors.Join(err, l.keep("operation", "light"))
}

// must is for values that always have JSON.
func must(data []byte, err error) []byte {
	if err != nil {
		return []byte("null")
	}
	return data
}

// heard goes through what the browser has told of a page.
func (l *looker) heard(name string) {
	for _, e := range l.events {
		switch e.Method {
		case "Runtime.exceptionThrown":
			l.wrongf("%s: an exception: %s", name, e.Params)
		case "Runtime.consoleAPICalled":
			var call struct {
				Type string `json:"type"`
			}
			if json.Unmarshal(e.Params, &call) == nil && (call.Type == "error" || call.Type == "warning" || call.Type == "assert") {
				l.wrongf("%s: the console: %s", name, e.Params)
			}
		case "Log.entryAdded":
			l.wrongf("%s: the console: %s", name, e.Params)
		case "Network.requestWillBeSent":
			var sent struct {
				Request struct {
					URL string `json:"url"`
				} `json:"request"`
			}
			if json.Unmarshal(e.Params, &sent) != nil || !inside(sent.Request.URL) {
				l.wrongf("%s asks for %s", name, sent.Request.URL)
			}
		}
	}
}

// inside says that an address is part of the site.
func inside(address string) bool {
	scheme, _, _ := strings.Cut(address, ":")
	return scheme == "file" || scheme == "data" || scheme == "blob" || scheme == "about"
}

// keep leaves a screenshot.
func (l *looker) keep(name, kind string) error {
	if l.pictures == "" {
		return nil
	}
	data, err := l.picture()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(l.pictures, 0o755); err != nil { //nolint:gosec,mnd // pictures of what is public
		return err
	}
	file := strings.ReplaceAll(strings.TrimSuffix(name, ".html"), "/", "_") + "-" + kind + ".png"
	return os.WriteFile(filepath.Join(l.pictures, file), data, 0o644) //nolint:gosec,mnd // pictures of what is public
}
