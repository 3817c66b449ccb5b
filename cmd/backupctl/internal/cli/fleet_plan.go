package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	desired "github.com/backup-sdk/backup-go/fleet"
)

const fleetPlanLong = `Show what differs between the file and what is there: what would be created and
changed, what is as it should be, and what cannot be told, with the cost where the
service tells prices. It only reads.

Nothing is destroyed unless --allow-destroy is given: what would lose backups is
shown as held, with what would be lost.

-o json and --out are the whole plan; apply --plan takes that, looks again, and
refuses when something is not as it was seen. What cannot be told makes the exit code
15.`

const fleetPlanExample = `  backupctl fleet plan
  backupctl fleet plan --file harbor.yaml --out plan.json
  backupctl fleet plan -o markdown --all`

// planFormats are the values of --output for a plan.
func planFormats() []string { return append(output.Formats(), "markdown") }

// planRow is an action in a table.
type planRow struct {
	Action, Account, Group, Kind, Name, Difference, Cost, Destroys, ID string
}

// showing is how a plan is shown.
type showing struct {
	app *app
	all bool
	out string
}

func (s *showing) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.all, "all", false, "show what is as it should be, too")
	cmd.Flags().StringVar(&s.out, "out", "", "write the plan to a `file`, for apply --plan")
}

// check finds wrong options before anything is asked.
func (s *showing) check() (output.Options, error) {
	o, err := s.app.options()
	if err != nil {
		return o, err
	}
	o.Known, o.All = output.Known(reflect.TypeFor[planRow]()), output.TypeColumns(reflect.TypeFor[planRow]())
	o.Defaults = []string{"action", "account", "group", "kind", "name", "difference", "cost"}
	if o.Format == "markdown" {
		return o, nil
	}
	if !slices.Contains(planFormats(), o.Format) {
		return o, usagef("--output %q is not one of %s", o.Format, strings.Join(planFormats(), ", "))
	}
	err = o.Check()
	return o, err
}

// show shows a plan.
func (s *showing) show(p *desired.Plan, o output.Options) error {
	var b bytes.Buffer
	if err := p.JSON(&b); err != nil {
		return err
	}
	if s.out != "" {
		if err := os.WriteFile(s.app.inDir(s.out), b.Bytes(), 0o600); err != nil { //nolint:mnd // of the user alone
			return fmt.Errorf("--out: %w", err)
		}
	}
	switch o.Format {
	case "json":
		tree, err := output.Parse(b.Bytes())
		if err != nil {
			return err
		}
		o.Defaults, o.Known, o.All, o.Whole = nil, nil, nil, true
		return s.app.show(tree, o)
	case "markdown":
		var b strings.Builder
		if err := p.Markdown(&b); err != nil {
			return err
		}
		return s.app.print(b.String())
	}
	rows := []planRow{}
	for _, a := range p.Shown(s.all) {
		rows = append(rows, planRow{a.Word(), a.Account, a.Group, a.Kind, a.Name, a.Text(), a.CostText(), a.Destroys, a.ID})
	}
	tree, err := output.Tree(rows, false)
	if err != nil {
		return err
	}
	return s.app.show(tree, o)
}

// plan makes a plan, with progress.
func (f *fleetFile) plan(ctx context.Context, c *accounts, allowDestroy bool) (*desired.Plan, error) {
	display := f.app.display("looking")
	defer display.End()
	planner := f.planner(c, allowDestroy)
	planner.Progress = func(looked int) { display.Count(fmt.Sprintf("%d things compared", looked)) }
	return planner.Plan(ctx)
}

func (a *app) newFleetPlan() *cobra.Command {
	f, s := &fleetFile{app: a}, &showing{app: a}
	var allowDestroy bool
	cmd := &cobra.Command{
		Use: "plan", Short: "Show what differs between a file and what is there", Long: fleetPlanLong, Example: fleetPlanExample, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := a.showPlanOf(cmd.Context(), f, s, allowDestroy)
			return err
		},
	}
	f.flags(cmd)
	s.flags(cmd)
	cmd.Flags().BoolVar(&allowDestroy, "allow-destroy", false, "plan what destroys something, too")
	return cmd
}

// showPlanOf makes a plan and shows it. What could not be told is an error.
func (a *app) showPlanOf(ctx context.Context, f *fleetFile, s *showing, allowDestroy bool) (*desired.Plan, error) {
	o, err := s.check()
	if err != nil {
		return nil, err
	}
	if err := f.load(); err != nil {
		return nil, err
	}
	c := f.reader()
	defer c.close()
	p, err := f.plan(ctx, c, allowDestroy)
	if err != nil {
		return nil, err
	}
	if err := s.show(p, o); err != nil {
		return nil, err
	}
	a.sayf("%s", p.Summary())
	for _, lost := range p.Lost() {
		a.sayf("this destroys %s", lost)
	}
	if p.Summary().Unknown > 0 {
		return p, &problems.ReportedError{Err: &problems.PartialError{}} // the plan has told why
	}
	return p, nil
}

func (a *app) newFleetDrift() *cobra.Command {
	f, s := &fleetFile{app: a}, &showing{app: a}
	cmd := &cobra.Command{
		Use: "drift", Short: "Compare a file with what is there, for scripts",
		Long: `Compare as plan does, and tell by the exit code: 0 when all is as the file says, 6
when something differs, 15 when something cannot be told and nothing is known to
differ. It only reads.`,
		Example: "  backupctl fleet drift --file harbor.yaml\n  backupctl fleet drift -o json", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.showPlanOf(cmd.Context(), f, s, false)
			if p != nil && p.Summary().Differs() {
				return &problems.CodeError{Code: problems.Conflict} // the table has told it
			}
			return err
		},
	}
	f.flags(cmd)
	s.flags(cmd)
	return cmd
}

func (a *app) newFleetSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON schema of the file, for editors", Args: noArgs,
		Long:    "Print the JSON schema of fleet.yaml. An editor that speaks YAML takes it with a first\nline such as\n\n  # yaml-language-server: $schema=fleet.schema.json",
		Example: "  backupctl fleet schema > fleet.schema.json",
		RunE: func(*cobra.Command, []string) error {
			schema := desired.Schema()
			if len(schema) == 0 {
				return errors.New("there is no schema in this program")
			}
			return a.print(string(schema))
		},
	}
}
