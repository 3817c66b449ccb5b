package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
)

// enrollAllInput is where the machines are.
type enrollAllInput struct {
	CSV             []byte              `help:"file with the machines, - for standard input"`
	Workers         int                 `help:"how many are enrolled at a time (default 4)"`
	BusinessUnit    string              `help:"name or id of the business unit of all"`
	OperatingSystem string              `help:"platform of those that name none"`
	NodeType        string              `help:"kind of node of those that name none"`
	Domain          string              `help:"policy domain of those that name none"`
	ClientOptionSet string              `help:"option set of those that name none"`
	Contact         string              `help:"whom to ask about the machines"`
	Options         cloutility.Platform `help:"add the text of dsm.sys and dsm.opt for this platform: linux, macos, windows"`
	OptionsDir      string              `help:"directory for the option files: those of each machine in a directory of its name"`
	DryRun          bool                `flag:"-" help:"show what would be made, and make nothing"`
}

// enrolledRow is what became of one machine.
type enrolledRow struct {
	Name, Result  string
	ConsumerID    int64
	NodeName      string
	Password      backup.Secret
	ServerAddress string
	ServerPort    int64
	Error         string
	OptionFiles   []cloutility.OptionFile
}

func enrollAll(ctx context.Context, c *cloutility.Client, in enrollAllInput) ([]enrolledRow, error) {
	if len(in.CSV) == 0 {
		return nil, usagef("--csv is needed: a file with the machines")
	}
	if in.OptionsDir != "" && in.Options == "" {
		return nil, usagef("--options-dir needs --options: the platform of the machines")
	}
	machines, err := cloutility.ReadEnrollCSV(bytes.NewReader(in.CSV), cloutility.EnrollInput{
		BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem, NodeType: in.NodeType, Domain: in.Domain,
		ClientOptionSet: in.ClientOptionSet, Contact: in.Contact,
	})
	if err != nil {
		return nil, err
	}
	if in.DryRun {
		return rehearseEnrollments(ctx, c, machines)
	}
	e := &enrolling{input: in, total: len(machines), start: time.Now(), rows: []enrolledRow{}}
	if e.dir, err = e.optionsDir(ctx); err != nil {
		return nil, err
	}
	e.stream = streamRows(ctx, expectedWidths(machines))
	_, err = c.EnrollAll(ctx, cloutility.EnrollAllInput{
		Machines: machines, Workers: in.Workers, Done: func(o cloutility.EnrollOutcome) { e.done(ctx, o) },
	})
	return e.rows, e.end(ctx, err)
}

// expectedWidths are those of a table of which no row is there yet.
func expectedWidths(machines []cloutility.EnrollInput) map[string]int {
	const address, suggested = 24, 12 // what portals call nodes and their server
	longest := 0
	for _, m := range machines {
		longest = max(longest, len(m.Name))
	}
	return map[string]int{"name": longest, "result": len(cloutility.OutcomeUnchanged), "node_name": max(longest, suggested), "server_address": address}
}

// enrolling is one run for many machines. The library tells it one at a time.
type enrolling struct {
	input  enrollAllInput
	dir    string // of option files, "" for none
	stream *rowStream
	start  time.Time
	total  int

	rows                       []enrolledRow
	changed, unchanged, failed int
	left                       int // not begun: it was interrupted before
	errs                       []error
}

// optionsDir makes sure that option files can be written before anything is sent.
func (e *enrolling) optionsDir(ctx context.Context) (string, error) {
	dir := e.input.OptionsDir
	if dir == "" {
		return "", nil
	}
	if inv, ok := ctx.Value(runningKey{}).(*invocation); ok {
		dir = inv.session.app.inDir(dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec,mnd // option files hold no secret
		return "", usagef("--options-dir: %w", err)
	}
	return dir, nil
}

// done takes note of a machine that is through, and shows it.
func (e *enrolling) done(ctx context.Context, o cloutility.EnrollOutcome) {
	if o.Enrolment == nil && o.Err != nil && ctx.Err() != nil {
		e.left++
		return
	}
	row := enrolledRow{Name: o.Name, Result: o.Result()}
	err := o.Err
	if en := o.Enrolment; en != nil {
		row.ConsumerID, row.NodeName, row.Password = en.ConsumerID, en.NodeName, en.Password
		row.ServerAddress, row.ServerPort = en.ServerAddress, en.ServerPort
		if err == nil && e.input.Options != "" {
			row.OptionFiles, err = e.options(o)
		}
	}
	switch row.Result {
	case cloutility.OutcomeChanged:
		e.changed++
	case cloutility.OutcomeUnchanged:
		e.unchanged++
	default:
		e.failed++
	}
	if err != nil {
		row.Error = err.Error()
		e.errs = append(e.errs, err)
	}
	e.rows = append(e.rows, row)
	if e.stream != nil {
		e.stream.add(row)
	}
	count(ctx, e.progress())
}

// options makes the option files of a machine, and writes them where that was asked
// for.
func (e *enrolling) options(o cloutility.EnrollOutcome) ([]cloutility.OptionFile, error) {
	files, err := o.Enrolment.Options(e.input.Options)
	if err != nil {
		return nil, fmt.Errorf("enrolled, without option files: %w", err)
	}
	if e.dir == "" {
		return files, nil
	}
	if !filepath.IsLocal(o.Name) || filepath.Base(o.Name) != o.Name || o.Name == "." {
		return files, fmt.Errorf("enrolled, but %q is no name of a directory for its option files", o.Name)
	}
	dir := filepath.Join(e.dir, o.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec,mnd // option files hold no secret
		return files, fmt.Errorf("enrolled, but the option files are not written: %w", err)
	}
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(dir, file.Name), []byte(file.Text), 0o644); err != nil { //nolint:gosec,mnd // option files hold no secret
			return files, fmt.Errorf("enrolled, but the option files are not written: %w", err)
		}
	}
	return files, nil
}

// progress is how far it got: 198/500, 3 failed, 2m left.
func (e *enrolling) progress() string {
	through := len(e.rows)
	text := fmt.Sprintf("%d/%d", through, e.total)
	if e.failed > 0 {
		text += fmt.Sprintf(", %d failed", e.failed)
	}
	const enough = 3 // to guess by
	if through < enough || through == e.total {
		return text
	}
	left := time.Since(e.start) / time.Duration(through) * time.Duration(e.total-through)
	if left >= time.Minute {
		return text + fmt.Sprintf(", %dm left", int(left.Round(time.Minute)/time.Minute))
	}
	return text + fmt.Sprintf(", %ds left", int(left.Round(time.Second)/time.Second))
}

// summary is the whole in a line.
func (e *enrolling) summary() string {
	text := fmt.Sprintf("%d of %d machines in %s: %d changed, %d unchanged, %d failed", len(e.rows), e.total, time.Since(e.start).Round(time.Second), e.changed, e.unchanged, e.failed)
	if e.left > 0 {
		text += fmt.Sprintf(", %d not begun", e.left)
	}
	return text
}

// end sums up.
func (e *enrolling) end(ctx context.Context, err error) error {
	inv, ok := ctx.Value(runningKey{}).(*invocation)
	if ok && len(e.rows)+e.left > 0 {
		inv.display.Above(func() { inv.session.app.sayf("%s", e.summary()) })
	}
	switch {
	case ctx.Err() != nil:
		return &interruptedError{
			fmt.Sprintf("interrupted: %d of %d machines are through", e.changed+e.unchanged, e.total),
			"run it again with the same table: each machine goes on where it stands", err,
		}
	case err != nil:
		return err
	case len(e.errs) > 0:
		return &someFailedError{len(e.errs), e.total, errors.Join(e.errs...)}
	}
	return nil
}

// someFailedError is the failure of some of many: each has told its own.
type someFailedError struct {
	failed, total int
	err           error
}

func (e *someFailedError) Error() string {
	return fmt.Sprintf("%d of %d machines have an error, which stands in their rows", e.failed, e.total)
}

func (e *someFailedError) Unwrap() error { return e.err }

// rehearseEnrollments tells of each machine what would be made first, or why it could
// not be enrolled.
func rehearseEnrollments(ctx context.Context, c *cloutility.Client, machines []cloutility.EnrollInput) ([]enrolledRow, error) {
	rows := make([]enrolledRow, 0, len(machines))
	failed := 0
	for _, machine := range machines {
		note(ctx, machine.Name)
		row := enrolledRow{Name: machine.Name, Result: "unchanged"}
		trial, r := guard.Rehearse(ctx)
		done, err := c.Enroll(trial, machine)
		r.End()
		switch {
		case ctx.Err() != nil:
			return rows, ctx.Err()
		case r.Stopped() != nil:
			row.Result = "would enrol"
		case err != nil:
			row.Result, row.Error = "would fail", err.Error()
			failed++
		}
		if done != nil {
			row.ConsumerID, row.NodeName, row.ServerAddress, row.ServerPort = done.ConsumerID, done.NodeName, done.ServerAddress, done.ServerPort
		}
		rows = append(rows, row)
	}
	if failed > 0 {
		return rows, fmt.Errorf("%d of %d machines would fail: %w", failed, len(machines), backup.ErrInvalid)
	}
	return rows, nil
}
