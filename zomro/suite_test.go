package zomro_test

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// shift is one run of everything the client can do, and what it saw of it.
type shift struct {
	t      *testing.T
	srv    *zomrotest.Server
	client *zomro.Client
	saw    []sight
	forms  map[string]zomro.Form
}

// sight is what a step returned.
type sight struct {
	Step  string
	Value any
	Err   string
}

// note keeps what a step returned. An error must be one of the service's, and
// is part of what was seen.
func (s *shift) note(step string, value any, err error) {
	s.t.Helper()
	if err != nil {
		s.saw = append(s.saw, sight{Step: step, Err: err.Error()})
		return
	}
	s.saw = append(s.saw, sight{Step: step, Value: value})
}

// done keeps a step that must not fail.
func (s *shift) done(step string, value any, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s: %v", step, err)
	}
	s.note(step, value, nil)
}

// weathers are the conditions the suite runs under, each with every fourth seed.
func weathers() []struct {
	name string
	opts []zomrotest.Option
} {
	return []struct {
		name string
		opts []zomrotest.Option
	}{
		{"fair", nil},
		{"accepted with an error", []zomrotest.Option{zomrotest.WithRunningOperation(), zomrotest.WithListingDelay(3 * time.Second)}},
		{"slow", []zomrotest.Option{
			zomrotest.WithLongTasks(2*time.Second, "sshkeys.edit", "instances.fleio_bckps.edit", "image.edit", "cartorder.create.confirm", "instances"),
			zomrotest.WithDeletionTime(7 * time.Second),
		}},
		{"short sessions with a second factor", []zomrotest.Option{
			zomrotest.WithSecondFactor("482915"), zomrotest.WithExpiredAsAccess(), zomrotest.WithSessionLife(25 * time.Second),
		}},
	}
}

// run does everything once.
func run(t *testing.T, after func(*zomrotest.Server), opts ...zomrotest.Option) []sight {
	t.Helper()
	var saw []sight
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(append(slices.Clone(opts), zomrotest.WithPageSize(2))...)
		s := &shift{t: t, srv: srv, client: clientWith(t, srv, zomro.Config{Credentials: withCode()}), forms: make(map[string]zomro.Form)}
		s.account()
		s.sshKeys()
		s.backups()
		s.snapshots()
		s.schedules()
		s.machines()
		s.shows()
		s.images()
		s.spend()
		s.filters()
		s.wrong()
		s.leave()
		s.note("forms", s.forms, nil)
		saw = s.saw
		if after != nil {
			after(srv)
		}
	})
	return saw
}

// withCode signs in with a second factor where one is owed.
func withCode() zomro.Password {
	p := account()
	p.TOTP = func(context.Context) (string, error) { return "482915", nil }
	return p
}

// However odd the answers look, they mean the same: with seeds 1 to 200, the
// client sees in everything it can do what it sees in plain answers.
func TestTheWholeSurfaceWithQuirks(t *testing.T) {
	t.Parallel()
	const seeds = 200
	for i, weather := range weathers() {
		t.Run(weather.name, func(t *testing.T) {
			t.Parallel()
			want := run(t, nil, weather.opts...)
			t.Logf("%d steps", len(want))
			for seed := uint64(1 + i); seed <= seeds; seed += uint64(len(weathers())) {
				t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
					got := run(t, nil, append(slices.Clone(weather.opts), zomrotest.WithQuirks(seed))...)
					if diff := cmp.Diff(want, got, sameMeaning()...); diff != "" {
						t.Errorf("-plain +odd:\n%s", diff)
					}
				})
			}
		})
	}
}

// sameMeaning leaves out what a caller is told to expect anything in: elements
// the client does not know.
func sameMeaning() []cmp.Option {
	return []cmp.Option{
		cmpopts.EquateEmpty(),
		cmp.FilterPath(func(p cmp.Path) bool {
			field, ok := p.Last().(cmp.StructField)
			return ok && field.Name() == "Extra"
		}, cmp.Ignore()),
		cmp.FilterPath(func(p cmp.Path) bool {
			field, ok := p.Last().(cmp.StructField)
			return ok && field.Name() == "Values" && p.Index(-2).Type() == reflect.TypeFor[zomro.Form]()
		}, cmp.Comparer(sameValues)),
	}
}

// sameValues compares the values of forms without the ones that quirks add.
func sameValues(a, b map[string]string) bool {
	for _, pair := range [][2]map[string]string{{a, b}, {b, a}} {
		for name, value := range pair[0] {
			if value != "" && value != pair[1][name] {
				return false
			}
		}
	}
	return true
}

// The suite is whole: no operation of the specification is left out.
func TestTheSuiteCallsEveryOperation(t *testing.T) {
	called := make(map[string]bool)
	for _, weather := range weathers() {
		run(t, func(srv *zomrotest.Server) {
			for _, r := range srv.Requests() {
				called[r.Operation] = true
			}
		}, weather.opts...)
	}
	for _, op := range zomroapi.Operations() {
		if !called[op.ID] {
			t.Errorf("%s is never called", op.ID)
		}
	}
}
