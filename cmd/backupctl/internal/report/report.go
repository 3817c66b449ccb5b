// Package report makes a page of a snapshot: one file without anything outside
// it, to be mailed, archived or printed.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/protection"
)

//go:embed page.html
var page string

//go:embed page.css
var style string

//go:embed page.js
var script string

// drawn is how many rows of the table are shown at once, without a script too.
const drawn = 200

// view is what the page shows. All texts of services are plain strings, which
// html/template escapes by where they stand.
type view struct {
	Title, At, Took, Policy string
	Style                   template.CSS
	Script                  template.JS
	Machines                int
	Accounts                []account
	States                  []stateCount
	Bytes                   string
	Partial                 bool
	Gaps                    []status.Gap
	StateBar                bars
	Ages, Sizes             bars
	Weeks                   []week
	Weekdays                []string
	Unprotected             []line
	MoreUnprotected         int
	Rule                    []ruleCount
	Heads                   []head
	First                   []line
	Rows                    [][]any
	Drawn                   int
}

type account struct {
	Name, Provider string
	Machines, Good int
	Bytes          string
	Gaps           int
}

type stateCount struct {
	State, Label string
	Count        int
	Percent      string
}

type ruleCount struct {
	What    string
	Count   int
	Percent string
}

// head is a column of the table.
type head struct {
	Name string
	// Number says that the column is sorted by number.
	Number bool
}

// line is a row of the table as text.
type line struct {
	State string
	Cells []string
}

func heads() []head {
	return []head{
		{"State", true}, {"Name", false}, {"Account", false}, {"Kind", false}, {"Location", false}, {"Newest", true}, {"Size", true}, {"Backups", true},
		{"Next run", true}, {"Copies", true}, {"Media", true}, {"Off-site", true}, {"Why", false},
	}
}

// Write makes the page.
func Write(w io.Writer, s *status.Snapshot, policy protection.Policy) error {
	t, err := template.New("page").Parse(page)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newView(s, policy)); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func newView(s *status.Snapshot, policy protection.Policy) *view {
	totals := s.Totals()
	v := &view{
		Title: "Backups", At: s.At.Format("2006-01-02 15:04 MST"), Took: s.Took.Round(100 * time.Millisecond).String(), Policy: policyWords(policy),
		Style: template.CSS(style), Script: template.JS(script), //nolint:gosec // this package's own files
		Machines: totals.Machines, Bytes: protection.Size(totals.Bytes), Partial: totals.Partial, Heads: heads(), Drawn: drawn,
		Accounts: accounts(s), Ages: ages(s), Sizes: sizes(s), Unprotected: []line{}, Rows: make([][]any, 0, len(s.Items)),
	}
	for _, g := range s.Gaps {
		v.Gaps = append(v.Gaps, status.Gap{Account: protection.Account{Provider: g.Provider, Name: terminal.Line(g.Account.Name)}, Reason: terminal.Line(g.Reason)})
	}
	for _, state := range protection.States() {
		n := totals.States[state]
		v.States = append(v.States, stateCount{string(state), state.Label(), n, percent(n, totals.Machines)})
	}
	v.StateBar = stateBar(v.States, totals.Machines)
	v.Weeks = calendar(s)
	for _, day := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		v.Weekdays = append(v.Weekdays, day.String()[:2])
	}
	for i, item := range s.Items {
		l, row := rowOf(item)
		if i < drawn {
			v.First = append(v.First, l)
		}
		v.Rows = append(v.Rows, row)
		if item.State == protection.StateUnprotected {
			if len(v.Unprotected) < drawn {
				v.Unprotected = append(v.Unprotected, l)
			} else {
				v.MoreUnprotected++
			}
		}
	}
	v.Rule = rule321(s)
	return v
}

// rowOf is a machine as text, and as what the script sorts and searches: of each
// cell the text, and for numbers what to sort by.
func rowOf(i status.Item) (line, []any) {
	copies, media, offSite := i.ThreeTwoOne()
	type cell struct {
		text string
		key  any
	}
	optional := func(n *int64, text func(int64) string) cell {
		if n == nil {
			return cell{"", -1}
		}
		return cell{text(*n), *n}
	}
	number := func(n int) cell { return cell{strconv.Itoa(n), n} }
	newest, next := cell{"never", int64(1) << 53}, cell{"", int64(1) << 53}
	if i.Age >= 0 {
		newest = cell{protection.Age(i.Age) + " ago", int64(i.Age / time.Second)}
	} else if i.Lacks(protection.PartBackups) {
		newest.text = "not known"
	}
	if !i.NextRun.IsZero() {
		next = cell{i.NextRun.Format("Jan 2 15:04"), i.NextRun.Unix()}
	}
	why := i.Words
	if i.State == protection.StateGood {
		why = ""
	}
	if len(i.Also) > 0 {
		why = strings.TrimPrefix(why+"; also ", "; ") + strings.Join(i.Also, ", ")
	}
	cells := []cell{
		{i.State.Label(), i.State.Rank()}, {i.Name, nil}, {i.Account.Name, nil}, {i.Kind, nil}, {i.Location, nil}, newest,
		optional(i.Bytes, protection.Size), optional(i.Count, func(n int64) string { return strconv.FormatInt(n, 10) }), next, number(copies), number(media), number(offSite), {why, nil},
	}
	l, row := line{State: string(i.State)}, make([]any, 0, 2*len(cells)) //nolint:mnd // a text and a key
	for _, c := range cells {
		c.text = terminal.Line(c.text)
		l.Cells = append(l.Cells, c.text)
		row = append(row, c.text)
	}
	for _, c := range cells {
		if c.key == nil {
			row = append(row, 0)
		} else {
			row = append(row, c.key)
		}
	}
	return l, append(row, string(i.State))
}

func accounts(s *status.Snapshot) []account {
	var out []account
	for _, a := range s.Accounts {
		row := account{Name: terminal.Line(a.Name), Provider: a.Provider}
		var bytes int64
		for _, item := range s.Items {
			if item.Account != a {
				continue
			}
			row.Machines++
			if item.State == protection.StateGood {
				row.Good++
			}
			if item.Bytes != nil {
				bytes += *item.Bytes
			}
		}
		for _, g := range s.Gaps {
			if g.Account == a {
				row.Gaps++
			}
		}
		row.Bytes = protection.Size(bytes)
		out = append(out, row)
	}
	return out
}

func rule321(s *status.Snapshot) []ruleCount {
	var three, two, one, all int
	for _, item := range s.Items {
		copies, media, offSite := item.ThreeTwoOne()
		three, two, one = three+count(copies >= 3), two+count(media >= 2), one+count(offSite >= 1)    //nolint:mnd // the rule's own numbers
		all += count(copies >= 3 && media >= 2 && offSite >= 1 && item.State == protection.StateGood) //nolint:mnd // the same
	}
	n := len(s.Items)
	return []ruleCount{
		{"3 copies or more, the machine itself included", three, percent(three, n)}, {"2 media or more", two, percent(two, n)},
		{"1 copy off-site or more", one, percent(one, n)}, {"all three, and in good state", all, percent(all, n)},
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	const all = 100
	return fmt.Sprintf("%.0f %%", float64(n)*all/float64(of))
}

func policyWords(p protection.Policy) string {
	words := []string{"twice the expected interval is too old"}
	if p.MaxAge > 0 {
		words[0] = "more than " + protection.Age(p.MaxAge) + " is too old"
	}
	if p.MinBackups > 0 {
		words = append(words, fmt.Sprintf("at least %d backups", p.MinBackups))
	}
	if p.MinRetention > 0 {
		words = append(words, "kept for at least "+protection.Age(p.MinRetention))
	}
	if p.OffSite {
		words = append(words, "a copy off-site")
	}
	if p.Lock {
		words = append(words, "locked")
	}
	return strings.Join(words, ", ")
}
