package cli

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
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
