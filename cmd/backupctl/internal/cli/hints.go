package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// here makes the commands in a text fit where this one runs: with the file of
// contexts it was given, and the name of the context it uses.
func (a *app) here(text string) string {
	if a.session != nil && a.session.known {
		text = strings.ReplaceAll(text, "context show "+problems.CurrentContext+"`", "context show "+a.session.account.Name+"`")
	}
	text = strings.ReplaceAll(text, "context show "+problems.CurrentContext+"`", "context list`")
	if file := a.global.config; file != "" {
		text = strings.ReplaceAll(text, "`backupctl ", "`backupctl --config "+quote(file)+" ")
	}
	return text
}

// explain gives a report the hint that only the command line knows.
func (a *app) explain(report *problems.Report, err error) {
	argument, ok := errors.AsType[*backup.ArgumentError](err)
	if ok && report.Hint == "" && report.ExitCode == problems.Invalid && a.running != nil {
		report.Hint = a.running.aboutField(argument.Field)
	}
	report.Message, report.Hint = a.here(report.Message), a.here(report.Hint)
}

// aboutField names the flag or the argument that a field of the SDK is set by, such
// as "CreateVaultInput.Billing.SizeGB", "Machines[3].Name" or "vaultID".
func (inv *invocation) aboutField(field string) string {
	path := strings.Split(field, ".")
	last, _, _ := strings.Cut(path[len(path)-1], "[")
	fold := names.Fold(last)
	var found []*bind.Slot
	for _, s := range inv.binding.Slots() {
		word := names.Fold(s.Word.Name)
		if names.Fold(s.Field) == fold || s.Owner == nil && word != "" && (word == fold || word+"id" == fold || word+"ids" == fold) {
			found = append(found, s)
		}
	}
	if len(path) > 1 && len(found) > 1 { // the same name in several structures
		owner := path[len(path)-2]
		found = slices.DeleteFunc(found, func(s *bind.Slot) bool {
			return s.Owner == nil || s.Owner.Name() != owner && !strings.HasSuffix(s.Owner.Name(), owner)
		})
	}
	if len(found) == 0 {
		if len(path) > 1 && inv.binding.HasInput() {
			return "this is about a field of the input: --input gives it as a whole"
		}
		return ""
	}
	switch s := found[0]; {
	case s.Word.Implicit: // its flag has the same name
		return "this is about --" + s.Word.Name
	case s.Flag != "":
		return "this is about --" + s.Flag
	}
	return "this is about the argument " + found[0].Word.Name
}

// chosen are the flags that say where a command works: those that choose the
// account, for a command that goes on where this one ended.
func (s *session) chosen() []string {
	var out []string
	if file := s.app.global.config; file != "" {
		out = append(out, "--config", quote(file))
	}
	if name := s.app.global.context; name != "" {
		out = append(out, "--context", quote(name))
	}
	if s.flags == nil {
		return out
	}
	s.flags.VisitAll(func(f *pflag.Flag) {
		switch {
		case !f.Changed:
		case f.Value.Type() == "bool":
			out = append(out, "--"+f.Name+"="+f.Value.String())
		default:
			out = append(out, "--"+f.Name, quote(f.Value.String()))
		}
	})
	return out
}
