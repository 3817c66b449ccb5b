package cli

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
)

var updatePicture = flag.Bool("update-picture", false, "draw docs/demo.svg from a run of the demo")

// The picture of the documents' start page is what the demo shows at a terminal: a
// run of it, drawn. Times differ from run to run and are not compared.
//
//	go test ./cmd/backupctl/internal/cli -run TestDemoPicture -args -update-picture
func TestDemoPicture(t *testing.T) {
	p := atTerminal(t, nil, "demo")
	p.expect("┘") // the end of the table
	p.exits(0)
	drawn := drawTerminal("backupctl demo", screenOf(p.text()))
	file := filepath.Join(root, "docs", "demo.svg")
	if *updatePicture {
		if err := os.WriteFile(file, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want, got := timeless(drawn), timeless(have); want != got {
		t.Errorf("docs/demo.svg shows another demo than this one; -update-picture draws it again\n%s\n%s", got, want)
	}
}

// screenOf are the lines that stay on a terminal: a carriage return begins a line
// again, and ESC [ K takes the rest of it away.
func screenOf(output string) []string {
	var lines []string
	for line := range strings.SplitSeq(output, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if i := strings.LastIndex(line, "\r\x1b[K"); i >= 0 {
			line = line[i+len("\r\x1b[K"):]
		}
		lines = append(lines, regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`).ReplaceAllString(line, ""))
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// Sizes of the picture, in its own units.
const (
	cellWidth, cellHeight = 8.4, 19
	margin, bar           = 16, 34
	perLine               = 250 * time.Millisecond
)

// drawTerminal draws a command and what it printed, line after line. Whoever wants
// no motion, and paper, see all of it at once.
func drawTerminal(command string, lines []string) []byte {
	lines = append([]string{"$ " + command}, lines...)
	columns := 0
	for _, line := range lines {
		columns = max(columns, text.StringWidth(line))
	}
	width, height := float64(columns)*cellWidth+2*margin, len(lines)*cellHeight+bar+margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" role="img">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(command))
	b.WriteString(`<style>
text { font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d5dde6; white-space: pre; }
.command { fill: #8fd18f; }
.done { fill: #9fc7f0; }
@media screen and (prefers-reduced-motion: no-preference) {
  text { animation: show 1ms linear backwards; }
`)
	for i := range lines {
		fmt.Fprintf(&b, "  .l%d { animation-delay: %dms; }\n", i, (time.Duration(i) * perLine).Milliseconds())
	}
	b.WriteString("  @keyframes show { from { opacity: 0; } }\n}\n</style>\n")
	fmt.Fprintf(&b, `<rect width="%.0f" height="%d" rx="8" fill="#161c24"/>`+"\n", width, height)
	for i, colour := range []string{"#e06c5f", "#e0b75f", "#7fbf6f"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="17" r="5.5" fill="%s"/>`+"\n", margin+6+i*19, colour)
	}
	for i, line := range lines {
		class := fmt.Sprintf("l%d", i)
		switch {
		case i == 0:
			class += " command"
		case strings.Contains(line, ": ") && strings.HasSuffix(line, ")"):
			class += " done"
		}
		fmt.Fprintf(&b, `<text class="%s" x="%d" y="%d" xml:space="preserve" textLength="%.0f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			class, margin, bar+i*cellHeight+14, float64(max(1, text.StringWidth(line)))*cellWidth, html.EscapeString(line))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

var (
	took  = regexp.MustCompile(`[0-9.]+(?:µs|ms|s)\b`)
	sizes = regexp.MustCompile(`(?:textLength|viewBox|width|x|height)="[^"]*"`)
	fill  = regexp.MustCompile(`[ ─]+`)
)

// timeless is a picture without what depends on how long things took.
func timeless(picture []byte) string {
	_, text, _ := strings.Cut(string(picture), "</style>")
	text = took.ReplaceAllString(text, "T")
	return fill.ReplaceAllString(sizes.ReplaceAllString(text, ""), " ")
}

func TestScreenOf(t *testing.T) {
	got := screenOf("a\r\n\r\x1b[K⠋ b: 1\r\x1b[K⠙ b: 2\r\x1b[Kb: done\r\n\x1b[1mbold\x1b[0m\r\n\r\n")
	if want := []string{"a", "b: done", "bold"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
}
