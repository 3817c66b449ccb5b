package cli

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// about names the arguments in a question, those that were looked up with their names.
func (inv *invocation) about() string {
	var parts []string
	between := ", "
	for _, s := range inv.binding.Slots() {
		if !s.IsSet() || s.Flag != "" {
			continue
		}
		texts, within := slices.Clone(s.Texts()), " "
		for i, text := range texts {
			if name := inv.named[text]; name != "" {
				texts[i] = name + " " + text
				within, between = ", ", "; "
			}
		}
		parts = append(parts, strings.ToLower(s.Word.Name)+" "+strings.Join(texts, within))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, between) + ")"
}

// unconfirmed is the error of what nobody has agreed to.
func unconfirmed(what string) error {
	return &problems.UnconfirmedError{Text: what + ": nobody has agreed to that", Hint: "--yes agrees; --dry-run shows what would be done"}
}

// ask asks before something is destroyed.
func (a *app) ask(ctx context.Context, what string) error {
	if !isTerminal(a.Stdin) {
		return unconfirmed(what)
	}
	fmt.Fprintf(a.Stderr, "%s. Go on? [y/N] ", what)
	reply := make(chan string, 1)
	go func() { // the read goes on after an interruption, until the program ends
		line, err := bufio.NewReader(a.Stdin).ReadSlice('\n') // all of it: what is left, the shell would read
		if err != nil {
			line = nil
		}
		reply <- strings.ToLower(strings.TrimSpace(string(line)))
	}()
	select {
	case text := <-reply:
		if text == "y" || text == "yes" {
			return nil
		}
		return unconfirmed(what)
	case <-ctx.Done():
		fmt.Fprintln(a.Stderr)
		return ctx.Err()
	}
}
