// Package progress shows that something is going on: a spinner on a terminal,
// plain lines elsewhere.
package progress

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

const (
	// Patience is how long a command shows nothing: most end before.
	Patience = 500 * time.Millisecond
	frame    = 100 * time.Millisecond
	// pause is between lines about what changes all the time.
	pause = 5 * time.Second
)

// Options say how progress is shown.
type Options struct {
	// Terminal says that a line can be redrawn.
	Terminal bool
	// Patience is how long nothing is shown. Without it what is told is shown at
	// once.
	Patience time.Duration
	// Width of the terminal, 0 if it is not known.
	Width int
	// Clean makes texts fit for the writer: what is told comes from a service.
	Clean func(string) string
}

// Display shows the progress of one thing. The zero Display is silent.
type Display struct {
	w    io.Writer
	o    Options
	what string

	mu    sync.Mutex
	frame int
	state string
	said  string
	at    time.Time // something was said
	often bool      // the state changes all the time
	shown bool
	start time.Time
	stop  chan struct{}
	ended chan struct{}
}

// Start begins. Without a writer nothing is shown.
func Start(w io.Writer, o Options, what string) *Display {
	if o.Clean == nil {
		o.Clean = terminal.Line
	}
	d := &Display{w: w, o: o, what: o.Clean(what), start: time.Now()}
	if w == nil {
		return d
	}
	d.stop, d.ended = make(chan struct{}), make(chan struct{})
	go d.run()
	return d
}

func (d *Display) run() {
	defer close(d.ended)
	wait := time.NewTimer(max(d.o.Patience, frame))
	defer wait.Stop()
	for n := 0; ; n++ {
		select {
		case <-d.stop:
			return
		case <-wait.C:
		}
		d.mu.Lock()
		d.frame = n
		d.draw(n)
		d.mu.Unlock()
		wait.Reset(frame)
	}
}

// draw is called with the lock held.
func (d *Display) draw(n int) {
	line := d.what
	if d.state != "" {
		line += ": " + d.state
	}
	if d.o.Terminal {
		const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
		spinner := []rune(frames)
		line = fmt.Sprintf("%c %s  %s", spinner[n%len(spinner)], line, time.Since(d.start).Round(time.Second))
		if width := d.o.Width; width > 1 && text.StringWidth(line) >= width {
			line = text.Trim(line, width-1) // one that goes on in the next line could not be taken away
		}
		fmt.Fprint(d.w, "\r\x1b[K"+line)
		d.shown = true
		return
	}
	if line != d.said && (!d.often || time.Since(d.at) >= pause) {
		d.said, d.at = line, time.Now()
		fmt.Fprintf(d.w, "%s …\n", line)
	}
}

// Tell notes a poll of a wait.
func (d *Display) Tell(p backup.Progress) {
	state := p.State
	if p.Subject != "" {
		state = p.Subject + " " + state
	}
	if p.Percent >= 0 {
		state += " " + bar(p.Percent)
	}
	if p.Err != nil {
		state += " (trouble, asking again)"
	}
	d.Note(state)
}

// Note changes what is shown beside the name of the command.
func (d *Display) Note(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.o.Clean != nil {
		text = d.o.Clean(text)
	}
	d.state = text
	// A change is worth a line even when it comes and goes between two looks.
	if d.w != nil && !d.o.Terminal && time.Since(d.start) >= d.o.Patience {
		d.draw(0)
	}
}

// Count changes what is shown as [Display.Note] does, for what changes all the time:
// where lines cannot be redrawn there is one now and then.
func (d *Display) Count(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.o.Clean != nil {
		text = d.o.Clean(text)
	}
	d.state, d.often = text, true
}

// Above runs a function that writes to the same terminal, in place of the line that
// is redrawn.
func (d *Display) Above(write func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.shown {
		write()
		return
	}
	fmt.Fprint(d.w, "\r\x1b[K")
	write()
	d.draw(d.frame)
}

const barWidth = 20

func bar(percent int) string {
	percent = min(max(percent, 0), 100) //nolint:mnd // percent
	full := percent * barWidth / 100    //nolint:mnd // percent
	return fmt.Sprintf("[%s%s] %d %%", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), percent)
}

// End takes the spinner away.
func (d *Display) End() {
	if d.stop == nil {
		return
	}
	close(d.stop)
	<-d.ended
	d.stop = nil
	if d.shown {
		fmt.Fprint(d.w, "\r\x1b[K")
	}
}

// Done ends the display with a line that stays.
func (d *Display) Done(text string) {
	d.End()
	if d.w != nil {
		fmt.Fprintf(d.w, "%s: %s\n", d.what, d.o.Clean(text))
	}
}
