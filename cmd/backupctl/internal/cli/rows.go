package cli

import (
	"context"
	"fmt"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

type runningKey struct{}

// rowStream shows rows while the command goes on: what is shown stays, whatever
// becomes of the command.
type rowStream struct {
	inv    *invocation
	stream *output.Stream
	out    *watched
	err    error // the first that could not be shown
}

// streamRows begins to show the rows of a command's function as they come. It
// returns nil where they are to be shown together, at the end. Expected are the
// widths of columns, as far as they are known.
func streamRows(ctx context.Context, expected map[string]int) *rowStream {
	inv, ok := ctx.Value(runningKey{}).(*invocation)
	if !ok || !inv.options.Streams() {
		return nil
	}
	r := &rowStream{inv: inv, out: &watched{w: inv.session.app.Stdout}}
	r.show(func() (err error) {
		r.stream, err = output.NewStream(r.out, inv.options, expected)
		return err
	})
	inv.rows = r
	return r
}

// add shows a row.
func (r *rowStream) add(row any) {
	known := r.inv.session.app.known
	known.AddFrom(row)
	tree, err := output.Tree(row, r.inv.reveal)
	if err != nil {
		r.err = err
		return
	}
	if !r.inv.reveal {
		tree = known.Values(tree)
	}
	r.show(func() error { return r.stream.Row(tree) })
}

// show writes above the line of progress. Whoever does not read has no problem.
func (r *rowStream) show(write func() error) {
	if r.err != nil {
		return
	}
	r.out.err = nil
	r.inv.display.Above(func() {
		err := write()
		switch {
		case err == nil || r.out.err != nil && nobodyReads(r.out.err):
		case r.out.err != nil:
			r.err = fmt.Errorf("the result cannot be written: %w", r.out.err)
		default:
			r.err = err
		}
	})
}
