package status

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

// Style is how a table looks.
type Style struct {
	// Width of the terminal; 0 when there is none: then nothing is wrapped, and a
	// machine is one line.
	Width  int
	Colour bool
	// NoHeaders leaves out headings.
	NoHeaders bool
	// Group is what rows are grouped by, one of [Groups], or empty.
	Group string
}

// Groups are the values of Style.Group.
func Groups() []string { return []string{"account", "provider", "kind", "location", "state"} }

// Group is what an item belongs to.
func (i Item) Group(by string) string {
	switch by {
	case "account":
		return terminal.Line(i.Account.String())
	case "provider":
		return i.Provider
	case "kind":
		return terminal.Line(i.Kind)
	case "location":
		return terminal.Line(i.Location)
	case "state":
		return i.State.Label()
	}
	return ""
}

const (
	gap      = 2
	narrow   = 110 // below, reasons stand beneath their machine
	longName = 24  // a name is wrapped, never cut, when the screen is narrow
)

// Table writes the items and a summary. At any width all of a machine is shown:
// what does not fit beside it stands beneath.
func (s *Snapshot) Table(w io.Writer, style Style) error {
	var b bytes.Buffer
	if style.Group == "" {
		style.rows(&b, s.Items)
	} else {
		for _, group := range groups(s.Items, style.Group) {
			title := group.name
			if title == "" {
				title = "(none)"
			}
			for line := range strings.SplitSeq(style.wrap(title+": "+countWords(group.items), "  "), "\n") {
				b.WriteString(style.bold(line) + "\n")
			}
			style.rows(&b, group.items)
			b.WriteByte('\n')
		}
	}
	style.summary(&b, s)
	_, err := w.Write(b.Bytes())
	return err
}

type group struct {
	name  string
	items []Item
}

// groups are in the order of their worst machine.
func groups(items []Item, by string) []group {
	var out []group
	at := make(map[string]int)
	for _, item := range items {
		name := item.Group(by)
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, group{name: name})
		}
		out[i].items = append(out[i].items, item)
	}
	return out
}

func (style Style) rows(b *bytes.Buffer, items []Item) {
	if len(items) == 0 {
		return
	}
	head := []string{"STATE", "AGE", "SIZE", "NAME", "ACCOUNT", "WHY"}
	lines := make([][]string, 0, len(items))
	for _, item := range items {
		lines = append(lines, item.cells())
	}
	beneath := style.Width > 0 && style.Width < narrow
	columns := len(head)
	if beneath {
		columns-- // reasons stand beneath
	}
	widths := make([]int, columns)
	for i := range columns {
		widths[i] = text.StringWidth(head[i])
		for _, line := range lines {
			widths[i] = max(widths[i], text.StringWidth(line[i]))
		}
	}
	style.limit(widths, beneath)
	if !style.NoHeaders {
		style.line(b, head[:columns], widths, "")
	}
	for i, line := range lines {
		style.line(b, line[:columns], widths, items[i].State)
		if beneath && items[i].State != protection.StateGood {
			const indent = 4
			for part := range strings.SplitSeq(text.WrapSoft(line[columns], max(20, style.Width-indent)), "\n") {
				b.WriteString(strings.Repeat(" ", indent) + strings.TrimRight(part, " ") + "\n")
			}
		}
	}
}

// limit makes columns so narrow that a line fits.
func (style Style) limit(widths []int, beneath bool) {
	if style.Width <= 0 {
		return
	}
	const name, account, why = 3, 4, 5
	total := func() int {
		sum := -gap
		for _, w := range widths {
			sum += w + gap
		}
		return sum
	}
	if !beneath {
		const least = 30
		widths[why] = max(least, widths[why]-max(0, total()-style.Width))
	}
	// What is wide gives way first, and no further than a word is long.
	const least = 10
	for total() > style.Width && max(widths[name], widths[account]) > least {
		if widths[name] > longName || widths[account] <= least || widths[name] > 2*widths[account] {
			widths[name]--
		} else {
			widths[account]--
		}
	}
}

// line writes cells, each wrapped within its column.
func (style Style) line(b *bytes.Buffer, cells []string, widths []int, state protection.State) {
	wrapped := make([][]string, len(cells))
	height := 1
	for i, c := range cells {
		wrapped[i] = []string{c}
		if text.StringWidth(c) > widths[i] {
			wrapped[i] = strings.Split(text.WrapSoft(c, widths[i]), "\n")
		}
		height = max(height, len(wrapped[i]))
	}
	for n := range height {
		var out strings.Builder
		for i := range cells {
			part := ""
			if n < len(wrapped[i]) {
				part = strings.TrimSpace(wrapped[i][n])
			}
			if i < len(cells)-1 {
				part = text.Pad(part, widths[i]+gap, ' ')
			}
			switch {
			case state == "":
				part = style.bold(part)
			case i == 0:
				part = style.paint(part, state)
			}
			out.WriteString(part)
		}
		b.WriteString(strings.TrimRight(out.String(), " ") + "\n")
	}
}

func (i Item) cells() []string {
	age, size := "-", ""
	if i.Age >= 0 {
		age = protection.Age(i.Age)
	}
	if i.Bytes != nil {
		size = protection.Size(*i.Bytes)
	}
	why := ""
	if i.State != protection.StateGood {
		why = i.Words
	}
	if len(i.Also) > 0 {
		why = strings.TrimPrefix(why+"; also ", "; ") + strings.Join(i.Also, ", ")
	}
	return []string{i.State.Label(), age, size, terminal.Line(i.Name), terminal.Line(i.Account.Name), terminal.Line(why)}
}

func (style Style) bold(s string) string {
	if !style.Colour {
		return s
	}
	return text.Bold.Sprint(s)
}

func (style Style) paint(s string, state protection.State) string {
	if !style.Colour {
		return s
	}
	switch state {
	case protection.StateGood:
		return text.FgGreen.Sprint(s)
	case protection.StateDoubt, protection.StateFailed:
		return text.FgYellow.Sprint(s)
	case protection.StateUnprotected, protection.StateNever, protection.StateOld:
	}
	return text.FgRed.Sprint(s)
}

func (style Style) summary(b *bytes.Buffer, s *Snapshot) {
	if len(s.Items) > 0 && style.Group == "" {
		b.WriteByte('\n')
	}
	b.WriteString(style.wrap(s.Summary(), "") + "\n")
	for _, g := range s.Gaps {
		b.WriteString(style.wrap("could not ask "+terminal.Line(g.Account.String())+": "+g.Reason, "    ") + "\n")
	}
}

// wrap breaks a long line between words.
func (style Style) wrap(line, indent string) string {
	if style.Width <= 0 || text.StringWidth(line) <= style.Width {
		return line
	}
	parts := strings.Split(text.WrapSoft(line, style.Width-len(indent)), "\n")
	for i := range parts {
		parts[i] = strings.TrimRight(parts[i], " ")
	}
	return strings.Join(parts, "\n"+indent)
}

// Summary is one line about everything.
func (s *Snapshot) Summary() string {
	t := s.Totals()
	out := countWords(s.Items)
	if t.Bytes > 0 {
		out += "; " + protection.Size(t.Bytes)
	}
	out += "; " + count(len(s.Accounts), "account")
	var broken []string
	for _, g := range s.Gaps {
		if name := terminal.Line(g.Account.Name); !slices.Contains(broken, name) {
			broken = append(broken, name)
		}
	}
	if len(broken) > 0 {
		out += ", of which " + strings.Join(broken, ", ") + " could not be asked in full"
	}
	return out + "; took " + s.Took.Round(100*time.Millisecond).String()
}

// countWords are the numbers of a table in words, the worst first.
func countWords(items []Item) string {
	states := make(map[protection.State]int)
	for _, item := range items {
		states[item.State]++
	}
	var parts []string
	for _, state := range protection.States() {
		if n := states[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state.Label()))
		}
	}
	out := count(len(items), "machine")
	if len(parts) > 0 {
		out += ": " + strings.Join(parts, ", ")
	}
	return out
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
