package cli

import (
	"context"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/doctor"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/tokens"
)

const doctorLong = `Look for what keeps the program from working, for all contexts or those that are
named: files that others can read, a password that is not where its context says,
names that are not known, proxies, TLS, a clock that is wrong, a sign-in that is
refused, rights that are missing. Only reads are sent, a handful to each account.

The exit code is 1 when there is a problem.`

// doctorRow is a finding as it is shown.
type doctorRow struct{ Context, Check, State, Detail string }

func (a *app) newDoctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor [CONTEXT...]", Short: "Find what keeps the program from working", Long: doctorLong,
		Example:               "  backupctl doctor\n  backupctl doctor prod --ca-file proxy.pem\n  backupctl doctor -o json",
		DisableFlagsInUseLine: true, ValidArgsFunction: a.completeAllContexts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.rowOptions(doctorRow{})
			if err != nil {
				return err
			}
			report := new(doctor.Report)
			contexts := a.examineMachine(report, args)
			for _, c := range contexts {
				a.examine(cmd.Context(), report, c)
				if err := cmd.Context().Err(); err != nil {
					return err
				}
			}
			rows := make([]doctorRow, 0, len(report.Findings))
			for _, f := range report.Findings {
				rows = append(rows, doctorRow{f.Context, f.Check, string(f.State), f.Detail})
			}
			if err := a.showRows(rows, o); err != nil {
				return err
			}
			bad, odd := report.Count(doctor.Problem), report.Count(doctor.Warning)
			a.sayf("%s, %s", plural(bad, "problem"), plural(odd, "warning"))
			if bad > 0 {
				return &problems.ReportedError{Err: &problems.CodeError{Code: problems.Failed}}
			}
			return nil
		},
	}
}

// examineMachine looks at what all contexts share, and returns those to look at.
func (a *app) examineMachine(report *doctor.Report, names []string) []config.Context {
	report.Addf("", "program", doctor.OK, "backupctl %s, %s, %s/%s", backup.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	path, err := a.configPath()
	if err != nil {
		report.Addf("", "configuration", doctor.Problem, "%v", err)
		return nil
	}
	report.Private("", "configuration", path)
	switch dir := tokens.Dir(a.Getenv); {
	case a.global.noTokenStore || a.Getenv("BACKUPCTL_NO_TOKEN_STORE") != "":
		report.Addf("", "tokens", doctor.OK, "are not kept")
	case dir == "":
		report.Addf("", "tokens", doctor.Warning, "are not kept: there is no directory for caches, and each command signs in")
	default:
		report.Private("", "tokens", dir)
	}
	contexts, err := a.chosenContexts(names)
	if err != nil {
		report.Addf("", "contexts", doctor.Problem, "%v%s", err, advice(err))
		return nil
	}
	report.Addf("", "contexts", doctor.OK, "%s", plural(len(contexts), "context"))
	return contexts
}

// advice is the hint of an error, as the end of a sentence.
func advice(err error) string {
	if hint := problems.Of(err).Hint; hint != "" {
		return ": " + hint
	}
	return ""
}

// examine signs in to an account and tries what other commands need.
func (a *app) examine(ctx context.Context, report *doctor.Report, c config.Context) {
	i := slices.IndexFunc(services(), func(s *service) bool { return s.name == c.Service })
	if i < 0 {
		report.Addf(c.Name, "service", doctor.Problem, "%q is not one of %s", c.Service, strings.Join(config.Services(), ", "))
		return
	}
	if err := checkContext(c); err != nil {
		report.Addf(c.Name, "context", doctor.Problem, "%v", err)
		return
	}
	var recorder *doctor.Recorder
	s, client, err := a.openAlone(ctx, c, services()[i], func(next http.RoundTripper) http.RoundTripper {
		recorder = &doctor.Recorder{Next: next, Proxy: http.ProxyFromEnvironment}
		return recorder
	})
	defer s.done()
	if err != nil {
		report.Addf(c.Name, "password", doctor.Problem, "%v%s", err, advice(err))
		return
	}
	s.guard.Allow(readsOnly)
	report.Addf(c.Name, "password", doctor.OK, "%s", placeOf(c))

	who, err := whoami(ctx, client)
	for _, host := range recorder.Hosts() {
		report.Network(c.Name, host, time.Now())
	}
	switch {
	case err == nil:
		report.Addf(c.Name, "sign-in", doctor.OK, "as %s", who)
	case forbidden(err):
		report.Addf(c.Name, "sign-in", doctor.OK, "%v", err) // who is refused a right is known
	default:
		report.Addf(c.Name, "sign-in", doctor.Problem, "%v%s", err, advice(err))
		return
	}
	for _, r := range rightsOf(client, c.Unit) {
		switch err := r.try(ctx); {
		case err == nil:
			report.Addf(c.Name, "may "+r.name, doctor.OK, "")
		case forbidden(err):
			report.Addf(c.Name, "may "+r.name, doctor.Warning, "no: the account needs the right for it (%v)", err)
		default:
			report.Addf(c.Name, "may "+r.name, doctor.Problem, "%v", err)
		}
	}
}

// placeOf says where a password comes from.
func placeOf(c config.Context) string {
	switch {
	case c.Auth == "ecs":
		return "none: the server that this runs on has keys"
	case c.PasswordEnv != "":
		return "in the variable " + c.PasswordEnv
	case c.PasswordFile != "":
		return "in the file " + c.PasswordFile
	case c.PasswordCommand != "":
		return "by a command"
	case c.PasswordKeyring != "":
		return "in the keyring, as " + c.PasswordKeyring
	}
	return "typed"
}

// rowOptions are how to show rows of a type.
func (a *app) rowOptions(row any) (output.Options, error) {
	o, err := a.options()
	if err != nil {
		return o, err
	}
	t := reflect.TypeOf(row)
	o.Known, o.All = output.Known(t), output.TypeColumns(t)
	o.Defaults = o.All
	if err := o.Check(); err != nil {
		return o, err
	}
	return o, nil
}

// showRows shows a table of rows.
func (a *app) showRows(rows any, o output.Options) error {
	tree, err := output.Tree(rows, false)
	if err != nil {
		return err
	}
	return a.show(tree, o)
}
