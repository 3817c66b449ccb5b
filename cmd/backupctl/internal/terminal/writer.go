package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// Writer passes on texts that are fit for a terminal. Each call of Write is a text
// of its own.
type Writer struct {
	To io.Writer
	// Mask, if set, takes secrets out first.
	Mask func(string) string
}

// Write implements [io.Writer]. It reports the bytes it was given as written.
func (w *Writer) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.To, w.Text(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Text is a text of several lines as it is written.
func (w *Writer) Text(s string) string {
	if w.Mask != nil {
		s = w.Mask(s)
	}
	return Lines(s)
}

// Line is a text on one line as it is written.
func (w *Writer) Line(s string) string { return Line(w.Text(s)) }

// Unwrap is where it writes to.
func (w *Writer) Unwrap() io.Writer { return w.To }

// JSON writes the characters of a document that act as \u202e: the values stay.
func JSON(document string) string {
	return escape(document, func(r rune) string {
		high, low := utf16.EncodeRune(r)
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	})
}

// YAML does the same in a document whose texts with such characters stand in
// double quotes, see [HasActs].
func YAML(document string) string {
	return escape(document, func(r rune) string { return fmt.Sprintf(`\U%08x`, r) })
}

func escape(document string, long func(rune) string) string {
	if isPlain(document, true) {
		return document
	}
	const short = 0xffff // what has four digits
	var b strings.Builder
	b.Grow(len(document))
	for _, r := range document {
		switch {
		case r == '\n' || !Acts(r):
			b.WriteRune(r)
		case r > short:
			b.WriteString(long(r))
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// HasActs reports whether a text of several lines holds a character that acts.
func HasActs(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && Acts(r) })
}
