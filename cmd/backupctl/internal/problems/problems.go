// Package problems tells users what went wrong, in words and in exit codes.
package problems

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// The exit codes. `backupctl help exit-codes` documents them; they do not change.
const (
	OK              = 0
	Failed          = 1
	Usage           = 2
	NotFound        = 3
	Unauthenticated = 4
	Permission      = 5
	Conflict        = 6
	Busy            = 7
	Invalid         = 8
	Quota           = 9
	RateLimited     = 10
	Unavailable     = 11
	WorkFailed      = 12
	Timeout         = 13
	Unconfirmed     = 14
	Partial         = 15
	Drift           = 16
	Interrupted     = 130
)

// UsageError is a wrong command line.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef makes a [UsageError].
func Usagef(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// UnconfirmedError is something that was not done because nobody agreed to it.
type UnconfirmedError struct{ Text, Hint string }

func (e *UnconfirmedError) Error() string { return e.Text }

// ReportedError is a failure the command has told already.
type ReportedError struct{ Err error }

func (e *ReportedError) Error() string { return e.Err.Error() }
func (e *ReportedError) Unwrap() error { return e.Err }

// PartialError is a result that was shown and is not all: its exit code says so.
type PartialError struct{}

func (e *PartialError) Error() string { return "partial: something could not be asked" }

// WorkFailedError is work of many parts of which some failed: each has told its own.
type WorkFailedError struct{ Text string }

func (e *WorkFailedError) Error() string { return e.Text }

// DriftError is a result that was shown: responses differ from the specifications.
type DriftError struct{}

func (e *DriftError) Error() string { return "responses differ from the specifications" }

// CodeError ends the program with a code of another convention than this one's.
// Without an Err everything has been said.
type CodeError struct {
	Code int
	Err  error
}

func (e *CodeError) Error() string {
	if e.Err == nil {
		return "exit code " + strconv.Itoa(e.Code)
	}
	return e.Err.Error()
}
func (e *CodeError) Unwrap() error { return e.Err }

// HintError adds a piece of advice to an error.
type HintError struct {
	Err  error
	Hint string
}

func (e *HintError) Error() string { return e.Err.Error() }
func (e *HintError) Unwrap() error { return e.Err }

// Report is a problem as it is told; its JSON is what --output json prints.
type Report struct {
	Message   string `json:"message"`
	Kind      string `json:"kind"`
	Code      string `json:"code,omitempty"`
	Status    int    `json:"status,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Operation string `json:"operation,omitempty"`
	Field     string `json:"field,omitempty"`
	Attempts  int    `json:"attempts,omitempty"`
	Hint      string `json:"hint,omitempty"`
	ExitCode  int    `json:"exit_code"`
}

// Of makes a report of an error.
func Of(err error) Report {
	r := Report{Message: err.Error(), Kind: "failed", ExitCode: Failed}
	if api, ok := errors.AsType[*backup.Error](err); ok {
		r.Code, r.Status, r.RequestID, r.Attempts = api.Code, api.StatusCode, api.RequestID, api.Attempts
		r.Operation = strings.TrimSpace(api.Provider + " " + api.Operation)
	}
	kindOf(&r, err)
	if argument, ok := errors.AsType[*backup.ArgumentError](err); ok {
		r.Field = argument.Field
		if _, name, ok := strings.Cut(argument.Field, "."); ok || name != "" {
			r.Field = name
		}
		if strings.HasSuffix(argument.Field, "BaseURL") || strings.HasSuffix(argument.Field, "IAMEndpoint") {
			r.Hint = "--insecure-http allows http; a password then travels in the clear"
		}
	}
	var hinted *HintError
	var unconfirmed *UnconfirmedError
	switch {
	case errors.As(err, &hinted):
		r.Hint = hinted.Hint
	case errors.As(err, &unconfirmed):
		r.Hint = unconfirmed.Hint
	case r.Hint == "":
		r.Hint = hint(err, r.ExitCode)
	}
	return r
}

// kindOf finds the kind and the exit code.
func kindOf(r *Report, err error) {
	var waiting *backup.WaitError
	var unconfirmed *UnconfirmedError
	switch {
	case isUsage(err):
		r.Kind, r.ExitCode = "usage", Usage
	case errors.As(err, &unconfirmed):
		r.Kind, r.ExitCode = "unconfirmed", Unconfirmed
	case errors.As(err, new(*PartialError)):
		r.Kind, r.ExitCode = "partial", Partial
	case errors.As(err, new(*DriftError)):
		r.Kind, r.ExitCode = "drift", Drift
	case errors.As(err, &waiting) && waiting.Failed, errors.As(err, new(*WorkFailedError)):
		r.Kind, r.ExitCode = "work failed", WorkFailed
	case errors.Is(err, context.Canceled):
		r.Kind, r.ExitCode = "interrupted", Interrupted
	default:
		for _, k := range []struct {
			sentinel error
			code     int
		}{
			{backup.ErrNotFound, NotFound}, {backup.ErrUnauthenticated, Unauthenticated}, {backup.ErrPermission, Permission},
			{backup.ErrConflict, Conflict}, {backup.ErrBusy, Busy}, {backup.ErrInvalid, Invalid}, {backup.ErrQuota, Quota},
			{backup.ErrRateLimited, RateLimited}, {backup.ErrUnavailable, Unavailable},
			{backup.ErrUnreadable, Failed}, {backup.ErrOrderFailed, WorkFailed}, {backup.ErrUnsupported, Failed},
		} {
			if errors.Is(err, k.sentinel) {
				r.Kind, r.ExitCode = k.sentinel.Error(), k.code
				return
			}
		}
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			r.Kind, r.ExitCode = "timeout", Timeout
		case connection(err) != "": // as far as TLS: the SDK has no kind for it
			r.Kind, r.ExitCode = backup.ErrUnavailable.Error(), Unavailable
		}
	}
}

func isUsage(err error) bool {
	var a *UsageError
	var b *bind.UsageError
	var c *output.UsageError
	var d *config.Error
	var e *secrets.UsageError
	return errors.As(err, &a) || errors.As(err, &b) || errors.As(err, &c) || errors.As(err, &d) || errors.As(err, &e)
}

// Print writes the report, as JSON or in words.
func (r Report) Print(w io.Writer, asJSON bool) {
	if asJSON {
		data, err := json.MarshalIndent(map[string]Report{"error": r}, "", "  ")
		if err == nil {
			fmt.Fprintln(w, terminal.JSON(string(data)))
			return
		}
	}
	fmt.Fprintln(w, "backupctl:", r.Message)
	var notes []string
	for _, note := range [][2]string{{"kind", r.Kind}, {"code", r.Code}, {"request id", r.RequestID}} {
		if note[1] != "" && note[1] != "usage" && note[1] != "failed" && note[1] != r.Message {
			notes = append(notes, note[0]+" "+note[1])
		}
	}
	if len(notes) > 0 {
		fmt.Fprintln(w, "  "+strings.Join(notes, ", "))
	}
	if r.Hint != "" {
		fmt.Fprintln(w, "  hint: "+r.Hint)
	}
}
