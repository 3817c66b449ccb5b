package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	backup "github.com/backup-sdk/backup-go"
)

// step is one thing the demo did.
type step struct {
	Service  string        `json:"service"`
	Name     string        `json:"step"`
	Result   string        `json:"result"`
	Duration time.Duration `json:"-"`
	Millis   int64         `json:"duration_ms"`
	Error    string        `json:"error,omitempty"`
}

// steps runs one thing after the other, shows the progress of each and keeps
// what was done.
type steps struct {
	display display
	done    []step
}

// run does one step. Work returns what to show for it; it may tell its
// progress on the way.
func (s *steps) run(ctx context.Context, service, name string, work func(ctx context.Context, tell backup.WaitOption) (string, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	start := time.Now()
	line := s.display.begin(service, name)
	result, err := work(ctx, backup.WithProgress(line.update))
	took := time.Since(start)
	record := step{Service: service, Name: name, Result: result, Duration: took, Millis: took.Milliseconds()}
	if err != nil {
		record.Result, record.Error = "failed", err.Error()
		err = fmt.Errorf("%s: %s: %w", service, name, err)
	}
	line.end(record)
	s.done = append(s.done, record)
	return err
}

// table prints what was done and how long it took.
func (s *steps) table(w io.Writer, total time.Duration) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(tableStyle())
	t.AppendHeader(table.Row{"service", "step", "result", "time"})
	last := ""
	for _, step := range s.done {
		if last != "" && step.Service != last {
			t.AppendSeparator()
		}
		last = step.Service
		t.AppendRow(table.Row{step.Service, step.Name, step.Result, round(step.Duration)})
	}
	t.AppendFooter(table.Row{"", "", "total", round(total)})
	t.Render()
}

// tableStyle draws thin lines and leaves the case of texts alone.
func tableStyle() table.Style {
	style := table.StyleLight
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	return style
}

// round keeps three digits or so.
func round(d time.Duration) string {
	if d < time.Millisecond {
		return d.Round(time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// display shows steps as they happen.
type display interface {
	begin(service, name string) line
	close()
}

// line is the display of one step.
type line interface {
	update(backup.Progress)
	end(step)
}

// quiet shows nothing.
type quiet struct{}

func (quiet) begin(string, string) line { return quiet{} }
func (quiet) update(backup.Progress)    {}
func (quiet) end(step)                  {}
func (quiet) close()                    {}

// plain prints a line for each change of state.
type plain struct{ w io.Writer }

func (p plain) begin(service, name string) line {
	return &plainLine{w: p.w, service: service, name: name}
}

func (plain) close() {}

type plainLine struct {
	w             io.Writer
	service, name string
	state         string
}

func (p *plainLine) update(progress backup.Progress) {
	if text := progressText(progress); text != p.state {
		p.state = text
		p.print("… " + text)
	}
}

func (p *plainLine) end(s step) {
	if s.Error != "" {
		p.print("failed: " + s.Error)
		return
	}
	p.print(s.Result + " (" + round(s.Duration) + ")")
}

func (p *plainLine) print(text string) {
	// A reader that has gone away must not stop the work.
	_, _ = fmt.Fprintf(p.w, "%-10s  %s: %s\n", p.service, p.name, text)
}

// live redraws the running step on a terminal.
type live struct {
	writer progress.Writer
	ended  chan struct{}
}

const redraw = 100 * time.Millisecond

func newLive(w io.Writer) *live {
	l := &live{writer: progress.NewWriter(), ended: make(chan struct{})}
	l.writer.SetOutputWriter(w)
	l.writer.SetUpdateFrequency(redraw)
	l.writer.SetMessageLength(58)
	l.writer.SetTrackerLength(20)
	l.writer.SetTrackerPosition(progress.PositionRight)
	l.writer.SetStyle(progress.StyleBlocks)
	l.writer.Style().Visibility.Value = false
	l.writer.Style().Visibility.Speed = false
	l.writer.Style().Options.TimeDonePrecision = time.Millisecond
	l.writer.Style().Options.TimeInProgressPrecision = redraw
	go func() {
		defer close(l.ended)
		l.writer.Render()
	}()
	return l
}

func (l *live) begin(service, name string) line {
	t := &tracker{head: fmt.Sprintf("%-10s  %s", service, name)}
	t.Tracker = &progress.Tracker{Message: t.head} // no total: how far it is nobody knows
	l.writer.AppendTracker(t.Tracker)
	return t
}

// close draws the last state and leaves the terminal alone.
func (l *live) close() {
	for {
		// Stop does nothing before the drawing has begun.
		l.writer.Stop()
		select {
		case <-l.ended:
			return
		case <-time.After(redraw / 10):
		}
	}
}

const wholePercent = 100

type tracker struct {
	*progress.Tracker
	head string
}

func (t *tracker) update(p backup.Progress) {
	t.UpdateMessage(t.head + ": " + progressText(p))
	if p.Percent >= 0 {
		t.UpdateTotal(wholePercent)
		t.SetValue(min(int64(p.Percent), wholePercent-1))
	}
}

func (t *tracker) end(s step) {
	t.UpdateMessage(t.head) // the result is in the table
	if s.Error != "" {
		t.MarkAsErrored()
		return
	}
	t.MarkAsDone()
}

// progressText describes a poll.
func progressText(p backup.Progress) string {
	if p.Err != nil {
		return "trouble, asking again"
	}
	if p.Percent >= 0 {
		return fmt.Sprintf("%s %d %%", p.State, p.Percent)
	}
	return p.State
}
