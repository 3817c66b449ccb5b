package cloutility_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/ensure/ensuretest"
)

// proof is a fake in memory for the proofs of an Ensure method.
func proof(t testing.TB, srv *cloutilitytest.Server, operation string, ensure func(context.Context, *cloutility.Client) (ensuretest.Outcome, error), ids func(*cloutility.Client) []string) ensuretest.Service {
	t.Helper()
	client := func(transport http.RoundTripper) *cloutility.Client {
		c, err := cloutility.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return ensuretest.Service{
		Transport: srv.RoundTripper(),
		Ensure: func(ctx context.Context, transport http.RoundTripper) (ensuretest.Outcome, error) {
			return ensure(ctx, client(transport))
		},
		IDs:       func() []string { return ids(client(srv.RoundTripper())) },
		Creations: func() int { return srv.Count(operation) },
		Close:     srv.Close,
	}
}

func TestEnsureBusinessUnit(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{New: func(t testing.TB) ensuretest.Service {
		return proof(t, cloutilitytest.New(), "createBusinessUnit", func(ctx context.Context, c *cloutility.Client) (ensuretest.Outcome, error) {
			out, err := c.BusinessUnits.Ensure(ctx, home, "Kund Åkerström AB", cloutility.CreateBusinessUnitInput{})
			return ensuretest.Of(out, err, func(u *cloutility.BusinessUnit) string { return itoa(u.ID) })
		}, func(c *cloutility.Client) (ids []string) {
			for u, err := range c.BusinessUnits.AllChildren(context.Background(), home, cloutility.ListBusinessUnitsInput{}) {
				if err != nil {
					t.Fatal(err)
				}
				if u.Name == "Kund Åkerström AB" {
					ids = append(ids, itoa(u.ID))
				}
			}
			return ids
		})
	}}.Run(t)
}

func TestEnsureConsumer(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{New: func(t testing.TB) ensuretest.Service {
		return proof(t, cloutilitytest.New(), "createConsumer", func(ctx context.Context, c *cloutility.Client) (ensuretest.Outcome, error) {
			out, err := c.Consumers.Ensure(ctx, home, "web-7", cloutility.CreateConsumerInput{})
			return ensuretest.Of(out, err, func(c *cloutility.Consumer) string { return itoa(c.ID) })
		}, func(c *cloutility.Client) (ids []string) {
			for u, err := range c.Consumers.All(context.Background(), home, cloutility.ListConsumersInput{}) {
				if err != nil {
					t.Fatal(err)
				}
				if u.Name == "web-7" {
					ids = append(ids, itoa(u.ID))
				}
			}
			return ids
		})
	}}.Run(t)
}

func TestEnsureNode(t *testing.T) {
	t.Parallel()
	ensuretest.Suite{Stay: true, New: func(t testing.TB) ensuretest.Service {
		srv := cloutilitytest.New()
		unit := srv.AddConsumers(home, 1)[0]
		return proof(t, srv, "createNode", func(ctx context.Context, c *cloutility.Client) (ensuretest.Outcome, error) {
			out, err := c.Nodes.Ensure(ctx, home, unit, nodeInput())
			return ensuretest.Of(out, err, func(n *cloutility.Node) string { return itoa(n.ID) })
		}, func(c *cloutility.Client) []string {
			n, err := c.Nodes.Get(context.Background(), home, unit)
			if errors.Is(err, backup.ErrNotFound) {
				return nil
			}
			works(t, err)
			return []string{itoa(n.ID)}
		})
	}}.Run(t)
}

// Names are found without regard to case, as an enrolment finds them; what was there
// stays as it is.
func TestEnsureFinds(t *testing.T) {
	t.Parallel()
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	enrolled, err := client.Enroll(t.Context(), machine("web-7"))
	works(t, err)
	unit, err := client.Consumers.Ensure(t.Context(), home, "WEB-7", cloutility.CreateConsumerInput{})
	if err != nil || unit.Value.ID != enrolled.ConsumerID || unit.Action != backup.ActionFound {
		t.Errorf("%+v, %v", unit, err)
	}
	in := nodeInput()
	in.ClientOptionSet, in.Contact = thing(1), "somebody@nordlicht.example"
	node, err := client.Nodes.Ensure(t.Context(), home, enrolled.ConsumerID, in)
	if err != nil || node.Value.ID != enrolled.NodeID || node.Action != backup.ActionFound {
		t.Fatalf("%+v, %v", node, err)
	}
	if text := strings.Join(node.Differences, "; "); !strings.Contains(text, "client option set is 2, not 1") || !strings.Contains(text, `contact is "storage@nordlicht.example", not`) {
		t.Error(text)
	}
	if got := writes(srv); got != "1 units, 1 nodes, 1 activations" {
		t.Error(got)
	}
}

// A unit that holds something is not taken away, although it is one too many.
func TestEnsureKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cloutilitytest.New()
		defer srv.Close()
		rival := srv.AddConsumers(home, 1)[0]
		other := connect(t, srv)
		client := connect(t, srv, backup.WithHTTPClient(&http.Client{Transport: afterCreation{srv.RoundTripper(), func(id int64) {
			_, err := other.Consumers.Update(t.Context(), home, rival, cloutility.UpdateConsumerInput{Name: "web-7"})
			works(t, err)
			_, err = other.Nodes.Create(t.Context(), home, id, nodeInput())
			works(t, err)
		}}}))
		_, err := client.Consumers.Ensure(t.Context(), home, "web-7", cloutility.CreateConsumerInput{})
		var duplicate *backup.DuplicateError
		if !errors.As(err, &duplicate) || len(duplicate.IDs) != 2 || duplicate.IDs[0] != itoa(rival) || !strings.Contains(err.Error(), "has a node and is not deleted") || len(srv.Deletions()) != 0 {
			t.Errorf("%v, deletions %v", err, srv.Deletions())
		}
	})
}

// afterCreation does something with a consumption unit that was made.
type afterCreation struct {
	next http.RoundTripper
	do   func(id int64)
}

func (a afterCreation) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := a.next.RoundTrip(r)
	if err == nil && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/consumers") {
		body, _ := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		var made struct{ ID int64 }
		if err := json.Unmarshal(body, &made); err != nil {
			return nil, err
		}
		a.do(made.ID)
	}
	return resp, err
}

// Bad keys and inputs send nothing.
func TestEnsureArguments(t *testing.T) {
	t.Parallel()
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	got := make(map[string]string)
	for field, call := range map[string]func() error{
		"key": func() error {
			_, err := client.Consumers.Ensure(t.Context(), home, "", cloutility.CreateConsumerInput{})
			return err
		},
		"CreateConsumerInput.Name": func() error {
			_, err := client.Consumers.Ensure(t.Context(), home, "a", cloutility.CreateConsumerInput{Name: "b"})
			return err
		},
		"CreateConsumerInput.ID": func() error {
			_, err := client.Consumers.Ensure(t.Context(), home, "a", cloutility.CreateConsumerInput{ID: 4})
			return err
		},
		"businessUnitID": func() error {
			_, err := client.BusinessUnits.Ensure(t.Context(), 0, "a", cloutility.CreateBusinessUnitInput{})
			return err
		},
		"CreateBusinessUnitInput.InvoiceDay": func() error {
			_, err := client.BusinessUnits.Ensure(t.Context(), home, "a", cloutility.CreateBusinessUnitInput{InvoiceDay: new(int64(40))})
			return err
		},
		"consumerID": func() error {
			_, err := client.Nodes.Ensure(t.Context(), home, -1, nodeInput())
			return err
		},
	} {
		var bad *backup.ArgumentError
		if err := call(); errors.As(err, &bad) {
			got[bad.Field] = field
		}
	}
	want := map[string]string{}
	for _, f := range []string{"key", "CreateConsumerInput.Name", "CreateConsumerInput.ID", "businessUnitID", "CreateBusinessUnitInput.InvoiceDay", "consumerID"} {
		want[f] = f
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := srv.Count(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
