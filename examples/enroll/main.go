// Command enroll gives machines their place in the backup service, or takes
// them out again. It can be run any number of times: what is there already is
// found, and what is missing is made.
//
//	go run ./examples/enroll                                   # against the built-in fake
//	go run ./examples/enroll -live -domain 90DAYS              # this machine; see cloutility.ConfigFromEnv
//	go run ./examples/enroll -live -json -show-password        # for a script
//	go run ./examples/enroll -live -csv machines.csv -workers 8
//	go run ./examples/enroll -live -name db-1 -remove -dry-run
//
// The exit status is 1 when a machine could not be enrolled.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// options are what the flags say.
type options struct {
	live, json, showPassword, remove, dryRun bool

	machine       cloutility.EnrollInput
	csv, platform string
	workers       int
}

func main() {
	o := options{}
	host, _ := os.Hostname() // without one, -name has to be given
	system, platform := here()
	flag.BoolVar(&o.live, "live", false, "use Cloutility, configured by CLOUTILITY_… variables")
	flag.StringVar(&o.machine.Name, "name", host, "`name` of the consumption unit")
	flag.StringVar(&o.machine.BusinessUnit, "unit", "", "business unit, by name or `id`; the user's own by default")
	flag.StringVar(&o.machine.OperatingSystem, "os", system, "operating system, by name or `id`")
	flag.StringVar(&o.machine.NodeType, "type", "File server", "node type, by name or `id`")
	flag.StringVar(&o.machine.Domain, "domain", "STANDARD", "policy domain, by name or `id`")
	flag.StringVar(&o.machine.ClientOptionSet, "optionset", "", "client option set, by name or `id`; none by default")
	flag.StringVar(&o.machine.Contact, "contact", "", "whom to ask about the machine")
	flag.StringVar(&o.csv, "csv", "", "enrol the machines of a `file` with the columns of the portal's import")
	flag.IntVar(&o.workers, "workers", cloutility.DefaultEnrollWorkers, "machines at a time, with -csv")
	flag.StringVar(&o.platform, "platform", platform, "option files for linux, macos or windows")
	flag.StringVar(&o.machine.NodeName, "node-name", "", "`name` on the backup server; what the naming rule says by default")
	flag.BoolVar(&o.json, "json", false, "print the result as JSON, and the steps to standard error")
	flag.BoolVar(&o.showPassword, "show-password", false, "print the first password of a single machine")
	flag.BoolVar(&o.remove, "remove", false, "take the machine out")
	flag.BoolVar(&o.dryRun, "dry-run", false, "with -remove, only tell what would be deleted")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "enroll:", err)
		os.Exit(1)
	}
}

// here names the system this runs on, as the portal and the client do.
func here() (system, platform string) {
	switch runtime.GOOS {
	case "windows":
		return "Microsoft Windows", "windows"
	case "darwin":
		return "Apple macOS", "macos"
	}
	return "Linux", "linux"
}

func run(ctx context.Context, out, log io.Writer, o options) error {
	client, err := connect(o.live)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	if !o.json {
		log = out
	}
	progress := func(s cloutility.EnrollStep) { fmt.Fprintln(log, s) }
	switch {
	case o.remove:
		gone, err := client.Decommission(ctx, cloutility.DecommissionInput{
			Name: o.machine.Name, BusinessUnit: o.machine.BusinessUnit, DryRun: o.dryRun, Progress: progress,
		})
		if err != nil || !o.json {
			return err
		}
		return encode(out, gone)
	case o.csv != "":
		return many(ctx, out, log, client, o)
	}
	o.machine.Progress = progress
	return one(ctx, out, client, o)
}

func encode(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// one enrols a machine and prints what its backup client needs.
func one(ctx context.Context, out io.Writer, client *cloutility.Client, o options) error {
	enrolment, err := client.Enroll(ctx, o.machine)
	if err != nil {
		return err
	}
	files, err := enrolment.Options(cloutility.Platform(o.platform))
	if err != nil {
		return err
	}
	password := enrolment.Password.String()
	if o.showPassword {
		password = enrolment.Password.Reveal()
	}
	if o.json {
		return encode(out, struct {
			*cloutility.Enrolment
			Password string                  `json:"password"`
			Files    []cloutility.OptionFile `json:"files"`
		}{enrolment, password, files})
	}
	for _, file := range files {
		fmt.Fprintf(out, "\n%s\n%s", file.Path, file.Text)
	}
	fmt.Fprintln(out, "\nnode name:", enrolment.NodeName)
	fmt.Fprintln(out, "first password:", password)
	if enrolment.Accessed {
		fmt.Fprintln(out, "note: the client has signed in before, so the password is most likely another one by now")
	}
	if enrolment.Locked {
		fmt.Fprintln(out, "note: the node is locked")
	}
	for _, difference := range enrolment.Differences {
		fmt.Fprintln(out, "note:", difference)
	}
	return nil
}

// many enrols the machines of a table.
func many(ctx context.Context, out, log io.Writer, client *cloutility.Client, o options) error {
	file, err := os.Open(o.csv)
	if err != nil {
		return err
	}
	machines, err := cloutility.ReadEnrollCSV(file, o.machine)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	done := 0
	report, err := client.EnrollAll(ctx, cloutility.EnrollAllInput{
		Machines: machines, Workers: o.workers,
		Done: func(machine cloutility.EnrollOutcome) {
			done++
			fmt.Fprintf(log, "%d of %d: %s %s\n", done, len(machines), machine.Name, machine.Result())
		},
	})
	if report == nil {
		return err
	}
	// Also after an interruption: the report says how far it came.
	if o.json {
		err = errors.Join(err, encode(out, report))
	} else {
		fmt.Fprintln(out, report)
	}
	if err == nil && report.Failed > 0 {
		err = fmt.Errorf("%d of %d machines failed", report.Failed, len(report.Outcomes))
	}
	return err
}

// connect makes a client for the fake or for the service.
func connect(live bool) (*cloutility.Client, error) {
	if live {
		cfg, err := cloutility.ConfigFromEnv()
		if err != nil {
			return nil, err
		}
		return cloutility.New(cfg)
	}
	fake := cloutilitytest.New()
	return cloutility.New(fake.Config(), fake.Options()...)
}
