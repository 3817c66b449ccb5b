package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/fleet/alert"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

// DefaultLate is how much later than expected a schedule may have run.
const DefaultLate = 6 * time.Hour

// Senders are the ways out that the file names. Lookup finds secrets, [alert.Find] when
// nil.
func (f *File) Senders(lookup alert.Lookup) ([]alert.Sender, error) {
	var out []alert.Sender
	if h := f.Alerts.Webhook; h != nil {
		s, err := alert.NewWebhook(alert.WebhookConfig{URL: h.URL, Secret: h.Secret, Lookup: lookup})
		if err != nil {
			return nil, fmt.Errorf("alerts.webhook: %w", err)
		}
		out = append(out, s)
	}
	if m := f.Alerts.Mail; m != nil {
		s, err := alert.NewMail(alert.MailConfig{
			Host: m.Host, Port: m.Port, Security: alert.MailSecurity(m.Security), Username: m.Username, Password: m.Password, Lookup: lookup, From: m.From, To: m.To,
		})
		if err != nil {
			return nil, fmt.Errorf("alerts.mail: %w", err)
		}
		out = append(out, s)
	}
	if len(f.Alerts.Command) > 0 {
		out = append(out, &alert.Command{Argv: f.Alerts.Command})
	}
	return out, nil
}

// Expect tells a watch how often each schedule has to run.
func (f *File) Expect(w *alert.Watch) error {
	late := f.Alerts.Late.Time()
	if late <= 0 {
		late = DefaultLate
	}
	for _, s := range f.Schedules {
		if err := w.Expect(ScheduleName(f.Name, s.Name), s.gap()+s.Spread.Time()+s.Jitter.Time()+late); err != nil {
			return err
		}
	}
	return nil
}

// gap is the longest time between two runs of a schedule.
func (s Schedule) gap() time.Duration {
	const day, week = 24 * time.Hour, 7
	days := weekdays(s.On)
	slices.Sort(days)
	longest := 0
	for i, d := range days {
		next := days[(i+1)%len(days)]
		longest = max(longest, (int(next)-int(d)+week-1)%week+1)
	}
	return time.Duration(longest) * day
}

// ScheduleOutcome is how the newest run of a schedule ended, or of a plan.
type ScheduleOutcome struct {
	// Subject is the schedule as the engine calls it, or the fleet and ".apply".
	Subject string
	Run     string
	alert.Outcome
}

// manyRuns is how far back the newest run of a schedule is looked for.
const manyRuns = 2000

// Outcomes are those of the newest runs that have ended, one for each schedule.
func (f *File) Outcomes(ctx context.Context, c *engine.Client) ([]ScheduleOutcome, error) {
	want := map[string]bool{strings.TrimSuffix(applyPrefix(f.Name), "."): true}
	for _, s := range f.Schedules {
		want[ScheduleName(f.Name, s.Name)] = true
	}
	jobs := make(map[string]engine.Progress)
	var out []ScheduleOutcome
	seen := 0
	for info, err := range c.Runs(ctx) {
		if err != nil {
			return nil, err
		}
		if seen++; len(want) == 0 || seen > manyRuns {
			break
		}
		subject, _, scheduled := strings.Cut(info.ID, "@")
		switch {
		case strings.HasPrefix(info.ID, applyPrefix(f.Name)):
			subject = strings.TrimSuffix(applyPrefix(f.Name), ".")
		case scheduled && strings.HasSuffix(info.ID, ".jobs"):
			jobs[strings.TrimSuffix(info.ID, ".jobs")] = info.Progress // it comes before its schedule's run
			continue
		}
		if !want[subject] || !info.Progress.Ended() {
			continue
		}
		if p, ok := jobs[info.ID]; ok && !p.Ended() {
			continue
		}
		delete(want, subject)
		o, err := f.outcome(ctx, c, info, jobs[info.ID])
		if err != nil {
			return nil, err
		}
		o.Subject = subject
		out = append(out, o)
	}
	return out, nil
}

// outcome says how a run ended, with that of the jobs it has submitted.
func (f *File) outcome(ctx context.Context, c *engine.Client, info engine.RunInfo, jobs engine.Progress) (ScheduleOutcome, error) {
	o := ScheduleOutcome{Run: info.ID}
	fail := func(format string, args ...any) {
		o.Failed = true
		o.Text = strings.TrimPrefix(o.Text+"; "+fmt.Sprintf(format, args...), "; ")
	}
	if n := jobs.Failed; n > 0 {
		fail("%d of %d jobs failed, see run %s.jobs", n, jobs.Total, info.ID)
	}
	for r, err := range c.Results(ctx, info.ID) {
		if err != nil {
			return o, err
		}
		if r.Ended.After(o.At) {
			o.At = r.Ended
		}
		if info.Progress.Total > 1 { // a plan: its jobs have no outcome of their own here
			continue
		}
		var tick tickOutcome
		switch {
		case r.Err != nil:
			fail("%s", r.Err.Message)
		case json.Unmarshal(r.Output, &tick) != nil || tick.Summary == nil || tick.Result != "compared":
		case tick.Summary.Differs() || tick.Summary.Unknown > 0:
			fail("%s", tick.Summary)
		}
		if n := len(tick.Gaps); n > 0 {
			fail("%d gaps: %s", n, tick.Gaps[0])
		}
	}
	if info.Progress.Total > 1 && info.Progress.Failed > 0 {
		fail("%d of %d actions failed, see run %s", info.Progress.Failed, info.Progress.Total, info.ID)
	}
	return o, nil
}
