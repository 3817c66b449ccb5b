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
func (r *running) ownDryRun(values []reflect.Value) bool {
	v, ok := r.binding.Find(values, "DryRun")
	if ok && v.Kind() == reflect.Bool {
		v.SetBool(true)
	}
	return ok
}

// plan is what --dry-run shows.
func (r *running) plan(values []reflect.Value) any {
	o := output.NewObject()
	o.Set("dry_run", true)
	o.Set("command", r.path)
	o.Set("effect", []string{"reads", "changes", "destroys", "spends money", "waits"}[r.verb.kind])
	o.Set("arguments", r.argumentTree(values))
	tree, err := output.Tree(o, false)
	if err != nil {
		return o
	}
	return tree
}

func (r *running) argumentTree(values []reflect.Value) any {
	o := output.NewObject()
	for _, s := range r.binding.Slots() {
		if s.Owner == nil && s.Given() {
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

// agree makes sure that somebody wants what the command does.
func (r *running) agree(values []reflect.Value) error {
	a := r.session.app
	if a.global.dryRun {
		return nil
	}
	switch r.verb.kind {
	case spends:
		agreed := r.confirmCost
		if v, ok := r.binding.Find(values, "ConfirmCost"); ok {
			agreed = v.Bool()
		}
		if !agreed {
			return &problems.RefusedError{Text: "this spends money, and nobody has agreed to that", Hint: "--confirm-cost agrees; --dry-run shows what would be ordered"}
		}
	case destroys:
		if a.global.yes {
			return nil
		}
		return a.ask(r.verb.short + r.about())
	}
	return nil
}

// about names the arguments in a question.
func (r *running) about() string {
	var parts []string
	for _, s := range r.binding.Slots() {
		if s.Given() && (s.Flag == "") {
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
	refused := &problems.RefusedError{Text: what + ": nobody has agreed to that", Hint: "--yes agrees; --dry-run shows what would be done"}
	if !isTerminal(a.Stdin) {
		return refused
	}
	fmt.Fprintf(a.Stderr, "%s. Go on? [y/N] ", what)
	var answer string
	if _, err := fmt.Fscanln(a.Stdin, &answer); err != nil && answer == "" {
		return refused
	}
	if answer = strings.ToLower(answer); answer == "y" || answer == "yes" {
		return nil
	}
	return refused
}
