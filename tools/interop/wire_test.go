package interop

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// pair is one call by both clients.
type pair struct {
	operation string // operationId
	theirs    func() error
	ours      func(context.Context) error
	// differs says why the requests are not the same on purpose, and change
	// makes theirs what it should be.
	differs string
	change  func(*request)
}

// TestSameRequests: for the same call both clients send the same method, path,
// query and JSON.
func TestSameRequests(t *testing.T) {
	r := record(t)
	they, we := theirs(t, "eu-west-101", r.url, access, secret, projectID), ours(t, r.url)
	known := make(map[string]bool)
	for _, op := range cbrapi.Operations() {
		known[op.ID] = true
	}
	compared := make(map[string]bool)
	for _, p := range pairs(they, we) {
		t.Run(p.operation, func(t *testing.T) {
			if !known[p.operation] {
				t.Fatal("no such operation")
			}
			want := r.take(t, "the vendor's client", p.theirs)
			got := r.take(t, "our client", func() error { return p.ours(t.Context()) })
			if p.change != nil {
				if cmp.Equal(want, got) {
					t.Errorf("there is no difference any more: %s", p.differs)
				}
				p.change(want)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-theirs +ours):\n%s", diff)
			}
			compared[p.operation] = true
		})
	}
	t.Logf("%d operations compared", len(compared))
	for id := range known {
		// The vendor's client has no queries of the versions of the API.
		if !compared[id] && id != "listVersions" && id != "showVersion" {
			t.Errorf("not compared: %s", id)
		}
	}
}

func pairs(they *official.CbrClient, we *cbr.Client) []pair {
	var all []pair
	for _, group := range []func(*official.CbrClient, *cbr.Client) []pair{vaultPairs, backupPairs, sharingPairs, policyPairs, otherPairs} {
		all = append(all, group(they, we)...)
	}
	return all
}
