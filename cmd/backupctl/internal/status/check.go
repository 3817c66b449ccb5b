package status

import (
	"fmt"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

// The exit codes of monitoring plug-ins.
const (
	CheckOK = iota
	CheckWarning
	CheckCritical
	CheckUnknown
)

// Check is what a monitoring plug-in says: an exit code, and one line with
// performance data.
func (s *Snapshot) Check() (code int, line string) {
	t := s.Totals()
	bad := t.States[protection.StateUnprotected] + t.States[protection.StateNever] + t.States[protection.StateOld]
	doubtful := t.States[protection.StateFailed] + t.States[protection.StateDoubt]
	word := ""
	switch {
	case bad > 0: // worse than not knowing about others
		code, word = CheckCritical, "CRITICAL"
	case len(s.Gaps) > 0 || t.Machines == 0:
		code, word = CheckUnknown, "UNKNOWN"
	case doubtful > 0:
		code, word = CheckWarning, "WARNING"
	default:
		code, word = CheckOK, "OK"
	}
	parts := []string{"BACKUP " + word + " - " + countWords(s.Items)}
	const named = 3
	for n, item := range s.Items {
		if item.State == protection.StateGood || n == named {
			break
		}
		parts = append(parts, terminal.Line(item.Name)+": "+terminal.Line(item.Words))
	}
	for n, g := range s.Gaps {
		if n == named {
			parts = append(parts, fmt.Sprintf("and %d more could not be asked", len(s.Gaps)-named))
			break
		}
		parts = append(parts, "could not ask "+terminal.Line(g.Account.String())+": "+g.Reason)
	}
	return code, strings.ReplaceAll(strings.Join(parts, "; "), "|", "/") + " | " + s.performance(t)
}

// performance is the data after the bar: counts, and the largest age.
func (s *Snapshot) performance(t Totals) string {
	parts := []string{fmt.Sprintf("machines=%d;;;0", t.Machines)}
	for _, state := range protection.States() {
		parts = append(parts, fmt.Sprintf("%s=%d;;;0", state, t.States[state]))
	}
	var oldest time.Duration
	for _, item := range s.Items {
		oldest = max(oldest, item.Age)
	}
	return strings.Join(append(parts,
		fmt.Sprintf("max_age=%ds;;;0", int64(oldest/time.Second)), fmt.Sprintf("size=%dB;;;0", t.Bytes),
		fmt.Sprintf("gaps=%d;;;0", len(s.Gaps)), fmt.Sprintf("time=%.1fs;;;0", s.Took.Seconds()),
	), " ")
}
