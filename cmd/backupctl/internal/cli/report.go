package cli

import (
	"context"
	"errors"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// report shows the result, and what went wrong.
func (inv *invocation) report(ctx context.Context, result any, err error, options output.Options) error {
	a := inv.session.app
	if err != nil && ctx.Err() != nil {
		err = inv.interrupted(err)
	}
	err = wantsUserID(err)
	if err != nil && (result == nil || inv.verb.kind == reads) {
		return err
	}
	items, next := onePage(result)
	tree, treeErr := output.Tree(items, inv.reveal)
	if treeErr != nil {
		return errors.Join(err, treeErr)
	}
	a.known.AddFrom(items)
	if inv.isRaw() && !inv.reveal {
		tree = a.known.Response(tree)
	}
	if result == nil {
		if inv.verb.kind != reads {
			a.sayf("%s", inv.doneText())
		}
		return nil
	}
	if showErr := a.show(tree, options); showErr != nil {
		return errors.Join(err, showErr)
	}
	if inv.page != "" && next != "" {
		a.sayf("next page: --page %s", next)
	}
	if err == nil && inv.verb.waitCommand.isSet() && !inv.wait && options.Format == "table" {
		if line, lineErr := inv.followUp(result); lineErr == nil {
			a.sayf("going on; to wait for it: backupctl %s", line)
		}
	}
	return err
}

func (inv *invocation) doneText() string {
	if inv.verb.done != "" {
		return inv.verb.done
	}
	return inv.path + ": done"
}
