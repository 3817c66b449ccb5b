package samples

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// A specification with samples is the same one: no operation is lost, no sample of a
// hand replaced, and it is valid.
func TestOverlay(t *testing.T) {
	for _, name := range spec.Names() {
		s, err := spec.Load("../../specs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		data, err := Overlay("../..", s)
		if err != nil {
			t.Fatal(err)
		}
		with, err := spec.Parse(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if len(with.Operations) != len(s.Operations) {
			t.Errorf("%s has %d operations, and %d with samples", name, len(s.Operations), len(with.Operations))
		}
		before := make(map[string][]Sample)
		for _, o := range s.Operations {
			_, op := o.Source()
			before[o.ID] = own(name, op)
		}
		for _, o := range with.Operations {
			_, op := o.Source()
			have := own(name, op)
			if len(have) < 2 || have[0].Lang != Go || have[1].Lang != Shell {
				t.Errorf("%s %s has %d samples", name, o.ID, len(have))
			}
			for i, by := range before[o.ID] {
				if have[i].Source != by.Source {
					t.Errorf("%s %s: the sample of a hand is another one now:\n%s", name, o.ID, have[i].Source)
				}
			}
		}
	}
}

func TestFold(t *testing.T) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte("a:\n  description: |\n    One\n    two.\n\n    - x\n    - y\n"), &doc); err != nil {
		t.Fatal(err)
	}
	fold(&doc)
	out, err := yaml.Marshal(&doc)
	if err != nil || !strings.Contains(string(out), "One two.\n\n        - x\n        - y") {
		t.Errorf("%s, %v", out, err)
	}
}

// Quotes, line ends and what a shell would expand survive.
func TestQuote(t *testing.T) {
	if got := quote(`it's $HOME`); got != `'it'\''s $HOME'` {
		t.Error(got)
	}
	c := command{}
	c.add("-d", quote("x"))
	if got := c.String(); got != "curl --fail-with-body -d 'x'\n" {
		t.Errorf("%q", got)
	}
	c.add("-d", quote(strings.Repeat("y", 100)))
	if got := c.String(); !strings.HasPrefix(got, "curl --fail-with-body \\\n  -d 'x' \\\n  -d 'yyy") {
		t.Errorf("%q", got)
	}
}
