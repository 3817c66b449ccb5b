package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/zomro"
)

// tickInput names the schedule whose time has come.
type tickInput struct {
	Schedule string `json:"schedule"`
}

// Schedules are those of the file, for the configuration of an engine. Each job of
// theirs submits those of the machines.
func (w *Worker) Schedules() []engine.Schedule {
	out := make([]engine.Schedule, 0, len(w.file.Schedules))
	for _, s := range w.file.Schedules {
		out = append(out, engine.Schedule{
			Name: ScheduleName(w.file.Name, s.Name), Cron: s.cron(), Zone: s.TimeZone, CatchUp: true,
			Account: w.ticks(), Kind: jobTick, Input: input(tickInput{s.Name}),
		})
	}
	return out
}

// ScheduleName is what the engine calls a schedule of a fleet.
func ScheduleName(fleet, schedule string) string { return fleet + "." + schedule }

// cron is the time of a schedule as an expression of five fields.
func (s Schedule) cron() string {
	hour, minute := s.At.HourMinute()
	days := "*"
	if len(s.On) > 0 {
		numbers := make([]string, len(s.On))
		for i, d := range s.On {
			numbers[i] = strconv.Itoa(int(d.Weekday()))
		}
		slices.Sort(numbers)
		days = strings.Join(numbers, ",")
	}
	return fmt.Sprintf("%d %d * * %s", minute, hour, days)
}

// tick does what a schedule is for.
func (w *Worker) tick(ctx context.Context, steps engine.Steps, job engine.Job) (json.RawMessage, error) {
	in, err := read[tickInput](job)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.file.Schedules, func(s Schedule) bool { return s.Name == in.Schedule })
	if i < 0 {
		return nil, fmt.Errorf("the file has no schedule %q any more", in.Schedule)
	}
	s := w.file.Schedules[i]
	do := map[string]func(context.Context, Schedule, engine.Job) (tickOutcome, error){
		DoBackup: w.machinesOf, DoPrune: w.machinesOf, DoDrift: w.drift, DoApply: w.applyTick, DoDrill: w.drillTick,
	}[s.Do]
	if do == nil {
		return nil, fmt.Errorf("nothing does %q", s.Do)
	}
	out, err := engine.Step(ctx, steps, s.Do, func(ctx context.Context) (tickOutcome, error) { return do(ctx, s, job) })
	if err != nil {
		return nil, err
	}
	if w.cfg.Told != nil {
		w.cfg.Told(ctx, Event{Fleet: w.file.Name, Schedule: s.Name, Run: job.Run, Summary: out.Summary})
	}
	return json.Marshal(out)
}

// tickOutcome is what a schedule came to.
type tickOutcome struct {
	Outcome

	// Run is the run of the machines' jobs.
	Run     string   `json:"run,omitempty"`
	Summary *Summary `json:"summary,omitempty"`
	// Gaps are groups and accounts that could not be asked.
	Gaps []string `json:"gaps,omitempty"`
}

// tooMany keeps texts of many gaps within the bounds of a step.
const tooMany = 100

// machinesOf submits a job for each machine of a schedule's groups.
func (w *Worker) machinesOf(ctx context.Context, s Schedule, job engine.Job) (tickOutcome, error) {
	e, err := w.running(ctx)
	if err != nil {
		return tickOutcome{}, err
	}
	var jobs []engine.Job
	out := tickOutcome{Outcome: Outcome{Result: "submitted"}, Run: job.Run + ".jobs"}
	for _, account := range w.file.Contexts() {
		found, gaps := w.scheduled(ctx, s, account, job.Tick)
		jobs = append(jobs, found...)
		out.Gaps = append(out.Gaps, gaps...)
	}
	if err := ctx.Err(); err != nil {
		return tickOutcome{}, err
	}
	spread(jobs, s, job.Tick)
	out.Gaps, out.Count = out.Gaps[:min(len(out.Gaps), tooMany)], len(jobs)
	if len(jobs) == 0 {
		out.Result, out.Run = "nothing", ""
		if len(out.Gaps) > 0 {
			return out, errors.New("no machine could be found: " + strings.Join(out.Gaps[:min(len(out.Gaps), 3)], "; ")) //nolint:mnd // enough to see
		}
		return out, nil
	}
	err = e.Submit(ctx, engine.Run{ID: out.Run, Labels: map[string]string{"fleet": w.file.Name, "schedule": s.Name, "does": s.Do}}, jobs)
	if errors.Is(err, engine.ErrRunDiffers) {
		err = nil // an earlier try has submitted what it saw
	}
	return out, err
}

// scheduled are the jobs of one account.
func (w *Worker) scheduled(ctx context.Context, s Schedule, account string, tick time.Time) (jobs []engine.Job, gaps []string) {
	var groups []*Group
	for i := range w.file.Groups {
		if g := &w.file.Groups[i]; g.Account == account && (len(s.Groups) == 0 || slices.Contains(s.Groups, g.Name)) {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	gap := func(g *Group, text string) { gaps = append(gaps, "group "+g.Name+": "+text) }
	opened, err := w.open(ctx, account)
	if err != nil {
		for _, g := range groups {
			gap(g, err.Error())
		}
		return nil, gaps
	}
	all := w.machinesAt(ctx, opened, groups)
	seen := make(map[string]bool)
	for _, g := range groups {
		list := all[kindOf(g.Kind)]
		if list.err != nil {
			gap(g, list.err.Error())
			continue
		}
		c := g.choose(list.machines)
		for _, name := range c.missing {
			gap(g, "there is no machine "+name)
		}
		if c.why != "" {
			gap(g, c.why)
		}
		var machines []*machine
		for _, m := range c.machines {
			if !seen[m.id] {
				seen[m.id] = true
				machines = append(machines, m)
			}
		}
		found, problems := w.jobsOf(s, g, machines, tick)
		jobs = append(jobs, found...)
		for _, text := range problems {
			gap(g, text)
		}
	}
	return jobs, gaps
}

// machinesAt reads the machines of an account, by kind.
func (w *Worker) machinesAt(ctx context.Context, opened any, groups []*Group) map[string]kindRead {
	out := make(map[string]kindRead)
	switch c := opened.(type) {
	case *zomro.Client:
		var list kindRead
		for i, err := range c.Instances.All(ctx, zomro.ListInstancesInput{}) {
			if err != nil {
				list = kindRead{err: err}
				break
			}
			list.machines = append(list.machines, &machine{id: strconv.FormatInt(i.ID, 10), name: i.ServerName, kind: "instance"})
		}
		out[kindOf("")] = list
	case *cbr.Client:
		r := &region{look: &look{planner: &Planner{File: w.file}}, client: c, vaults: make(map[string][]cbr.Vault), byID: make(map[string]cbr.Vault)}
		err := r.readVaults(ctx)
		members := make(map[string][]*machine)
		for _, v := range r.sortedVaults() {
			for _, res := range v.Resources {
				m := &machine{id: res.ID, name: res.Name, kind: kindWord(res.Type), vault: v.ID}
				members[m.kind] = append(members[m.kind], m)
			}
		}
		for _, g := range groups {
			kind := kindOf(g.Kind)
			if _, ok := out[kind]; ok {
				continue
			}
			if err != nil {
				out[kind] = kindRead{err: err}
				continue
			}
			out[kind] = r.readKind(ctx, kind, members[kind], groups)
		}
	default:
		for _, g := range groups {
			out[kindOf(g.Kind)] = kindRead{err: errors.New("nothing starts a backup there: its machines back themselves up")}
		}
	}
	return out
}

// mostInVault is how many machines a vault holds, and a checkpoint takes.
const mostInVault = 256

// jobsOf are the jobs of machines: one for each, or for each vault.
func (w *Worker) jobsOf(s Schedule, g *Group, machines []*machine, tick time.Time) (jobs []engine.Job, problems []string) {
	key := fmt.Sprintf("%s-%s-%s", w.file.Name, s.Name, tick.UTC().Format("20060102-1504"))
	byVault := make(map[string][]cbr.Resource)
	for _, m := range machines {
		switch {
		case m.kind != "instance" && m.vault == "":
			problems = append(problems, m.label()+" is in no vault")
		case m.kind != "instance" && s.Do == DoPrune:
			in := pruneInput{Machine: m.id, Vault: m.vault, Name: m.name, Keep: *s.Keep}
			jobs = append(jobs, engine.Job{ID: jobID(m.label(), m.id), Account: g.Account, Kind: jobPrune, Input: input(in)})
		case m.kind != "instance":
			byVault[m.vault] = append(byVault[m.vault], cbr.Resource{ID: m.id, Type: resourceType(m.kind)})
		default:
			id, err := strconv.ParseInt(m.id, 10, 64)
			if err != nil {
				problems = append(problems, m.label()+" has no number")
				continue
			}
			j := engine.Job{ID: jobID(m.label(), m.id), Account: g.Account, Kind: jobBackup, Input: input(backupInput{Instance: id, Key: key})}
			if s.Do == DoPrune {
				j.Kind, j.Input = jobPrune, input(pruneInput{Instance: id, Name: m.name, Keep: *s.Keep})
			}
			jobs = append(jobs, j)
		}
	}
	for _, vault := range slices.Sorted(maps.Keys(byVault)) {
		for part := range slices.Chunk(byVault[vault], mostInVault) {
			// The group is part of the key: two groups of one vault are two checkpoints.
			in := backupInput{Vault: vault, Machines: part, Key: key + "-" + g.Name}
			jobs = append(jobs, engine.Job{ID: jobID(fmt.Sprintf("%s: %d machines of vault", g.Name, len(part)), vault), Account: g.Account, Kind: jobBackup, Input: input(in)})
		}
	}
	return jobs, problems
}

// jobID names a job for people, and is unique by the id of what it is about.
func jobID(name, id string) string {
	const most = 120
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffd' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return name + " #" + id
}

// spread gives each job its own moment: evenly over the schedule's spread in the order
// of a hash, so that the machines of one vault do not come together, and up to the
// jitter later. The same machine gets the same moment each day.
func spread(jobs []engine.Job, s Schedule, tick time.Time) {
	over, jitter := s.Spread.Time(), s.Jitter.Time()
	if over <= 0 && jitter <= 0 || tick.IsZero() {
		return
	}
	hash := func(id, salt string) uint64 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(s.Name + "\x00" + salt + "\x00" + id)) // never fails
		return h.Sum64()
	}
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := hash(jobs[a].ID, "order"), hash(jobs[b].ID, "order")
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return strings.Compare(jobs[a].ID, jobs[b].ID)
	})
	for rank, i := range order {
		at := tick.Add(over / time.Duration(len(jobs)) * time.Duration(rank))
		if jitter > 0 {
			at = at.Add(time.Duration(hash(jobs[i].ID, "jitter") % uint64(jitter))) //nolint:gosec // not negative
		}
		jobs[i].NotBefore = at
	}
}

// drift compares, and changes nothing.
func (w *Worker) drift(ctx context.Context, _ Schedule, _ engine.Job) (tickOutcome, error) {
	plan, err := w.plan(ctx)
	if err != nil {
		return tickOutcome{}, err
	}
	s := plan.Summary()
	return tickOutcome{Outcome: Outcome{Result: "compared", Count: s.Create + s.Change + s.Remove + s.Held}, Summary: &s}, nil
}

// plan compares the file with what is there.
func (w *Worker) plan(ctx context.Context) (*Plan, error) {
	p := &Planner{File: w.file, Name: w.cfg.Name, Hash: w.cfg.Hash, Open: w.open, AllowDestroy: w.cfg.AllowDestroy, Now: w.cfg.Now}
	return p.Plan(ctx)
}
