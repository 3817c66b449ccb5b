package cli

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// evil moves the cursor, sets the title of a window, turns the direction of
// writing, begins a line over again and hides what follows.
const evil = "\x1b]0;x\x07\u202e\u009b31m\x7f\rA\u2028B\u200b\u2066"

// newSweep is a lab whose services respond with everything, in which each text is
// changed.
func newSweep(t *testing.T, text func(string) string) (*lab, *specService) {
	t.Helper()
	l := newLab(t)
	s := newSpecService(t, text)
	l.env = labEnv(t, l.dir, s.URL, &emulator.Emulator{Cloutility: l.Cloutility, CBR: l.CBR, Zomro: l.Zomro})
	return l, s
}

// sweepArgs are command lines of all verbs that read something.
func sweepArgs(t *testing.T) [][]string {
	t.Helper()
	var out [][]string
	eachVerb(func(s *service, group string, v verb) {
		if v.kind != reads || v.raw {
			return
		}
		b, err := v.bind(s)
		if err != nil {
			t.Fatal(err)
		}
		line := slices.DeleteFunc([]string{s.name, group, v.name()}, func(word string) bool { return word == "" })
		for _, slot := range b.Positions() {
			line = append(line, example(slot))
		}
		for _, slot := range b.Slots() {
			if slot.Flag != "" && (slices.Contains([]string{"start", "end", "start-date", "end-date", "from", "to", "date"}, slot.Flag) || strings.HasPrefix(v.use, "match")) {
				line = append(line, "--"+slot.Flag, example(slot))
			}
		}
		if b.InputOnly {
			return
		}
		if v.all != nil {
			line = append(line, "--page", "first") // the examples are pages out of long lists
		}
		out = append(out, line)
	})
	return out
}

// example is a value that an argument can have.
func example(s *bind.Slot) string {
	if values := meta.Values(s.Type); len(values) > 0 {
		return values[0]
	}
	if bind.IsBool(s.Type) {
		return "true"
	}
	switch bind.Placeholder(s.Type) {
	case "NUMBER", "NUMBER,...", "ID":
		return "7310442"
	case "TIME":
		return "2026-02-11"
	case "DAY", "DAY,...":
		return "monday"
	case "HH:MM":
		return "10:00"
	}
	return "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40"
}

// Whatever a service puts into its texts, nothing that is shown of them moves the
// cursor, in no form of output and in no error.
func TestNothingMovesTheCursor(t *testing.T) {
	l, s := newSweep(t, func(text string) string { return text + evil })
	shown := 0
	for _, line := range sweepArgs(t) {
		worked := false
		for _, fails := range []bool{false, true} {
			s.fails = fails
			formats := output.Formats()
			if fails {
				formats = []string{"table", "json"} // the two forms of an error
			}
			for _, format := range formats {
				var out, errs bytes.Buffer
				code := l.program(append(slices.Clone(line), "-o", format), &out, &errs).Run(t.Context())
				if code == problems.Usage {
					t.Fatalf("%v: %s", line, errs.String())
				}
				for where, text := range map[string]string{"stdout": out.String(), "stderr": errs.String()} {
					if at := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && terminal.Acts(r) }); at >= 0 {
						t.Errorf("%v -o %s: %s: %q", line, format, where, text[max(0, at-20):min(len(text), at+40)])
					}
				}
				worked = worked || code == problems.OK && strings.Contains(out.String(), "x")
			}
		}
		if worked {
			shown++
		}
	}
	if total := len(sweepArgs(t)); shown < total*4/5 { // the others show numbers
		t.Errorf("only %d of %d commands show texts", shown, total)
	}
}

// Nor do completions.
func TestCompletionsDoNotMoveTheCursor(t *testing.T) {
	l, _ := newSweep(t, func(text string) string { return text + evil })
	words := 0
	eachVerb(func(s *service, group string, v verb) {
		b, err := v.bind(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, slot := range b.Positions() {
			if i > 0 || s.complete[strings.ToUpper(slot.Word.Name)] == nil || meta.Values(slot.Type) != nil || reflect.TypeOf(v.call) == nil {
				continue
			}
			line := slices.DeleteFunc([]string{"__complete", s.name, group, v.name()}, func(word string) bool { return word == "" })
			_, out, errs := l.run(t, append(line, "")...)
			if terminal.HasActs(out + errs) {
				t.Errorf("%v: %q", line, out)
			}
			words += strings.Count(out, "\t")
		}
	})
	if words == 0 {
		t.Error("nothing was completed")
	}
}
