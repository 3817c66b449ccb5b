package status

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

// Formats are the formats beside the table.
func Formats() []string { return []string{"table", "json", "jsonl", "csv"} }

// record is an item as data. Times are in RFC 3339, lengths of time in seconds.
type record struct {
	State   protection.State `json:"state"`
	Words   string           `json:"words"`
	Reasons []string         `json:"reasons,omitempty"`
	protection.Row

	AgeSeconds         *int64 `json:"age_seconds,omitempty"`
	LimitSeconds       int64  `json:"limit_seconds"`
	IntervalSeconds    int64  `json:"interval_seconds,omitempty"`
	ClockOffsetSeconds int64  `json:"clock_offset_seconds,omitempty"`
	Copies             int    `json:"copies"`
	Media              int    `json:"media"`
	OffSite            int    `json:"off_site"`
}

func (i Item) record() record {
	r := record{
		State: i.State, Words: i.Words, Reasons: i.Reasons, Row: i.Row, LimitSeconds: int64(i.Limit / time.Second),
		IntervalSeconds: int64(i.Interval / time.Second), ClockOffsetSeconds: int64(i.ClockOffset / time.Second),
	}
	if i.Age >= 0 {
		r.AgeSeconds = new(int64(i.Age / time.Second))
	}
	r.Copies, r.Media, r.OffSite = i.ThreeTwoOne()
	return r
}

// JSON writes everything as one object: what is partial says so in itself.
func (s *Snapshot) JSON(w io.Writer) error {
	rows := make([]record, len(s.Items))
	for i, item := range s.Items {
		rows[i] = item.record()
	}
	gaps := s.Gaps
	if gaps == nil {
		gaps = []Gap{}
	}
	data, err := json.MarshalIndent(struct {
		At     time.Time `json:"at"`
		Totals Totals    `json:"totals"`
		Gaps   []Gap     `json:"gaps"`
		Rows   []record  `json:"rows"`
	}{s.At.UTC().Truncate(time.Second), s.Totals(), gaps, rows}, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, terminal.JSON(string(data))+"\n")
	return err
}

// JSONLines writes an object for each machine and for each gap, which has the
// member gap.
func (s *Snapshot) JSONLines(w io.Writer) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	for _, item := range s.Items {
		if err := e.Encode(item.record()); err != nil {
			return err
		}
	}
	for _, g := range s.Gaps {
		if err := e.Encode(map[string]Gap{"gap": g}); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, terminal.JSON(b.String()))
	return err
}

// CSV writes a line for each machine. Texts of the service cannot be formulas.
func (s *Snapshot) CSV(w io.Writer, headers bool) error {
	out := csv.NewWriter(w)
	if headers {
		if err := out.Write([]string{
			"state", "provider", "account", "kind", "id", "name", "location", "newest", "age_seconds", "limit_seconds", "last_attempt", "result",
			"oldest", "count", "bytes", "schedule", "interval_seconds", "next_run", "copies", "media", "off_site", "locked", "words", "also",
		}); err != nil {
			return err
		}
	}
	for _, item := range s.Items {
		r := item.record()
		var newest, attempt time.Time
		var result string
		if r.Newest != nil {
			newest = r.Newest.At
		}
		if r.Attempt != nil {
			attempt, result = r.Attempt.At, string(r.Attempt.Result)
		}
		locked := ""
		if r.Locked != nil {
			locked = strconv.FormatBool(*r.Locked)
		}
		if err := out.Write([]string{
			string(r.State), r.Provider, output.Cell(r.Account.Name), output.Cell(r.Kind), output.Cell(r.ID), output.Cell(r.Name), output.Cell(r.Location), moment(newest), number(r.AgeSeconds),
			strconv.FormatInt(r.LimitSeconds, 10), moment(attempt), result, moment(r.Oldest), number(r.Count), number(r.Bytes),
			output.Cell(strings.Join(r.Schedule, ", ")), strconv.FormatInt(r.IntervalSeconds, 10), moment(r.NextRun),
			strconv.Itoa(r.Copies), strconv.Itoa(r.Media), strconv.Itoa(r.OffSite), locked, output.Cell(r.Words), output.Cell(strings.Join(r.Also, ", ")),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
