package cloutility

import (
	"context"
	"fmt"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// Activate registers a node on the backup server, where it gets a random
// password, and returns the node with name and password. Without a TSMName it
// gets what SPName suggests; a name has at most 64 letters, digits and the
// characters _ - . & +. A node that is active already, or a name that is taken, is a [backup.ErrConflict].
//
// Activating is a single request that changes state, so it is not sent again
// once it may have arrived. When its response is lost Activate looks at the node,
// and if that has the name now, the call succeeded. When the node was activated
// but cannot be read, the error says so; Get then returns it later.
func (s *NodesService) Activate(ctx context.Context, businessUnitID, consumerID int64, in ActivateNodeInput) (*Node, error) {
	if in.TSMName == "" {
		suggested, err := s.SPName(ctx, businessUnitID, consumerID)
		if err != nil {
			return nil, err
		}
		in.TSMName = suggested
	} else if reason := badName(in.TSMName); reason != "" {
		return nil, invalidArgument("ActivateNodeInput.TSMName", reason)
	}
	err := s.client.api.ActivateNode(ctx, businessUnitID, consumerID, in)
	if err != nil && (ctx.Err() != nil || !maybeExecuted(err)) {
		return nil, err
	}
	node, readErr := s.Get(ctx, businessUnitID, consumerID)
	switch {
	case readErr == nil && strings.EqualFold(node.TSMName, in.TSMName):
		return node, nil
	case err != nil:
		return nil, err
	case readErr != nil:
		return nil, fmt.Errorf("node was activated as %s but cannot be read: %w", in.TSMName, readErr)
	case node.TSMName == "":
		return nil, incomplete(cloutilityapi.OpActivateNode, "node was activated as "+in.TSMName+" but has no name yet")
	}
	// The server chose another name: what it says counts.
	return node, nil
}

// badName says why a name cannot be a node's: IBM Storage Protect's rules.
func badName(name string) string {
	const longest = 64
	if len(name) > longest {
		return "must not be longer than 64 characters"
	}
	for _, r := range name {
		letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune("_-.&+", r) {
			return "must only have letters, digits and _ - . & +"
		}
	}
	return ""
}
