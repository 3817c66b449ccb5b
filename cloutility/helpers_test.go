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
		"small and silent": {cloutilitytest.WithPageSize(1), cloutilitytest.WithEmptyResponses(), cloutilitytest.WithPlainNames()},
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
func same[T any](t testing.TB, what string, expected, got T, opts ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(expected, got, opts...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// at is an item, or a zero one when there are too few: the test that looks at it
// fails then, and the others go on.
func at[T any](items []T, i int) T {
	if i < len(items) {
		return items[i]
	}
	var none T
	return none
}

// each is one field of all items.
func each[T, F any](items []T, field func(T) F) []F {
	out := make([]F, len(items))
	for i, item := range items {
		out[i] = field(item)
	}
	return out
}

// consumerRef names a consumption unit, and with it its node.
type consumerRef struct{ BusinessUnitID, ConsumerID int64 }

// node is a consumption unit with an active node in the home unit.
func node(srv *cloutilitytest.Server, name string) consumerRef {
	return nodeIn(srv, home, name)
}

// nodeIn is node for another business unit.
func nodeIn(srv *cloutilitytest.Server, unit int64, name string) consumerRef {
	return consumerRef{BusinessUnitID: unit, ConsumerID: srv.AddNode(unit, name)}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
