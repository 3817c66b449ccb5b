package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The examples of the help are command lines that parse.
func TestExamplesParse(t *testing.T) {
	a, _, _ := testApp()
	for _, cmd := range leaves(a.root()) {
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			if err := parses(t, line); err != nil {
				t.Errorf("%s: %q: %v", cmd.CommandPath(), strings.TrimSpace(line), err)
			}
		}
	}
}

func parses(t *testing.T, line string) error {
	t.Helper()
	args, err := shellWords(strings.TrimSpace(line))
	if err != nil {
		return err
	}
	a, _, _ := testApp(args...)
	cmd, rest, err := a.root().Find(args[1:])
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	path := strings.Fields(cmd.CommandPath())
	for _, s := range services() {
		if len(path) < 2 || s.name != path[1] {
			continue
		}
		var found verb
		sess := &session{app: a, service: s}
		if len(path) < 4 {
			if len(path) == 2 {
				return nil // the help of a service
			}
			i := slices.IndexFunc(s.extra(), func(v verb) bool { return v.name() == path[2] })
			if i < 0 {
				return nil // the help of a group
			}
			found = s.extra()[i]
		} else if found, err = sess.find(path[2], path[3]); err != nil {
			return err
		}
		b, err := found.bind(s)
		if err != nil {
			return err
		}
		return b.Args(cmd.Flags().Args())
	}
	return nil
}

// shellWords splits a line as a shell does, without running anything.
func shellWords(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, in := rune(0), false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, in = c, true
		case quote == 0 && c == ' ':
			if in {
				out = append(out, word.String())
				word.Reset()
			}
			in = false
		default:
			word.WriteRune(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote is not closed")
	}
	if in {
		out = append(out, word.String())
	}
	return out, nil
}

func TestShellWords(t *testing.T) {
	got, err := shellWords(`a 'b c' "d e" f`)
	if diff := cmp.Diff([]string{"a", "b c", "d e", "f"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
