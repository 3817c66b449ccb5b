package drill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrNoCanary says that there is no value on a machine, or no machine.
var ErrNoCanary = errors.New("no canary")

// Canary gets values to machines and from them: it is the user's. Values are lines of
// printable ASCII, about 150 bytes each.
type Canary interface {
	// Write puts a value on a machine, in place of the one that was there, and returns
	// when it is on its disk.
	Write(ctx context.Context, m Machine, value string) error
	// Read returns the value that is on a machine, [ErrNoCanary] if there is none. It
	// must read from the machine's disk. After a restore it waits until the machine
	// can be asked.
	Read(ctx context.Context, m Machine) (string, error)
	// Erase makes a throw-away machine blank after a drill, or has it deleted. It is
	// never called for a source. Read is [ErrNoCanary] afterwards.
	Erase(ctx context.Context, m Machine) error
}

// What values are for.
const (
	markCanary = "canary" // on the source, before its backup
	markAfter  = "after"  // on the source, after its backup
	markBefore = "before" // on the target, before the restore
)

// The form of a line: marker, what for, drill, machine, nonce, part, check.
const (
	marker     = "backup-go-drill"
	fields     = 7
	checkBytes = 8
	nonceBytes = 16
)

// newNonce is what makes a value fresh.
func (d *Drill) newNonce() (string, error) {
	data := make([]byte, nonceBytes)
	if _, err := io.ReadFull(d.cfg.Random, data); err != nil {
		return "", fmt.Errorf("random numbers: %w", err)
	}
	return hex.EncodeToString(data), nil
}

// value is what is written to a machine.
func (d *Drill) value(s *State, mark string) string {
	var b strings.Builder
	for n := 1; n <= d.cfg.Parts; n++ {
		line := fmt.Sprintf("%s %s %s %s %s %d/%d", marker, mark, s.Request.ID, s.Request.Source.ID, s.Nonce, n, d.cfg.Parts)
		b.WriteString(line + " " + check(line) + "\n")
	}
	return b.String()
}

// check tells a line that was cut or changed.
func check(line string) string {
	sum := sha256.Sum256([]byte(line))
	return hex.EncodeToString(sum[:checkBytes])
}

// part is a line of a value that is whole.
type part struct{ mark, machine, nonce string }

// parts reads the lines of a value that are whole.
func parts(value string) []part {
	var out []part
	for line := range strings.Lines(value) {
		line = strings.TrimRight(line, "\r\n")
		f := strings.Split(line, " ")
		if len(f) != fields || f[0] != marker {
			continue
		}
		if body := strings.TrimSuffix(line, " "+f[fields-1]); check(body) == f[fields-1] {
			out = append(out, part{mark: f[1], machine: f[3], nonce: f[4]})
		}
	}
	return out
}

// compare says what is wrong with what was read on the target; no reason if it is the
// canary.
func (d *Drill) compare(s *State, read string) (reason Reason, detail string) {
	if same(read, d.value(s, markCanary)) {
		return "", ""
	}
	whole, mine := parts(read), 0
	for _, p := range whole {
		switch {
		case p.machine != s.Request.Source.ID:
			return ReasonOtherMachine, "it has the canary of machine " + p.machine
		case p.nonce != s.Nonce:
			return ReasonStale, "it has a canary of an earlier drill"
		case p.mark == markBefore:
			return ReasonNothingRestored, "it has what was written there before the restore"
		case p.mark == markAfter:
			return ReasonTargetIsSource, "it has what was written to the source after its backup"
		}
		mine++
	}
	switch {
	case strings.TrimSpace(read) == "":
		return ReasonEmpty, "there is no canary"
	case mine > 0 && strings.HasPrefix(d.value(s, markCanary), strings.TrimRight(read, "\r\n")), mine > 0 && mine == strings.Count(strings.TrimSpace(read), "\n")+1:
		return ReasonPartial, fmt.Sprintf("%d of %d parts came back", mine, d.cfg.Parts)
	}
	return ReasonCorrupt, fmt.Sprintf("%d bytes were read, and %d of %d parts are right", len(read), mine, d.cfg.Parts)
}

// same compares values. A line break at the end does not count.
func same(a, b string) bool { return strings.TrimRight(a, "\r\n") == strings.TrimRight(b, "\r\n") }
