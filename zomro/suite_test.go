package zomro_test

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
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
	if secret, ok := value.(backup.Secret); ok {
		value = interned(secret)
	}
	plain(reflect.ValueOf(value))
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

// weather is a condition the suite runs under.
type weather struct {
	name     string
	expiring bool // sessions
	opts     []zomrotest.Option
}

// weathers come with every fourth seed each.
func weathers() []weather {
	return []weather{
		{"fair", false, []zomrotest.Option{zomrotest.WithWorkTime(time.Second)}},
		{"accepted with an error", false, []zomrotest.Option{
			zomrotest.WithRunningOperation(), zomrotest.WithListingDelay(3 * time.Second), zomrotest.WithWorkTime(time.Second),
		}},
		{"slow", false, []zomrotest.Option{
			zomrotest.WithLongTasks(2*time.Second, "sshkeys.edit", "instances.fleio_bckps.edit", "image.edit", "cartorder.create.confirm", "instances"),
			zomrotest.WithDeletionTime(7 * time.Second),
		}},
		{"sessions that end, and a second factor", true, []zomrotest.Option{
			zomrotest.WithSecondFactor("482915"), zomrotest.WithExpiredAsAccess(), zomrotest.WithWorkTime(0),
		}},
	}
}

// run does everything once.
func run(t *testing.T, weather weather, after func(*zomrotest.Server), more ...zomrotest.Option) []sight {
	t.Helper()
	var saw []sight
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(append(append(slices.Clone(weather.opts), more...), zomrotest.WithPageSize(3), zomrotest.WithDailyLimit(2), zomrotest.WithSavingTime(8*time.Second))...)
		s := &shift{t: t, srv: srv, client: clientWith(t, srv, zomro.Config{Credentials: withCode()}), forms: make(map[string]zomro.Form)}
		for _, part := range []func(){
			s.account, s.sshKeys, s.backups, s.snapshots, s.schedules, s.machines, s.shows, s.images, s.spend, s.filters, s.wrong, s.leave,
		} {
			if weather.expiring {
				srv.ExpireTokens()
			}
			part()
		}
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

// However odd the responses look, they mean the same: with seeds 1 to 200, the
// client sees in everything it can do what it sees in plain responses.
func TestTheWholeSurfaceWithQuirks(t *testing.T) {
	t.Parallel()
	const seeds = 200
	all := weathers()
	want := make([][]sight, len(all))
	for i, weather := range all {
		want[i] = run(t, weather, nil)
	}
	for seed := 1; seed <= seeds; seed += seedStep {
		at := seed % len(all)
		t.Run(strconv.Itoa(seed)+" "+all[at].name, func(t *testing.T) {
			t.Parallel()
			got := run(t, all[at], nil, zomrotest.WithQuirks(uint64(seed)))
			if !reflect.DeepEqual(want[at], got) { // cmp is much slower
				t.Errorf("-plain +odd:\n%s", cmp.Diff(want[at], got))
			}
		})
	}
}

// secrets are those that were seen, by their text.
var secrets sync.Map

// interned is a secret that is the same as all others with its text, which
// reflection cannot tell.
func interned(s backup.Secret) backup.Secret {
	same, _ := secrets.LoadOrStore(s.Reveal(), s)
	out, _ := same.(backup.Secret)
	return out
}

// plain takes away what a caller is told to expect anything in, elements the
// client does not know and texts for people, a text that quirks add to forms, and the difference
// between nothing and an empty list.
func plain(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			plain(v.Elem())
		}
	case reflect.Slice:
		if v.Len() == 0 && v.CanSet() {
			v.SetZero()
		}
		for i := range v.Len() {
			plain(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if secret, ok := reflect.TypeAssert[backup.Secret](v.MapIndex(key)); ok {
				v.SetMapIndex(key, reflect.ValueOf(interned(secret)))
			}
		}
	case reflect.Struct:
		if secret, ok := reflect.TypeAssert[backup.Secret](v); ok && v.CanSet() {
			v.Set(reflect.ValueOf(interned(secret)))
		}
		for i := range v.NumField() {
			switch f := v.Field(i); {
			case !f.CanSet():
			case v.Type().Field(i).Name == "Extra", v.Type().Field(i).Name == "Texts":
				f.SetZero()
			case v.Type().Field(i).Name == "Labels":
				f.SetMapIndex(reflect.ValueOf("hint_reload"), reflect.Value{})
			default:
				plain(f)
			}
		}
	}
}

// The suite is whole: no operation of the specification is left out.
func TestTheSuiteCallsEveryOperation(t *testing.T) {
	called := make(map[string]bool)
	for _, weather := range weathers() {
		run(t, weather, func(srv *zomrotest.Server) {
			for _, r := range srv.Requests() {
				called[r.Operation] = true
			}
		})
	}
	for _, op := range zomroapi.Operations() {
		if !called[op.ID] {
			t.Errorf("%s is never called", op.ID)
		}
	}
}
