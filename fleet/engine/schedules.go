package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// RunID is the name of the run that a schedule starts at a time.
func RunID(schedule string, tick time.Time) string {
	return schedule + "@" + tick.UTC().Format(time.RFC3339)
}

// plan is a schedule that was understood.
type plan struct {
	Schedule
	times cron.Schedule
	zone  *time.Location
}

func (s Schedule) parse(field string) (*plan, error) {
	if err := checkRun(field+".Name", s.Name); err != nil {
		return nil, err
	}
	if len(s.Name) > 70 { // the run's ID has the time too
		return nil, invalid(field+".Name", "needs at most 70 characters")
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || s.Zone == "Local" {
		return nil, invalid(field+".Zone", "%q is no time zone that is known here", s.Zone)
	}
	if strings.HasPrefix(s.Cron, "TZ=") || strings.HasPrefix(s.Cron, "CRON_TZ=") {
		return nil, invalid(field+".Cron", "names a time zone: Zone does")
	}
	times, err := cron.ParseStandard(s.Cron)
	if err != nil {
		return nil, invalid(field+".Cron", "%v", err)
	}
	if every, ok := times.(cron.ConstantDelaySchedule); ok {
		return nil, invalid(field+".Cron", "@every %v depends on when the program began: use the fields", every.Delay)
	}
	p := &plan{Schedule: s, times: times, zone: zone}
	if p.next(time.Now()).IsZero() {
		return nil, invalid(field+".Cron", "%q never comes", s.Cron)
	}
	return p, nil
}

// next is the first time after t, zero when there is none.
func (p *plan) next(t time.Time) time.Time { return p.times.Next(t.In(p.zone)) }

// newest is the last time after from and not after to, zero when there is none.
func (p *plan) newest(from, to time.Time) time.Time {
	if year := to.AddDate(-1, 0, 0); from.Before(year) {
		from = year
	}
	// Doubling steps back from the end: not every time of a year is counted.
	for back := time.Hour; ; back *= 2 {
		start := to.Add(-back)
		if start.Before(from) {
			start = from
		}
		var last time.Time
		for t := p.next(start); !t.IsZero() && !t.After(to); t = p.next(t) {
			last = t
		}
		if !last.IsZero() || !start.After(from) {
			return last
		}
	}
}

func (cfg *Config) checkSchedules() error {
	seen := map[string]bool{}
	for i, s := range cfg.Schedules {
		field := fmt.Sprintf("Config.Schedules[%d]", i)
		if _, err := s.parse(field); err != nil {
			return err
		}
		if seen[s.Name] {
			return invalid(field+".Name", "%q is there twice", s.Name)
		}
		seen[s.Name] = true
		if _, ok := cfg.Accounts[s.Account]; !ok {
			return invalid(field+".Account", "%q is not among Config.Accounts", s.Account)
		}
		if _, ok := cfg.Kinds[s.Kind]; !ok {
			return invalid(field+".Kind", "%q is not among Config.Kinds", s.Kind)
		}
		if err := checkInput(field+".Input", s.Input); err != nil {
			return err
		}
	}
	return nil
}

// due is a schedule and its next time.
type due struct {
	*plan
	next  time.Time
	known bool // whether next is
}

// scheduleLoop submits a run at each time of each schedule. All processes do, and the
// run's ID, which has the time, makes one run of it.
func (e *Engine) scheduleLoop(ctx context.Context) {
	var all []*due
	for i, s := range e.cfg.Schedules {
		if p, err := s.parse(fmt.Sprintf("Config.Schedules[%d]", i)); err == nil { // it was checked
			all = append(all, &due{plan: p})
		}
	}
	for len(all) > 0 {
		wait := time.Minute // clocks are set, so no longer
		for _, d := range all {
			in, err := e.look(ctx, d)
			if err != nil {
				if ctx.Err() == nil && !errors.Is(err, ErrClosed) {
					e.cfg.Logger.WarnContext(ctx, "a schedule waits for its store", "schedule", d.Name, "error", err)
				}
				in = 5 * time.Second
			}
			wait = min(wait, in)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait + time.Millisecond):
		}
	}
}

// look starts a schedule's run when it is due, and says when to look again.
func (e *Engine) look(ctx context.Context, d *due) (time.Duration, error) {
	now := time.Now()
	if !d.known {
		last, err := e.lastTick(ctx, d.Name, now)
		if err != nil {
			return 0, err
		}
		d.next, d.known = d.plan.next(now), true
		if missed := d.newest(last, now); d.CatchUp && !missed.IsZero() {
			d.next = missed
		}
	}
	if !d.next.IsZero() && !now.Before(d.next) {
		if err := e.tick(ctx, d.plan, d.next); err != nil {
			return 0, err
		}
		d.next = d.plan.next(time.Now())
	}
	if d.next.IsZero() {
		return time.Minute, nil
	}
	return max(0, time.Until(d.next)), nil
}

// lastTick is the newest time of a schedule that was started, now for a new schedule.
func (e *Engine) lastTick(ctx context.Context, schedule string, now time.Time) (time.Time, error) {
	_, err := e.db.sql.ExecContext(ctx, e.db.query(`INSERT INTO {}fleet_ticks (schedule, tick_ms) VALUES ($1, $2) ON CONFLICT (schedule) DO NOTHING`), schedule, now.UnixMilli())
	if err != nil {
		return time.Time{}, e.db.fail("read a schedule's last time", err)
	}
	var ms int64
	err = e.db.sql.QueryRowContext(ctx, e.db.query(`SELECT tick_ms FROM {}fleet_ticks WHERE schedule = $1`), schedule).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return now, nil
	}
	return fromMillis(ms), e.db.fail("read a schedule's last time", err)
}

// tick starts the run of a time.
func (e *Engine) tick(ctx context.Context, p *plan, at time.Time) error {
	id := RunID(p.Name, at)
	job := Job{ID: p.Name, Account: p.Account, Kind: p.Kind, Input: p.Input, Tick: at.UTC()}
	err := e.Submit(ctx, Run{ID: id, Labels: map[string]string{"schedule": p.Name}}, []Job{job})
	if err != nil && !errors.Is(err, ErrRunDiffers) { // another process with another file was quicker: its run counts
		return err
	}
	_, err = e.db.sql.ExecContext(ctx, e.db.query(`UPDATE {}fleet_ticks SET tick_ms = $1 WHERE schedule = $2 AND tick_ms < $1`), at.UnixMilli(), p.Name)
	return e.db.fail("write a schedule's last time", err)
}
