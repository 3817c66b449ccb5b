package cloutility_test

import (
	"context"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestEmpty asks for things that are not there, of servers that have several
// ways to say so: each is the same error.
func TestEmpty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		srv := inMemory(t, cloutilitytest.WithQuirks(seed))
		client := connect(t, srv)
		idle := srv.AddConsumers(88, 1)[0]
		for name, call := range map[string]func(context.Context) error{
			"contract":         func(ctx context.Context) error { return gone(client.Billing.Contract(ctx, 88)) },
			"deletion request": func(ctx context.Context) error { return gone(client.Consumers.DeleteRequest(ctx, 88, idle)) },
			"repository":       func(ctx context.Context) error { return gone(client.Consumers.PointRepository(ctx, 88, idle)) },
			"first job":        func(ctx context.Context) error { return gone(client.Jobs.First(ctx, 88, idle)) },
			"report": func(ctx context.Context) error {
				return gone(client.Reports.LatestNode(ctx, 88, idle, cloutility.GetLatestNodeReportInput{}))
			},
			"status report": func(ctx context.Context) error {
				return gone(client.Reports.LatestStatus(ctx, 88, cloutility.GetLatestStatusReportInput{}))
			},
		} {
			for range 6 {
				fails(t, call(t.Context()), backup.ErrNotFound)
			}
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
}
