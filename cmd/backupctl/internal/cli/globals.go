package cli

import (
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// globals are the flags that all commands have.
type globals struct {
	context, config                      string
	format, query, colour                string
	columns, sort, filters               []string
	noHeaders, quiet, debug, yes, dryRun bool
	csvRaw, noTokenStore                 bool
	wide, utc                            bool
	timeFormat                           string
	traceFile, caFile                    string
	requestTimeout                       time.Duration
	maxAttempts                          int
}

func (a *app) addGlobals(fs *pflag.FlagSet) {
	g := &a.global
	fs.StringVar(&g.context, "context", "", "`name` of the context to use instead of the current one")
	fs.StringVar(&g.config, "config", "", "configuration `file` (BACKUPCTL_CONFIG)")
	fs.StringVarP(&g.format, "output", "o", "", "`format` of the result: "+strings.Join(output.Formats(), ", "))
	fs.StringSliceVar(&g.columns, "columns", nil, "`fields` to show, such as id,name,billing.size_gb")
	fs.StringSliceVar(&g.sort, "sort", nil, "`fields` to sort a list by; -field is downwards")
	fs.StringArrayVar(&g.filters, "filter", nil, "only rows with `field=value`; also != ~ < <= > >=; repeatable, all must hold")
	fs.BoolVar(&g.noHeaders, "no-headers", false, "no headings in tables and CSV")
	fs.BoolVar(&g.wide, "wide", false, "tables with all columns that have something, and nothing cut")
	fs.BoolVar(&g.utc, "utc", false, "times in UTC in place of this machine's zone; a table then has times and no ages")
	fs.StringVar(&g.timeFormat, "time-format", "", "how tables show times: `"+"format`"+" "+strings.Join(output.TimeFormats(), ", ")+", or a layout such as \"2006-01-02 15:04\"")
	fs.BoolVar(&g.csvRaw, "csv-raw", false, "leave cells of CSV as they are, also those that a spreadsheet would run as a formula")
	fs.StringVar(&g.query, "query", "", "JMESPath `expression` to apply to the result")
	fs.StringVar(&g.colour, "color", "auto", "`when` to use colours: auto, always, never")
	fs.BoolVarP(&g.quiet, "quiet", "q", false, "no progress and no confirmations on standard error")
	fs.BoolVar(&g.debug, "debug", false, "show each request and response on standard error, without secrets")
	fs.StringVar(&g.traceFile, "trace-file", "", "write all requests and responses to a `file` (HAR), without secrets")
	fs.BoolVarP(&g.yes, "yes", "y", false, "do not ask before destroying something")
	fs.BoolVar(&g.dryRun, "dry-run", false, "show what would be done, and do nothing")
	fs.BoolVar(&g.noTokenStore, "no-token-store", false, "sign in anew, and keep no token for the next command (BACKUPCTL_NO_TOKEN_STORE)")
	fs.StringVar(&g.caFile, "ca-file", "", "`file` with more certificate authorities to trust, in PEM (BACKUPCTL_CA_FILE)")
	fs.DurationVar(&g.requestTimeout, "request-timeout", 0, "longest `time` for one request (default 1m)")
	fs.IntVar(&g.maxAttempts, "max-attempts", 0, "how `often` a failed request is sent at most (default 4)")
}

// options say how to show a result.
func (a *app) options() (output.Options, error) {
	g := &a.global
	o := output.Options{Format: g.format, Columns: g.columns, Sort: g.sort, Filters: g.filters, Query: g.query, NoHeaders: g.noHeaders, CSVRaw: g.csvRaw}
	o.Wide, o.TimeFormat, o.Zone, o.Now, o.Words = g.wide, g.timeFormat, a.zone(), a.now(), inWords
	o.Note = func(text string) { a.sayf("%s", text) }
	if g.utc && o.TimeFormat == "" {
		o.TimeFormat = "time"
	}
	if o.Format == "" {
		o.Format = "table"
	}
	if !slices.Contains([]string{"auto", "always", "never"}, g.colour) {
		return o, problems.Usagef("--color %q is not auto, always or never", g.colour)
	}
	terminal := isTerminal(a.Stdout)
	o.Colour = g.colour == "always" || g.colour == "auto" && terminal && a.Getenv("NO_COLOR") == ""
	if terminal {
		o.Width = widthOf(a.Stdout)
	}
	return o, nil
}

// zone is where the times that people read are those of.
func (a *app) zone() *time.Location {
	if a.global.utc {
		return time.UTC
	}
	if name := strings.TrimPrefix(a.Getenv("TZ"), ":"); name != "" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return time.Local
}

// now is the moment that ages are those at.
func (a *app) now() time.Time {
	if a.clock != nil {
		return a.clock()
	}
	return time.Now()
}

// widthOf is the width of a terminal, 0 if it is none.
func widthOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
