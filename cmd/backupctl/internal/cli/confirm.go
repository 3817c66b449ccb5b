package cli

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// confirm makes sure that somebody wants what the command does.
func (inv *invocation) confirm(values []reflect.Value) error {
	a := inv.session.app
	if a.global.dryRun {
		return nil
	}
	switch inv.verb.kind {
	case spends:
		agreed := inv.confirmCost
		if v, ok := inv.binding.Find(values, "ConfirmCost"); ok {
			agreed = v.Bool()
		}
		if !agreed {
			return &problems.UnconfirmedError{Text: "this spends money, and nobody has agreed to that", Hint: "--confirm-cost agrees; --dry-run shows what would be ordered"}
		}
	case destroys:
		if a.global.yes {
			return nil
		}
		return a.ask(inv.verb.short + inv.about())
	}
	return nil
}

// about names the arguments in a question.
func (inv *invocation) about() string {
	var parts []string
	for _, s := range inv.binding.Slots() {
		if s.IsSet() && (s.Flag == "") {
			parts = append(parts, strings.ToLower(s.Word.Name)+" "+strings.Join(s.Texts(), " "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// ask asks before something is destroyed.
func (a *app) ask(what string) error {
	unconfirmed := &problems.UnconfirmedError{Text: what + ": nobody has agreed to that", Hint: "--yes agrees; --dry-run shows what would be done"}
	if !isTerminal(a.Stdin) {
		return unconfirmed
	}
	fmt.Fprintf(a.Stderr, "%s. Go on? [y/N] ", what)
	var reply string
	if _, err := fmt.Fscanln(a.Stdin, &reply); err != nil && reply == "" {
		return unconfirmed
	}
	if reply = strings.ToLower(reply); reply == "y" || reply == "yes" {
		return nil
	}
	return unconfirmed
}
