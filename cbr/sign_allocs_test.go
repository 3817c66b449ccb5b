//go:build !race

package cbr

import "testing"

// TestAuthenticateAllocations holds the half of the goal that does not depend on
// the machine. The race detector allocates of its own.
func TestAuthenticateAllocations(t *testing.T) {
	auth, req, ctx := signer(), post(t), t.Context()
	if n := testing.AllocsPerRun(200, func() {
		if _, err := auth.Authenticate(ctx, req); err != nil {
			t.Error(err)
		}
	}); n > 20 {
		t.Errorf("%.0f allocations", n)
	}
}
