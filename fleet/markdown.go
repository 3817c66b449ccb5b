package fleet

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the plan for a ticket or a pull request: the summary, and a table of
// all that is not as it should be. Names come from services: they stand as code, in
// which nothing is a link, a mention or markup.
func (p *Plan) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Fleet %s\n\n%s.\n", code(p.Fleet), upper(p.Summary().String()))
	shown := p.Shown(false)
	if len(shown) > 0 {
		b.WriteString("\n| | account | group | what | name | difference | cost |\n| --- | --- | --- | --- | --- | --- | --- |\n")
		for _, a := range shown {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", a.Word(), code(a.Account), code(a.Group), a.Kind, code(a.Name), code(a.Text()), code(a.CostText()))
		}
	}
	if lost := p.Lost(); len(lost) > 0 {
		b.WriteString("\n**This destroys:**\n\n")
		for _, text := range lost {
			fmt.Fprintf(&b, "* %s\n", code(text))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Shown are the actions that people want to see: all, or without those that are as
// they should be.
func (p *Plan) Shown(all bool) []Action {
	var out []Action
	for _, a := range p.Actions {
		if all || a.Does() || a.Held || a.Verb == VerbUnknown {
			out = append(out, a)
		}
	}
	return out
}

// Lost says what the plan destroys.
func (p *Plan) Lost() []string {
	var out []string
	for _, a := range p.Doing() {
		if a.Destroys != "" {
			out = append(out, a.Destroys)
		}
	}
	return out
}

// Word is the verb, or that the action is held.
func (a Action) Word() string {
	if a.Held {
		return "held"
	}
	return string(a.Verb)
}

// Text is what differs in a line, and why nothing is done about it.
func (a Action) Text() string {
	parts := make([]string, 0, len(a.Differences)+1)
	for _, d := range a.Differences {
		parts = append(parts, fmt.Sprintf("%s: %s → %s", d.Field, d.Is, d.Want))
	}
	if a.Why != "" {
		parts = append(parts, a.Why)
	}
	return strings.Join(parts, "; ")
}

// CostText is the cost in words, empty for what does nothing.
func (a Action) CostText() string {
	if a.Cost == nil {
		return ""
	}
	if !a.Cost.Known {
		return "cost " + a.Cost.Text
	}
	return a.Cost.Text
}

// code is a text as code in a cell of a table.
func code(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029:
			return ' '
		case r == '`':
			return '\''
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	text = strings.TrimSpace(strings.ReplaceAll(text, "|", `\|`))
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func upper(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
