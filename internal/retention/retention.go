// Package retention decides which of several backups stay, by rules that count
// backups and the days, weeks, months and years that have one. It knows no service:
// the facades tell it when each backup was made, and delete the others.
package retention

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Rules say what to keep. A backup stays when one rule keeps it.
type Rules struct {
	// Last keeps the n newest.
	Last int
	// Daily keeps the newest of each of the last n days that have one; Weekly, Monthly
	// and Yearly do so for weeks from Monday, months and years.
	Daily, Weekly, Monthly, Yearly int
	// Within keeps all that are no more than this older than the newest. It counts from
	// the newest and not from the present, so that nothing goes only because nothing
	// new was made.
	Within time.Duration
	// Zone is where days begin; nil takes each time in the zone it has.
	Zone *time.Location
}

// Invalid is a rule that says nothing sensible: its field, as the inputs of the
// facades have it, and why.
type Invalid struct{ Field, Reason string }

// Check finds rules that cannot be meant, nil for none. To keep nothing is one.
func (r Rules) Check() *Invalid {
	for _, rule := range []struct {
		field string
		keep  int
	}{{"KeepLast", r.Last}, {"KeepDaily", r.Daily}, {"KeepWeekly", r.Weekly}, {"KeepMonthly", r.Monthly}, {"KeepYearly", r.Yearly}} {
		if rule.keep < 0 {
			return &Invalid{rule.field, "must not be negative"}
		}
	}
	switch {
	case r.Within < 0:
		return &Invalid{"KeepWithin", "must not be negative"}
	case max(r.Last, r.Daily, r.Weekly, r.Monthly, r.Yearly) == 0 && r.Within == 0:
		return &Invalid{"KeepLast", "and all other rules are 0: this would delete everything"}
	}
	return nil
}

// Keep says which rules keep each of the backups made at these times: "last, weekly",
// or "" for one that no rule keeps. Of those of the same time the one that stands first
// counts as the newer one. With any rule the newest is kept.
func (r Rules) Keep(times []time.Time) []string {
	out := make([]string, len(times))
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return times[b].Compare(times[a]) })
	periods := []*period{
		{name: "last", left: r.Last},
		{name: "daily", left: r.Daily, of: func(t time.Time) string { return t.Format(time.DateOnly) }},
		{name: "weekly", left: r.Weekly, of: func(t time.Time) string {
			year, week := t.ISOWeek()
			return fmt.Sprintf("%d-W%02d", year, week)
		}},
		{name: "monthly", left: r.Monthly, of: func(t time.Time) string { return t.Format("2006-01") }},
		{name: "yearly", left: r.Yearly, of: func(t time.Time) string { return t.Format("2006") }},
	}
	for _, i := range order {
		t := times[i]
		if r.Zone != nil {
			t = t.In(r.Zone)
		}
		var kept []string
		for _, p := range periods {
			if p.keeps(t) {
				kept = append(kept, p.name)
			}
		}
		if newest := times[order[0]]; r.Within > 0 && newest.Sub(t) <= r.Within {
			kept = append(kept, "within")
		}
		out[i] = strings.Join(kept, ", ")
	}
	return out
}

// period keeps the newest of each of some periods; without of, each is one of its own.
type period struct {
	name string
	left int
	of   func(time.Time) string
	seen map[string]bool
}

// keeps must be asked in order, the newest first.
func (p *period) keeps(t time.Time) bool {
	if p.left == 0 {
		return false
	}
	if p.of != nil {
		name := p.of(t)
		if p.seen[name] {
			return false
		}
		if p.seen == nil {
			p.seen = make(map[string]bool)
		}
		p.seen[name] = true
	}
	p.left--
	return true
}
