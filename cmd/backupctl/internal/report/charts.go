package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

const (
	day   = 24 * time.Hour
	week7 = 7
)

// bars is a chart of bars: where each stands is worked out here, the template
// only draws.
type bars struct {
	Width, Height int
	Bars          []bar
}

type bar struct {
	X, Y, W, H   float64
	Class        string
	Label, Value string
	// LabelX, LabelY and ValueX, ValueY are where the texts stand.
	LabelX, LabelY, ValueX, ValueY float64
	Title                          string
}

// stateBar is one bar of all machines, a part for each state.
func stateBar(states []stateCount, machines int) bars {
	const width, height, least = 1000, 28, 3
	out := bars{Width: width, Height: height}
	x := 0.0
	for _, s := range states {
		if s.Count == 0 {
			continue
		}
		w := max(least, float64(s.Count)/float64(machines)*width)
		out.Bars = append(out.Bars, bar{X: x, W: w, H: height, Class: s.State, Title: fmt.Sprintf("%s: %d", s.Label, s.Count)})
		x += w
	}
	if x > width { // what was made wider for being seen
		for i := range out.Bars {
			out.Bars[i].X *= width / x
			out.Bars[i].W *= width / x
		}
	}
	return out
}

// ages is how many machines have a newest backup of which age.
func ages(s *status.Snapshot) bars {
	steps := []struct {
		label string
		below time.Duration
	}{
		{"6 h", 6 * time.Hour}, {"12 h", 12 * time.Hour}, {"1 d", day}, {"2 d", 2 * day}, {"3 d", 3 * day}, {"1 w", 7 * day}, {"2 w", 14 * day},
		{"1 mo", 30 * day}, {"3 mo", 90 * day}, {"more", 1<<63 - 1}, {"never", -1},
	}
	counts := make([]int, len(steps))
	worst := make([]protection.State, len(steps))
	for _, item := range s.Items {
		at := len(steps) - 1
		if item.Age >= 0 {
			at = slices.IndexFunc(steps, func(st struct {
				label string
				below time.Duration
			}) bool {
				return item.Age < st.below
			})
			at = max(at, 0)
		} else if item.Lacks(protection.PartBackups) {
			continue // nobody knows
		}
		counts[at]++
		if worst[at] == "" || item.State.Rank() < worst[at].Rank() {
			worst[at] = item.State
		}
	}
	const width, height, base, top = 600, 200, 170, 24
	out := bars{Width: width, Height: height}
	most := max(1, slices.Max(counts))
	step := float64(width) / float64(len(steps))
	for i, n := range counts {
		h := float64(n) / float64(most) * (base - top)
		x := float64(i) * step
		const inset = 0.12
		b := bar{
			X: x + step*inset, W: step * (1 - 2*inset), Y: base - h, H: h, Class: string(worst[i]), Label: steps[i].label,
			LabelX: x + step/2, LabelY: height - 10, ValueX: x + step/2, ValueY: base - h - 6, Title: fmt.Sprintf("%s: %d", steps[i].label, n),
		}
		if n > 0 {
			b.Value = strconv.Itoa(n)
		}
		out.Bars = append(out.Bars, b)
	}
	return out
}

// sizes are the machines whose backups take up most.
func sizes(s *status.Snapshot) bars {
	items := slices.DeleteFunc(slices.Clone(s.Items), func(i status.Item) bool { return i.Bytes == nil || *i.Bytes <= 0 })
	slices.SortStableFunc(items, func(a, b status.Item) int { return cmp.Compare(*b.Bytes, *a.Bytes) })
	const most, width, row, left, right, letters = 12, 600, 20, 190, 90, 26
	items = items[:min(most, len(items))]
	out := bars{Width: width, Height: row * max(1, len(items))}
	for n, item := range items {
		w := float64(*item.Bytes) / float64(*items[0].Bytes) * (width - left - right)
		name := terminal.Line(item.Name)
		short := []rune(name)
		if len(short) > letters {
			short = append(short[:letters-1], '…')
		}
		y := float64(n * row)
		out.Bars = append(out.Bars, bar{
			X: left, Y: y + 3, W: max(1, w), H: row - 6, Class: string(item.State), Label: string(short), LabelX: left - 6, LabelY: y + row - 6,
			Value: protection.Size(*item.Bytes), ValueX: left + w + 6, ValueY: y + row - 6, Title: name,
		})
	}
	return out
}

// week is a line of the calendar.
type week struct {
	Label string
	Days  []cell
}

type cell struct {
	Day          string
	Good, Failed int
	Level        int // 0 to 4
	Future       bool
}

// calendar is on which days of the last five weeks the newest backups were made,
// and last attempts failed, in the zone of this machine. Weeks begin on Monday.
func calendar(s *status.Snapshot) []week {
	const shown, levels = 5, 4
	year, month, date := s.At.Date()
	today := time.Date(year, month, date, 0, 0, 0, 0, s.At.Location())
	start := today.AddDate(0, 0, -(int(today.Weekday())+week7-1)%week7-(shown-1)*week7)
	good, failed := make(map[string]int), make(map[string]int)
	for _, item := range s.Items {
		if item.Newest != nil {
			good[item.Newest.At.In(s.At.Location()).Format(time.DateOnly)]++
		}
		if a := item.Attempt; a != nil && (a.Result == protection.ResultFailed || a.Result == protection.ResultMissed) {
			failed[a.At.In(s.At.Location()).Format(time.DateOnly)]++
		}
	}
	var weeks []week
	busiest := 0
	for w := range shown {
		line := week{Label: start.AddDate(0, 0, w*week7).Format("Jan 2")}
		for d := range week7 {
			at := start.AddDate(0, 0, w*week7+d)
			key := at.Format(time.DateOnly)
			c := cell{Day: key, Good: good[key], Failed: failed[key], Future: at.After(today)}
			busiest = max(busiest, c.Good)
			line.Days = append(line.Days, c)
		}
		weeks = append(weeks, line)
	}
	for w := range weeks {
		for d := range weeks[w].Days {
			c := &weeks[w].Days[d]
			if c.Good > 0 {
				c.Level = 1 + (levels-1)*c.Good/busiest
			}
		}
	}
	return weeks
}
