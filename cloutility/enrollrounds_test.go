package cloutility_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestEnrollAllTriesAgain: a machine that the service could not serve gets more
// rounds, and each result is told once, as it comes.
func TestEnrollAllTriesAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		fault  cloutilitytest.Fault
		rounds int
		failed int
		kind   error
	}{
		"503 at the unit":             {cloutilitytest.FaultStatus("createConsumer", http.StatusServiceUnavailable, "").Repeat(2), 0, 0, nil},
		"503 at the node":             {cloutilitytest.FaultStatus("createNode", http.StatusServiceUnavailable, "").Repeat(2), 0, 0, nil},
		"503 at the activation":       {cloutilitytest.FaultStatus("activateNode", http.StatusServiceUnavailable, "").Repeat(2), 0, 0, nil},
		"the unit's response is lost": {cloutilitytest.FaultReset("createConsumer").AfterWork().Repeat(2), 0, 0, nil},
		"503 after the unit's work":   {cloutilitytest.FaultStatus("createConsumer", http.StatusServiceUnavailable, "").AfterWork().Repeat(2), 0, 0, nil},
		"lists fail for a while":      {cloutilitytest.Fault{Operation: "listConsumers", Status: http.StatusServiceUnavailable, Skip: 1, Times: 5}, 0, 0, nil},
		"too many":                    {cloutilitytest.FaultTooMany("createNode", 0).Repeat(3), 0, 0, nil},
		"one round":                   {cloutilitytest.FaultStatus("createNode", http.StatusServiceUnavailable, "").Repeat(2), 1, 2, backup.ErrUnavailable},
		"for ever":                    {cloutilitytest.FaultStatus("createNode", http.StatusServiceUnavailable, ""), 4, 6, backup.ErrUnavailable},
		"forbidden":                   {cloutilitytest.FaultStatus("createNode", http.StatusForbidden, "").Repeat(2), 0, 2, backup.ErrPermission},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				srv.Inject(tt.fault)
				told := make(map[string]int)
				var at []time.Duration
				start := time.Now()
				report, err := client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: machines(6), Workers: 2, Rounds: tt.rounds, Done: func(o cloutility.EnrollOutcome) {
					told[o.Name]++
					at = append(at, time.Since(start))
				}})
				if err != nil || report.Failed != tt.failed || len(told) != 6 {
					t.Fatalf("%v, %v, told of %d", report, err, len(told))
				}
				for name, n := range told {
					if n != 1 {
						t.Errorf("%s was told %d times", name, n)
					}
				}
				for _, o := range report.Outcomes {
					if o.Err != nil && !errors.Is(o.Err, tt.kind) {
						t.Errorf("%v", o.Err)
					}
				}
				if srv.ConsumerCount() != 6 || tt.failed == 0 && (made(srv, "createNode") != 6 || made(srv, "activateNode") != 6) {
					t.Errorf("%d units, %s", srv.ConsumerCount(), writes(srv))
				}
				if name == "503 at the node" && (at[3] > time.Second || at[4] < 5*time.Second) {
					t.Errorf("told after %v: results do not come as they are there", at)
				}
			})
		})
	}
}

func TestEnrollAllRoundsAreValidated(t *testing.T) {
	client := connect(t, inMemory(t))
	_, err := client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: machines(1), Rounds: -1})
	var e *backup.ArgumentError
	if !errors.As(err, &e) || e.Field != "EnrollAllInput.Rounds" {
		t.Error(err)
	}
}

// TestCallbacksMayPanic: in a goroutine of the library nobody else could catch it.
func TestCallbacksMayPanic(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	boom := func(cloutility.EnrollStep) { panic("hunter2") }
	var none map[string]int
	one := machine("web-7")
	one.Progress = boom
	out, err := client.Enroll(t.Context(), one)
	if err == nil || out == nil || !strings.Contains(err.Error(), "web-7") || !strings.Contains(err.Error(), "panicked with a string") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = client.Decommission(t.Context(), cloutility.DecommissionInput{Name: "web-7", Progress: boom})
	if err == nil || !strings.Contains(err.Error(), "panicked with a string") {
		t.Errorf("%v", err)
	}
	all := machines(12)
	all[3].Progress = func(cloutility.EnrollStep) { none["x"] = 1 }
	report, err := client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: all})
	if err != nil || report.Failed != 1 || report.Outcomes[3].Err == nil || !strings.Contains(report.Outcomes[3].Err.Error(), "nil map") {
		t.Errorf("%v, %v", report, err)
	}
	all[3].Progress = nil
	told := 0
	report, err = client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: all, Done: func(cloutility.EnrollOutcome) {
		told++
		panic(errors.New("hunter2"))
	}})
	if err == nil || report == nil || told != 1 || !strings.Contains(err.Error(), "EnrollAllInput.Done panicked") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("told %d times: %v, %v", told, report, err)
	}
	if report, err = client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: all}); err != nil || report.Failed != 0 || srv.ConsumerCount() != 12 {
		t.Errorf("afterwards: %v, %v", report, err)
	}
}

// TestWithdrawingIsForbidden: a user who may not delete is told which units there
// are.
func TestWithdrawingIsForbidden(t *testing.T) {
	bubble(t, []cloutilitytest.Option{cloutilitytest.WithoutDeletePrivilege()}, func(t *testing.T, srv *cloutilitytest.Server, _ *cloutility.Client) {
		requests := lone(t, func(c *cloutility.Client) error {
			_, err := c.Enroll(t.Context(), machine("web-7"))
			return err
		})
		create := 0
		for i, r := range requests {
			if r.Operation == "createConsumer" {
				create = i + 1
			}
		}
		held := newGate(srv, create, false)
		client := held.client(t, srv)
		late := begin(held, func() (*cloutility.Enrolment, error) { return client.Enroll(t.Context(), machine("web-7")) })
		first, err := newGate(srv, 0, false).client(t, srv).Enroll(t.Context(), machine("web-7"))
		works(t, err)
		close(held.open)
		o := <-late
		var duplicate *cloutility.DuplicateError
		if !errors.As(o.err, &duplicate) || !errors.Is(o.err, backup.ErrPermission) || len(duplicate.ConsumerIDs) != 2 || duplicate.ConsumerIDs[0] != first.ConsumerID {
			t.Errorf("%v", o.err)
		}
	})
}
