// Package status shows what package protection collects: as a table, as data,
// and as the line of a monitoring plug-in.
package status

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

// Item is a row with what the policy says of it.
type Item struct {
	protection.Row
	protection.Verdict
}

// Gap is a part of an account that could not be asked.
type Gap struct {
	protection.Account

	Reason string `json:"reason"`
}

// Snapshot is what one collection brought.
type Snapshot struct {
	// At is when it was done, Took how long it took.
	At   time.Time
	Took time.Duration
	// Accounts are all that were asked, Gaps what could not be.
	Accounts []protection.Account
	Gaps     []Gap
	// Items are sorted by trouble.
	Items []Item
}

// Take collects from all sources. A context that ends leaves what had come.
func Take(ctx context.Context, c protection.Collector, policy protection.Policy, sources []protection.Source) *Snapshot {
	start := time.Now()
	s := new(Snapshot)
	for _, source := range sources {
		s.Accounts = append(s.Accounts, source.Account())
	}
	var rows []protection.Row
	for row, err := range c.Collect(ctx, sources...) {
		if gap, ok := errors.AsType[*protection.GapError](err); ok {
			s.Gaps = append(s.Gaps, Gap{gap.Account, terminal.Line(gap.Err.Error())})
			continue
		}
		rows = append(rows, row)
	}
	s.At, s.Took = time.Now(), time.Since(start)
	protection.MarkTwins(rows)
	s.Items = make([]Item, len(rows))
	for i, row := range rows {
		s.Items[i] = Item{row, policy.Judge(row, s.At)}
	}
	slices.SortFunc(s.Items, byTrouble)
	slices.SortFunc(s.Gaps, func(a, b Gap) int {
		return cmp.Or(compareAccounts(a.Account, b.Account), cmp.Compare(a.Reason, b.Reason))
	})
	return s
}

// byTrouble puts the worst first: by state, then the oldest backup, then by name.
func byTrouble(a, b Item) int {
	return cmp.Or(
		cmp.Compare(a.State.Rank(), b.State.Rank()), -cmp.Compare(a.sortAge(), b.sortAge()),
		strings.Compare(a.Name, b.Name), compareAccounts(a.Account, b.Account), strings.Compare(a.ID, b.ID),
	)
}

// sortAge is the age, the longest there is for what has no backup.
func (i Item) sortAge() time.Duration {
	if i.Age < 0 {
		return 1<<63 - 1
	}
	return i.Age
}

func compareAccounts(a, b protection.Account) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Provider, b.Provider))
}

// Partial reports whether something could not be asked: an account, or a part of
// a machine.
func (s *Snapshot) Partial() bool {
	return len(s.Gaps) > 0 || slices.ContainsFunc(s.Items, func(i Item) bool { return len(i.Missing) > 0 })
}

// Only leaves the items of some states; none leaves all.
func (s *Snapshot) Only(states []protection.State) *Snapshot {
	out := *s
	if len(states) > 0 {
		out.Items = nil
		for _, item := range s.Items {
			if slices.Contains(states, item.State) {
				out.Items = append(out.Items, item)
			}
		}
	}
	return &out
}

// Totals are counts over a snapshot.
type Totals struct {
	Machines int                      `json:"machines"`
	States   map[protection.State]int `json:"states"`
	Bytes    int64                    `json:"bytes"`
	Accounts int                      `json:"accounts"`
	Partial  bool                     `json:"partial"`
}

// Totals counts.
func (s *Snapshot) Totals() Totals {
	t := Totals{Machines: len(s.Items), States: make(map[protection.State]int), Accounts: len(s.Accounts), Partial: s.Partial()}
	for _, item := range s.Items {
		t.States[item.State]++
		if item.Bytes != nil {
			t.Bytes += *item.Bytes
		}
	}
	return t
}

// ParseStates reads words such as "unprotected,old".
func ParseStates(words []string) ([]protection.State, error) {
	var out []protection.State
	for _, word := range words {
		state := protection.State(strings.ToLower(strings.TrimSpace(word)))
		if !slices.Contains(protection.States(), state) {
			return nil, &WordError{Word: word, Known: stateWords()}
		}
		out = append(out, state)
	}
	return out, nil
}

func stateWords() []string {
	var out []string
	for _, s := range protection.States() {
		out = append(out, string(s))
	}
	return out
}

// WordError is a word that means nothing here.
type WordError struct {
	Word  string
	Known []string
}

// Error implements error.
func (e *WordError) Error() string {
	return terminal.Line(e.Word) + " is not one of " + strings.Join(e.Known, ", ")
}
