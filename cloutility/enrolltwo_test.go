package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// gate holds a client at one of its requests: before the service gets it, or after
// the service has carried it out.
type gate struct {
	next     http.RoundTripper
	at       int
	executed bool
	dead     bool // of the client, once it is let go

	mu      sync.Mutex
	sent    int
	reached chan struct{}
	open    chan struct{}
}

func newGate(srv *cloutilitytest.Server, at int, executed bool) *gate {
	return &gate{next: srv.RoundTripper(), at: at, executed: executed, reached: make(chan struct{}), open: make(chan struct{})}
}

func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	g.mu.Lock()
	g.sent++
	here := g.sent == g.at
	late := g.dead && g.sent > g.at && g.at > 0
	g.mu.Unlock()
	switch {
	case late:
		return nil, errKilled
	case !here:
		return g.next.RoundTrip(req)
	case !g.executed:
		close(g.reached)
		<-g.open
		if g.dead {
			return nil, errKilled
		}
		return g.next.RoundTrip(req)
	}
	resp, err := g.next.RoundTrip(req.WithContext(context.WithoutCancel(req.Context())))
	close(g.reached)
	<-g.open
	if g.dead {
		if err == nil {
			err = resp.Body.Close()
		}
		return nil, errors.Join(errKilled, err)
	}
	return resp, err
}

func (g *gate) client(t *testing.T, srv *cloutilitytest.Server) *cloutility.Client {
	t.Helper()
	client, err := cloutility.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: g}))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// outcome is what one of several runs came to.
type outcome[T any] struct {
	value T
	err   error
}

// begin starts a run and waits until it is held or through.
func begin[T any](g *gate, run func() (T, error)) chan outcome[T] {
	done := make(chan outcome[T], 1)
	go func() {
		value, err := run()
		done <- outcome[T]{value, err}
	}()
	select {
	case <-g.reached:
	case o := <-done:
		done <- o
	}
	return done
}

// unitsOf lists the consumption units of a name.
func unitsOf(t *testing.T, srv *cloutilitytest.Server, name string) []cloutility.Consumer {
	t.Helper()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	var out []cloutility.Consumer
	for c, err := range client.Consumers.All(t.Context(), home, cloutility.ListConsumersInput{}) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(c.Name, name) {
			out = append(out, c)
		}
	}
	return out
}

// made counts the requests of an operation that succeeded.
func made(srv *cloutilitytest.Server, operation string) int {
	n := 0
	for _, r := range srv.Requests() {
		if r.Operation == operation && r.Status/100 == 2 {
			n++
		}
	}
	return n
}

// lone is the requests of a run that is alone.
func lone(t *testing.T, run func(*cloutility.Client) error) []cloutilitytest.Request {
	t.Helper()
	srv := cloutilitytest.New()
	defer srv.Close()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(client); err != nil {
		t.Fatal(err)
	}
	return srv.Requests()
}

// TestTwoEnrollAtOnce holds one run at each of its requests, lets another one go to
// each of its own, and then both to their ends: in every order there is one
// consumption unit with one node at the end, and who reports success reports that.
func TestTwoEnrollAtOnce(t *testing.T) {
	t.Parallel()
	requests := len(lone(t, func(c *cloutility.Client) error {
		_, err := c.Enroll(t.Context(), machine("web-7"))
		return err
	}))
	for n := 1; n <= requests; n++ {
		for _, executed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d executed %t", n, executed), func(t *testing.T) {
				t.Parallel()
				for m := range requests + 3 { // a second one that meets a first has more requests
					synctest.Test(t, func(t *testing.T) { twoEnroll(t, n, executed, m) })
				}
			})
		}
	}
}

func twoEnroll(t *testing.T, n int, executed bool, m int) {
	srv := cloutilitytest.New()
	defer srv.Close()
	first, second := newGate(srv, n, executed), newGate(srv, m, true)
	run := func(g *gate) func() (*cloutility.Enrolment, error) {
		client := g.client(t, srv)
		return func() (*cloutility.Enrolment, error) { return client.Enroll(t.Context(), machine("web-7")) }
	}
	one := begin(first, run(first))
	two := begin(second, run(second))
	close(first.open)
	a := <-one
	close(second.open)
	b := <-two
	units := unitsOf(t, srv, "web-7")
	if len(units) != 1 || made(srv, "createNode") != 1 || made(srv, "activateNode") != 1 {
		t.Fatalf("second at %d: %d units, %s, %d deletions; %v, %v", m, len(units), writes(srv), len(srv.Deletions()), a.err, b.err)
	}
	if b.err != nil {
		t.Errorf("second at %d: the last one: %v", m, b.err)
	}
	for _, o := range []outcome[*cloutility.Enrolment]{a, b} {
		var duplicate *cloutility.DuplicateError
		switch {
		case o.err == nil:
			if o.value.ConsumerID != units[0].ID || o.value.Password.Reveal() != srv.NodePassword(units[0].ID) {
				t.Errorf("second at %d: %+v, the unit is %d", m, o.value, units[0].ID)
			}
		case !errors.As(o.err, &duplicate) || duplicate.Name != "web-7" || len(duplicate.ConsumerIDs) != 2 || !errors.Is(o.err, backup.ErrConflict):
			t.Errorf("second at %d: %v", m, o.err)
		}
	}
}

// TestOneOfTwoDies: the first of two runs dies at each of its requests while the
// second goes through. One unit is left, or somebody says that the name is in doubt.
func TestOneOfTwoDies(t *testing.T) {
	t.Parallel()
	requests := lone(t, func(c *cloutility.Client) error {
		_, err := c.Enroll(t.Context(), machine("web-7"))
		return err
	})
	create := 1 + slices.IndexFunc(requests, func(r cloutilitytest.Request) bool { return r.Operation == "createConsumer" })
	for n := range requests {
		for _, executed := range []bool{false, true} {
			for _, before := range []bool{false, true} { // the second begins
				second := 0
				if before { // it has looked, and is about to make what the first makes now
					second = create
				}
				t.Run(fmt.Sprintf("%d executed %t before %t", n+1, executed, before), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { oneDies(t, n+1, executed, second) })
				})
			}
		}
	}
}

func oneDies(t *testing.T, n int, executed bool, m int) {
	srv := cloutilitytest.New()
	defer srv.Close()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	first, second := newGate(srv, n, executed), newGate(srv, m, false)
	first.dead = true
	run := func(ctx context.Context, g *gate) func() (*cloutility.Enrolment, error) {
		client := g.client(t, srv)
		return func() (*cloutility.Enrolment, error) { return client.Enroll(ctx, machine("web-7")) }
	}
	var two chan outcome[*cloutility.Enrolment]
	if m > 0 {
		two = begin(second, run(t.Context(), second))
	}
	one := begin(first, run(ctx, first))
	if m > 0 {
		close(second.open)
	} else {
		two = begin(second, run(t.Context(), second))
	}
	b := <-two
	kill()
	close(first.open)
	if a := <-one; !errors.Is(a.err, context.Canceled) {
		t.Errorf("the dead one: %v", a.err)
	}
	again, err := newGate(srv, 0, false).client(t, srv).Enroll(t.Context(), machine("web-7"))
	units := unitsOf(t, srv, "web-7")
	if len(units) == 1 {
		if b.err != nil || err != nil || again.ConsumerID != units[0].ID || b.value.ConsumerID != units[0].ID || made(srv, "activateNode") != 1 {
			t.Errorf("%v, %v, %v, %+v", b.err, err, again, units)
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), "web-7") || !strings.Contains(err.Error(), itoa(units[1].ID)) {
		t.Errorf("%d units, and nobody says so: %v", len(units), err)
	}
	var duplicate *cloutility.DuplicateError
	if b.err != nil && !errors.As(b.err, &duplicate) {
		t.Errorf("the second: %v", b.err)
	}
}

// TestTwoEnrollAllAtOnce holds one bulk at each of its requests while another one
// with the same names goes through.
func TestTwoEnrollAllAtOnce(t *testing.T) {
	t.Parallel()
	const hosts = 3
	in := cloutility.EnrollAllInput{Machines: machines(hosts), Workers: 2}
	requests := len(lone(t, func(c *cloutility.Client) error {
		_, err := c.EnrollAll(t.Context(), in)
		return err
	}))
	for n := 1; n <= requests; n++ {
		for _, executed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d executed %t", n, executed), func(t *testing.T) {
				t.Parallel()
				// With another second at each of these, and not with all at each: that
				// would be thousands.
				for m := n % 7; m < requests+6; m += 7 {
					synctest.Test(t, func(t *testing.T) { twoBulks(t, in, n, executed, m) })
				}
			})
		}
	}
}

func twoBulks(t *testing.T, in cloutility.EnrollAllInput, n int, executed bool, m int) {
	srv := cloutilitytest.New()
	defer srv.Close()
	first, second := newGate(srv, n, executed), newGate(srv, m, true)
	run := func(g *gate) func() (*cloutility.EnrollReport, error) {
		client := g.client(t, srv)
		return func() (*cloutility.EnrollReport, error) { return client.EnrollAll(t.Context(), in) }
	}
	one := begin(first, run(first))
	two := begin(second, run(second))
	close(first.open)
	a := <-one
	close(second.open)
	b := <-two
	if a.err != nil || b.err != nil || b.value.Failed > 0 || srv.ConsumerCount() != len(in.Machines) || made(srv, "createNode") != len(in.Machines) || made(srv, "activateNode") != len(in.Machines) {
		t.Fatalf("second at %d: %v, %v, %d units, %s\n%v\n%v", m, a.err, b.err, srv.ConsumerCount(), writes(srv), a.value, b.value)
	}
	for _, report := range []*cloutility.EnrollReport{a.value, b.value} {
		for _, o := range report.Outcomes {
			var duplicate *cloutility.DuplicateError
			switch units := unitsOf(t, srv, o.Name); {
			case len(units) != 1:
				t.Errorf("second at %d: %s has %d units", m, o.Name, len(units))
			case o.Err == nil && (o.Enrolment.ConsumerID != units[0].ID || o.Enrolment.Password.Reveal() != srv.NodePassword(units[0].ID)):
				t.Errorf("second at %d: %s: %+v", m, o.Name, o.Enrolment)
			case o.Err != nil && (!errors.As(o.Err, &duplicate) || duplicate.Name != o.Name):
				t.Errorf("second at %d: %v", m, o.Err)
			}
		}
	}
}

// meddler is a world that changes between the steps: with some requests somebody
// else makes, deletes and moves what is not the machines'. It holds that nothing
// with a node is deleted, and nothing that others have made.
type meddler struct {
	t    *testing.T
	srv  *cloutilitytest.Server
	next http.RoundTripper

	turn   chan struct{}
	dice   *rand.Rand
	others map[int64]bool
	watch  *cloutility.Client
}

var consumerPath = regexp.MustCompile(`^/v1/bunits/57/consumers/(\d+)$`)

func (m *meddler) RoundTrip(req *http.Request) (*http.Response, error) {
	m.turn <- struct{}{}
	m.meddle()
	if match := consumerPath.FindStringSubmatch(req.URL.Path); match != nil && req.Method == http.MethodDelete {
		id, _ := strconv.ParseInt(match[1], 10, 64)
		if m.others[id] {
			m.t.Errorf("unit %d, which others have made, is deleted", id)
		}
		if _, err := m.watch.Nodes.Get(context.Background(), home, id); err == nil {
			m.t.Errorf("unit %d is deleted with its node", id)
		}
	}
	wait := time.Duration(m.dice.IntN(50)) * time.Millisecond
	<-m.turn
	time.Sleep(wait)
	return m.next.RoundTrip(req)
}

func (m *meddler) meddle() {
	switch m.dice.IntN(8) {
	case 0:
		if len(m.others) > 10 {
			return
		}
		for _, id := range m.srv.AddConsumers(home, 1+m.dice.IntN(3)) {
			m.others[id] = true
		}
	case 1:
		for id := range m.others {
			_ = m.watch.Consumers.Delete(context.Background(), home, id, cloutility.DeleteConsumerInput{})
			delete(m.others, id)
			break
		}
	}
}

// TestEnrollInAChangingWorld lets three runs loose on the same names while the
// lists that they look at change, and holds what is there at the end against what
// they report.
func TestEnrollInAChangingWorld(t *testing.T) {
	t.Parallel()
	for seed := range uint64(25) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { changingWorld(t, seed) })
		})
	}
}

func changingWorld(t *testing.T, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, 12))
	srv := cloutilitytest.New(cloutilitytest.WithPageSize(dice.IntN(4)))
	defer srv.Close()
	watch, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	m := &meddler{t: t, srv: srv, next: srv.RoundTripper(), turn: make(chan struct{}, 1), dice: dice, others: make(map[int64]bool), watch: watch}
	in := cloutility.EnrollAllInput{Machines: machines(4), Workers: 2}
	reports := make([]*cloutility.EnrollReport, 3)
	var runs sync.WaitGroup
	for i := range reports {
		client, err := cloutility.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: m}))...)
		if err != nil {
			t.Fatal(err)
		}
		runs.Go(func() {
			report, err := client.EnrollAll(t.Context(), in)
			if err != nil {
				t.Error(err)
			}
			reports[i] = report
		})
	}
	runs.Wait()
	for i, machine := range in.Machines {
		units := unitsOf(t, srv, machine.Name)
		said := 0
		for _, report := range reports {
			switch o := report.Outcomes[i]; {
			case o.Err != nil:
				said++
				if !errors.Is(o.Err, backup.ErrConflict) && !errors.Is(o.Err, backup.ErrIncomplete) && !errors.Is(o.Err, backup.ErrInvalid) {
					t.Errorf("%s: %v", machine.Name, o.Err)
				}
			case len(units) == 1 && o.Enrolment.ConsumerID != units[0].ID:
				t.Errorf("%s is unit %d, not %d", machine.Name, units[0].ID, o.Enrolment.ConsumerID)
			}
		}
		if len(units) != 1 && said == 0 {
			t.Errorf("%s has %d units, and nobody says so", machine.Name, len(units))
		}
	}
}
