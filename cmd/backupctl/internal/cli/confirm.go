package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// ownDryRun says that the call has a dry run of its own, which tells more.
func (inv *invocation) ownDryRun(values []reflect.Value) bool {
	v, ok := inv.binding.Find(values, "DryRun")
	if ok && v.Kind() == reflect.Bool {
		v.SetBool(true)
	}
	return ok
}

// plan is what --dry-run shows.
func (inv *invocation) plan(values []reflect.Value) any {
	o := output.NewObject()
	o.Set("dry_run", true)
	o.Set("command", inv.path)
	o.Set("effect", []string{"reads", "changes", "destroys", "spends money", "waits"}[inv.verb.kind])
	o.Set("arguments", inv.argumentTree(values))
	tree, err := output.Tree(o, false)
	if err != nil {
		return o
	}
	return tree
}

func (inv *invocation) argumentTree(values []reflect.Value) any {
	o := output.NewObject()
	for _, s := range inv.binding.Slots() {
		if s.Owner == nil && s.IsSet() {
			o.Set(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s.Name(), "--"), "-", "_")), strings.Join(s.Texts(), ","))
		}
	}
	for _, v := range values {
		if v.Kind() != reflect.Struct {
			continue
		}
		tree, err := output.Tree(v.Interface(), false)
		fields, ok := tree.(*output.Object)
		if err != nil || !ok {
			continue
		}
		for _, key := range fields.Keys {
			if value := fields.Values[key]; !slices.Contains([]string{"", "0", "false"}, output.Text(value)) {
				o.Set(key, value)
			}
		}
	}
	return o
}

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
