package fleet

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/zomro"
)

// scheduleInput is what a schedule of an instance becomes.
type scheduleInput struct {
	Instance int64          `json:"instance"`
	Name     string         `json:"name"`
	Days     []time.Weekday `json:"days"`
	At       Clock          `json:"at"`
	Keep     int64          `json:"keep,omitempty"`
	// Schedule is the id of the one that changes, 0 for a new one.
	Schedule int64 `json:"schedule,omitempty"`
}

// zomro looks at an account of Zomro.
func (l *look) zomro(ctx context.Context, client *zomro.Client) {
	var all []*machine
	instances := make(map[string]zomro.Instance)
	for i, err := range client.Instances.All(ctx, zomro.ListInstancesInput{}) {
		if err != nil {
			l.allUnknown(KindSchedule, fmt.Errorf("the instances: %w", err))
			return
		}
		id := strconv.FormatInt(i.ID, 10)
		instances[id] = i
		all = append(all, &machine{id: id, name: i.ServerName, kind: "instance"})
	}
	prices := &zomroPrices{client: client}
	for i := range l.planner.File.Groups {
		g := &l.planner.File.Groups[i]
		if g.Account != l.account || g.Schedule == nil {
			continue
		}
		machines := l.pick(g, KindSchedule, all)
		each(ctx, l, machines, func(ctx context.Context, m *machine) {
			a, err := scheduleOf(ctx, client, prices, g, instances[m.id])
			if err != nil {
				l.unknown(KindSchedule, g.Name, m.label(), stageMachines, err)
				return
			}
			l.add(a)
		})
	}
}

// pick finds the machines of a group, and notes those that are not there.
func (l *look) pick(g *Group, kind string, all []*machine) []*machine {
	c := g.choose(all)
	for _, name := range c.missing {
		l.unknown(kind, g.Name, name, stageMachines, fmt.Errorf("there is no machine of that name or id"))
	}
	for name, why := range c.problems {
		l.add(Action{Kind: kind, Group: g.Name, Name: name, Verb: VerbUnknown, Why: why, stage: stageMachines})
	}
	if c.why != "" {
		l.add(Action{Kind: KindGroup, Group: g.Name, Name: g.Name, Verb: VerbUnknown, Why: c.why, stage: stageMachines})
	}
	if len(c.machines)+len(c.missing)+len(c.problems) == 0 && c.why == "" {
		l.add(Action{Kind: KindGroup, Group: g.Name, Name: g.Name, Verb: VerbUnknown, Why: "the selector fits no machine", stage: stageMachines})
	}
	return c.machines
}

// allUnknown notes each group of an account that could not be asked.
func (l *look) allUnknown(kind string, err error) {
	for _, g := range l.planner.File.Groups {
		if g.Account != l.account {
			continue
		}
		names := g.named()
		if len(names) == 0 {
			l.unknown(KindGroup, g.Name, g.Name, stageMachines, err)
		}
		for _, name := range names {
			l.unknown(kind, g.Name, name, stageMachines, err)
		}
	}
}

// scheduleOf compares the schedule of one instance.
func scheduleOf(ctx context.Context, client *zomro.Client, prices *zomroPrices, g *Group, i zomro.Instance) (Action, error) {
	want := g.Schedule
	days := weekdays(want.On)
	slices.Sort(days)
	a := Action{Kind: KindSchedule, Group: g.Name, Name: i.ServerName, stage: stageMachines}
	if a.Name == "" {
		a.Name = strconv.FormatInt(i.ID, 10)
	}
	in := scheduleInput{Instance: i.ID, Name: want.Name, Days: days, At: want.At, Keep: want.Keep}
	var same []zomro.Schedule
	var rotation int64
	cursor := ""
	for {
		page, err := client.Schedules.List(ctx, i.ID, zomro.ListSchedulesInput{Cursor: cursor})
		if err != nil {
			return a, fmt.Errorf("its schedules: %w", err)
		}
		rotation = page.Rotation
		for _, s := range page.Items {
			if s.Name == want.Name && !slices.ContainsFunc(same, func(have zomro.Schedule) bool { return have.ID == s.ID }) {
				same = append(same, s)
			}
		}
		if page.Next == "" || len(page.Items) == 0 {
			break
		}
		cursor = page.Next
	}
	a.Was = fingerprint(same, rotation)
	if len(same) > 1 {
		a.Verb, a.Why = VerbUnknown, fmt.Sprintf("it has %d schedules of the name %q", len(same), want.Name)
		return a, nil
	}
	a.Verb = VerbLeave
	if len(same) == 0 {
		a.Verb = VerbCreate
		a.Differences = append(a.Differences, Difference{"schedule", "none", scheduleText(days, want.At)})
	} else {
		in.Schedule = same[0].ID
		is := slices.Clone(same[0].Days)
		slices.Sort(is)
		compare(&a.Differences, "schedule", scheduleText(is, Clock(same[0].Time.String())), scheduleText(days, want.At))
	}
	if want.Keep > 0 && rotation != want.Keep {
		compare(&a.Differences, "keep", number(rotation), number(want.Keep))
		if rotation > want.Keep {
			lost, err := overwritten(ctx, client, i.ID, want.Keep)
			if err != nil {
				return a, fmt.Errorf("its backups: %w", err)
			}
			if lost > 0 {
				a.Destroys = fmt.Sprintf("%d scheduled backups of %s beyond the newest %d", lost, a.Name, want.Keep)
			}
		}
	}
	if a.Verb == VerbLeave && len(a.Differences) > 0 {
		a.Verb = VerbChange
	}
	if a.Verb != VerbLeave {
		a.Cost = prices.of(ctx, i, want.Keep, rotation)
	}
	a.Input = input(in)
	return a, nil
}

// overwritten is how many scheduled backups a lower rotation would cost.
func overwritten(ctx context.Context, client *zomro.Client, instance, keep int64) (int64, error) {
	var made int64
	for b, err := range client.Backups.All(ctx, instance, zomro.ListBackupsInput{}) {
		if err != nil {
			return 0, err
		}
		if b.Type == zomro.BackupAuto {
			made++
		}
	}
	return max(0, made-keep), nil
}

func number(n int64) string {
	if n == 0 {
		return "not told"
	}
	return strconv.FormatInt(n, 10)
}

// scheduleText writes days and a time for people.
func scheduleText(days []time.Weekday, at Clock) string {
	if len(days) == 7 { //nolint:mnd // days of a week
		return "every day at " + string(at)
	}
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = d.String()[:3]
	}
	return strings.Join(names, " ") + " at " + string(at)
}

// zomroPrices knows what backups cost: the same for all instances of an account.
type zomroPrices struct {
	client *zomro.Client

	once    sync.Once
	stored  zomro.Money
	tariffs []zomro.Tariff
}

// of is what the backups that a schedule keeps cost at most: the service bills each
// by its size, and tells the price of a GB and the size of disks.
func (p *zomroPrices) of(ctx context.Context, i zomro.Instance, keep, rotation int64) *Cost {
	p.once.Do(func() {
		if page, err := p.client.Backups.List(ctx, i.ID, zomro.ListBackupsInput{}); err == nil {
			p.stored = page.StatCost
		}
		if list, err := p.client.Instances.Tariffs(ctx, zomro.ListTariffsInput{}); err == nil {
			p.tariffs = list.Tariffs
		}
	})
	rate, ok := new(big.Rat).SetString(p.stored.Amount)
	if !ok || p.stored.Amount == "" {
		return unknownCost("")
	}
	currency := p.stored.Currency
	if currency == "" {
		currency = "EUR" // the service says so of this price, and sends no word for it
	}
	perGB := p.stored.Amount + " " + currency + " for each GB and day"
	if keep == 0 {
		keep = rotation
	}
	at := slices.IndexFunc(p.tariffs, func(t zomro.Tariff) bool {
		return strconv.FormatInt(t.ID, 10) == i.PriceList || t.Name != "" && (t.Name == i.PriceList || t.Name == i.Name)
	})
	if at < 0 || keep == 0 {
		return &Cost{Known: true, Text: perGB}
	}
	size, ok := p.tariffs[at].DiskGB()
	if !ok {
		return &Cost{Known: true, Text: perGB}
	}
	amount := rate.Mul(rate, new(big.Rat).SetInt64(size*keep)).FloatString(2) //nolint:mnd // cents
	return &Cost{Known: true, Amount: amount, Currency: currency, Text: fmt.Sprintf("at most %s %s a day for %d backups of %d GB", amount, currency, keep, size)}
}
