package terminal

import (
	"encoding/json"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                    "plain",
		"a\x1b]0;x\x07b":           "a�]0;x�b",
		"a\rb\tc\nd\r\ne":          "a b c d e",
		"a\u202eb\u2066c\u200fd":   "a�b�c�d",
		"a\u009bb\u0085c\x7fd":     "a�b c�d",
		"a\u2028b\u2029c":          "a b c",
		"pay\u200dpal\ufeff\u200b": "pay�pal��",
		"\xff\x9b31m":              "��31m",
		"👩\u200d💻 می\u200cخواهم é 漢字": "👩\u200d💻 می\u200cخواهم é 漢字",
		"\u200dx":                    "�x",
		"a\U000e0041b\u3164c\u00add": "a�b�c�d",
		"\U00100000":                 "�",
	} {
		if got := Line(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := Lines("a\r\nb\tc\rd\x1be\n"); got != "a\nb\tc d�e\n" {
		t.Errorf("%q", got)
	}
}

// A document with escapes means what it meant.
func TestEscapesKeepValues(t *testing.T) {
	const text = "a\x1b\u202e\u009b\x7f\r\u2028\U000e0041\ufeff👩\u200d💻b"
	data, err := json.Marshal(map[string]string{"k": text})
	if err != nil {
		t.Fatal(err)
	}
	document := JSON(string(data))
	if HasActs(document) {
		t.Errorf("%q", document)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(document), &back); err != nil || back["k"] != text {
		t.Errorf("%q, %v", back["k"], err)
	}
	n := yaml.Node{}
	n.SetString(text)
	n.Style = yaml.DoubleQuotedStyle
	data, err = yaml.Marshal(&n)
	if err != nil {
		t.Fatal(err)
	}
	document = YAML(string(data))
	if HasActs(document) {
		t.Errorf("%q", document)
	}
	var one string
	if err := yaml.Unmarshal([]byte(document), &one); err != nil || one != text {
		t.Errorf("%q, %v", one, err)
	}
}

// What is written is masked first and cleaned then, and counts as written.
func TestWriter(t *testing.T) {
	var b strings.Builder
	w := &Writer{To: &b, Mask: func(s string) string { return strings.ReplaceAll(s, "hush", "REDACTED") }}
	const text = "hu\x1bsh hush\n"
	if n, err := w.Write([]byte(text)); n != len(text) || err != nil || b.String() != "hu�sh REDACTED\n" {
		t.Errorf("%d, %v, %q", n, err, b.String())
	}
	if got := w.Line("a\nhush"); got != "a REDACTED" || w.Unwrap() != &b {
		t.Errorf("%q", got)
	}
}
