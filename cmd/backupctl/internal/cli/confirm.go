package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// about names the arguments in a question.
func (inv *invocation) about() string {
	var parts []string
	for _, s := range inv.binding.Slots() {
		if s.IsSet() && (s.Flag == "") {
			texts := make([]string, len(s.Texts()))
			for i, text := range s.Texts() {
				if texts[i] = text; inv.named[text] != "" {
					texts[i] = inv.named[text] + " " + text
				}
			}
			sep := " "
			if len(inv.named) > 0 {
				sep = ", "
			}
			parts = append(parts, strings.ToLower(s.Word.Name)+" "+strings.Join(texts, sep))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
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
