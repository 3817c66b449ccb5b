package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
)

const oasdiff = "github.com/oasdiff/oasdiff@v1.37.0"

// finding is one of oasdiff's.
type finding struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Level     int    `json:"level"` // 1 for your information, 2 a warning, 3 an error
	Operation string `json:"operation"`
	Name      string `json:"operationId"`
	Path      string `json:"path"`
}

const warning = 2

// specs compares the specifications.
func (t *tree) specs(ctx context.Context) ([]change, error) {
	var out []change
	files := map[string]bool{}
	for _, dir := range []string{".", t.before} {
		found, err := filepath.Glob(filepath.Join(dir, "specs", "*.yaml"))
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			if name := filepath.Base(path); strings.Count(name, ".") == 1 { // the others configure the generator
				files[name] = true
			}
		}
	}
	for _, name := range sortedKeys(files) {
		now, before := filepath.Join("specs", name), filepath.Join(t.before, "specs", name)
		switch {
		case missing(now):
			out = append(out, change{area: areaSpecs, weight: breaking, text: "specs/" + name + " is gone", names: []string{name}})
			continue
		case missing(before):
			out = append(out, change{area: areaSpecs, weight: addition, text: "specs/" + name + " is new", names: []string{name}})
			continue
		}
		text, err := command(ctx, ".", "go", "run", oasdiff, "changelog", "--format", "json", before, now)
		if err != nil {
			return nil, err
		}
		found, err := readFindings(text)
		if err != nil {
			return nil, fmt.Errorf("specs/%s: %w", name, err)
		}
		out = append(out, group(strings.TrimSuffix(name, ".yaml"), found)...)
	}
	return out, nil
}

// group tells once what oasdiff tells for each operation that a schema is part of.
func group(api string, found []finding) []change {
	var out []change
	index := make(map[string]int)
	operations := make(map[string]map[string]bool)
	for _, f := range found {
		key := f.ID
		if words := f.quoted(); len(words) > 0 {
			key += " " + last(words[0])
		}
		if _, known := index[key]; !known {
			index[key], operations[key] = len(out), make(map[string]bool)
			out = append(out, f.change(api))
		}
		operations[key][f.Name] = true
	}
	for key, i := range index {
		if others := len(operations[key]) - 1; others > 0 {
			out[i].text += fmt.Sprintf(" (and in %d more)", others)
		}
	}
	return out
}

func readFindings(text []byte) ([]finding, error) {
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil, nil
	}
	var found []finding
	err := json.Unmarshal(text, &found)
	return found, err
}

func (f finding) change(api string) change {
	c := change{area: areaSpecs, weight: addition, names: []string{f.Name, f.Path}}
	switch {
	case strings.Contains(f.ID, "deprecated") || strings.Contains(f.ID, "sunset"):
		c.weight = deprecation
	case strings.HasPrefix(f.ID, "response-") && strings.HasSuffix(f.ID, "enum-value-added"):
		// Enums are open here: values that nobody knows pass.
	case strings.HasPrefix(f.ID, "response-") && strings.HasSuffix(f.ID, "property-removed"):
		c.weight = breaking // who reads it has a field less, optional or not
	case f.Level >= warning:
		// A warning of oasdiff is a property of a request that is gone, and the like:
		// who sends it learns nothing.
		c.weight = breaking
	}
	c.text = strings.TrimSpace(fmt.Sprintf("%s %s: %s", api, first(f.Name, f.Operation+" "+f.Path), f.Text))
	for _, word := range f.quoted() {
		c.names = append(c.names, last(word))
	}
	c.names = longEnough(c.names...)
	return c
}

// quoted are the names in a text.
func (f finding) quoted() []string {
	var out []string
	for i, part := range strings.Split(f.Text, "`") {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

func first(texts ...string) string {
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// last is what stands behind the last slash or dot of a name.
func last(name string) string {
	return name[strings.LastIndexAny(name, "/.")+1:]
}
