package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/zomro"
)

// Open makes the client of an account, a *cbr.Client, *zomro.Client or
// *cloutility.Client. It may be called by several goroutines, and often: the same
// account is the same client.
type Open func(ctx context.Context, account string) (any, error)

// Planner compares a file with what is there. It only reads.
type Planner struct {
	File *File
	// Name and Hash are what the file is called and the hash of its content.
	Name, Hash string
	Open       Open
	// AllowDestroy lets the plan hold what destroys something.
	AllowDestroy bool
	// Requests is how many requests to one account are under way at once; 8 when 0.
	Requests int
	// Progress, if set, is told how many things were looked at, one call at a time.
	Progress func(looked int)
	// Now is the clock, time.Now when nil.
	Now func() time.Time
}

const defaultRequests = 8

// Plan looks at all accounts at once and returns what differs. What could not be
// asked stands in the plan as [VerbUnknown]; the error is the context's.
func (p *Planner) Plan(ctx context.Context) (*Plan, error) {
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	plan := &Plan{Form: planForm, Fleet: p.File.Name, File: p.Name, Hash: p.Hash, Made: now().UTC().Truncate(time.Second), Destroys: p.AllowDestroy}
	var mu sync.Mutex
	var work sync.WaitGroup
	looked := 0
	for _, account := range p.File.Contexts() {
		l := &look{planner: p, account: account, tell: func() {
			if p.Progress == nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			looked++
			p.Progress(looked)
		}}
		work.Go(func() {
			l.run(ctx)
			mu.Lock()
			defer mu.Unlock()
			plan.Actions = append(plan.Actions, l.actions...)
		})
	}
	work.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	plan.sort()
	return plan, nil
}

// look is the look at one account.
type look struct {
	planner *Planner
	account string
	service string
	tell    func()

	mu      sync.Mutex
	actions []Action
}

// run looks at the account and notes an action for each thing.
func (l *look) run(ctx context.Context) {
	client, err := l.planner.Open(ctx, l.account)
	if err != nil {
		l.add(Action{Kind: KindAccount, Name: l.account, Verb: VerbUnknown, Why: err.Error(), stage: stageUnits})
		return
	}
	switch client := client.(type) {
	case *cbr.Client:
		l.service = serviceCBR
		l.cbr(ctx, client)
	case *zomro.Client:
		l.service = serviceZomro
		l.zomro(ctx, client)
	case *cloutility.Client:
		l.service = serviceCloutility
		l.cloutility(ctx, client)
	default:
		l.unknown(KindAccount, "", l.account, stageUnits, fmt.Errorf("there is no client for it"))
	}
}

// add notes an action. Its id is made here.
func (l *look) add(a Action) {
	a.Account, a.Service = l.account, l.service
	a.ID = actionID(l.account, a.Kind, a.Group, a.Name)
	if a.Destroys != "" && !l.planner.AllowDestroy && a.Does() {
		a.Why = fmt.Sprintf("would %s, and loses %s: --allow-destroy allows it", a.Verb, a.Destroys)
		a.Verb, a.Held, a.Input = VerbLeave, true, nil
	}
	if !a.Does() {
		a.Cost = nil
	}
	l.mu.Lock()
	l.actions = append(l.actions, a)
	l.mu.Unlock()
	l.tell()
}

// unknown notes what could not be found out.
func (l *look) unknown(kind, group, name string, stage int, err error) {
	l.add(Action{Kind: kind, Group: group, Name: name, Verb: VerbUnknown, Why: err.Error(), stage: stage})
}

// each calls do for each of some things, several at a time.
func each[T any](ctx context.Context, l *look, things []T, do func(ctx context.Context, thing T)) {
	requests := l.planner.Requests
	if requests <= 0 {
		requests = defaultRequests
	}
	next := make(chan T)
	var workers sync.WaitGroup
	for range min(requests, len(things)) {
		workers.Go(func() {
			for thing := range next {
				do(ctx, thing)
			}
		})
	}
	for _, thing := range things {
		select {
		case next <- thing:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
	}
	close(next)
	workers.Wait()
}

// input encodes what a handler needs; nothing in it fails to encode.
func input(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return data
}

func none() *Cost { return &Cost{Known: true, Text: costNone} }

func unknownCost(what string) *Cost {
	text := costUnknown
	if what != "" {
		text += ": " + what
	}
	return &Cost{Text: text}
}

// compare notes a difference, if there is one.
func compare(list *[]Difference, field, is, want string) {
	if is != want {
		*list = append(*list, Difference{field, is, want})
	}
}
