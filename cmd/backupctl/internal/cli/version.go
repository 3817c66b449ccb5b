package cli

import (
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// shortCommit is how much of a commit people read.
const shortCommit = 12

func (a *app) newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version of this program", Args: noArgs,
		Long: `Show the version of this program, the Go that built it, and, where the build knows
them, the commit and its date. A program that "go install" made from a published
version has that version alone.`,
		Example: "  backupctl version\n  backupctl version -o json",
		RunE: func(*cobra.Command, []string) error {
			o, err := a.options()
			if err != nil {
				return err
			}
			if err := o.Check(); err != nil {
				return err
			}
			b := builtFrom(debug.ReadBuildInfo())
			if o.Format == "table" && o.Query == "" {
				return a.show("backupctl "+backup.Version+b.words(), o)
			}
			v := output.NewObject()
			v.Set("version", backup.Version)
			v.Set("commit", b.commit)
			v.Set("date", b.date)
			v.Set("modified", b.modified)
			v.Set("go", runtime.Version())
			v.Set("platform", runtime.GOOS+"/"+runtime.GOARCH)
			return a.show(v, o)
		},
	}
}

// build is what the go command wrote into the program.
type build struct {
	commit, date string
	modified     bool // the tree had changes beside the commit
}

func builtFrom(info *debug.BuildInfo, ok bool) (b build) {
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// words are for people.
func (b build) words() string {
	parts := []string{}
	if b.commit != "" {
		text := "commit " + b.commit[:min(len(b.commit), shortCommit)]
		if b.modified {
			text += " with changes"
		}
		parts = append(parts, text)
	}
	if b.date != "" {
		parts = append(parts, b.date)
	}
	return " (" + strings.Join(append(parts, runtime.Version()), ", ") + ")"
}
