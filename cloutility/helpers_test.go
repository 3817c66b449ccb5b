package cloutility_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// noon is the time at the server of each manner.
func noon() time.Time { return time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC) }

// manners runs a test over loopback against servers that differ in what the
// documents leave open. None of it may make a difference to the caller.
func manners(t *testing.T, test func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client)) {
	t.Helper()
	for name, opts := range map[string][]cloutilitytest.Option{
		"as documented":    nil,
		"small and silent": {cloutilitytest.WithPageSize(1), cloutilitytest.WithEmptyAnswers(), cloutilitytest.WithPlainNames()},
		"quirks":           {cloutilitytest.WithQuirks(11), cloutilitytest.WithPageSize(2)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cloutilitytest.NewServer(t, append(opts, cloutilitytest.WithClock(noon))...)
			test(t, srv, connect(t, srv))
		})
	}
}

// must is the value of a call that has to work.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// works demands that a call worked.
func works(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails demands an error of a kind.
func fails(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("error %v, want %v", err, kind)
	}
}

// same demands that two values do not differ.
func same[T any](t testing.TB, what string, want, got T, opts ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, opts...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// each is one field of all items.
func each[T, F any](items []T, field func(T) F) []F {
	out := make([]F, len(items))
	for i, item := range items {
		out[i] = field(item)
	}
	return out
}

// node makes a consumption unit with an active node and names it.
func node(t testing.TB, client *cloutility.Client, name string) cloutility.ConsumerRef {
	t.Helper()
	return cloutility.ConsumerRef{BusinessUnitID: home, ConsumerID: enrol(t, client, name).Consumer.ID}
}

// nowhere is a consumption unit that does not exist.
func nowhere() cloutility.ConsumerRef {
	return cloutility.ConsumerRef{BusinessUnitID: home, ConsumerID: 4711}
}

// nodeIn is node for another business unit.
func nodeIn(t testing.TB, client *cloutility.Client, unit int64, name string) cloutility.ConsumerRef {
	t.Helper()
	ctx := t.Context()
	made := must(client.Consumers.Create(ctx, unit, cloutility.NewConsumer{Name: name}))(t)
	in := nodeInput(made.ID)
	in.BusinessUnitID = unit
	must(client.Nodes.Create(ctx, in))(t)
	must(client.Nodes.Activate(ctx, cloutility.ActivateNodeInput{BusinessUnitID: unit, ConsumerID: made.ID}))(t)
	return cloutility.ConsumerRef{BusinessUnitID: unit, ConsumerID: made.ID}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
