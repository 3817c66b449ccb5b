package cloutility

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ActivateNodeInput says which node to activate and under which name.
type ActivateNodeInput struct {
	BusinessUnitID int64
	ConsumerID     int64
	// TSMName is the node's name on the backup server: at most 64 letters,
	// digits and the characters _ - . & +. Empty takes what SPName suggests.
	TSMName string
}

// Activate registers a node on the backup server, where it gets a random
// password, and returns the node with name and password. A node that is active
// already, or a name that is taken, is a [backup.ErrConflict].
//
// Activating is a single request that changes state, so it is not sent again
// once it may have arrived. When its answer is lost Activate looks at the node,
// and if that has the name now, the call succeeded. When the node was activated
// but cannot be read, the error says so; Get then returns it later.
func (s *NodesService) Activate(ctx context.Context, in ActivateNodeInput) (*Node, error) {
	name := in.TSMName
	if name == "" {
		suggested, err := s.SPName(ctx, in.BusinessUnitID, in.ConsumerID)
		if err != nil {
			return nil, err
		}
		name = suggested
	} else if reason := badName(name); reason != "" {
		return nil, refuse("ActivateNodeInput.TSMName", reason)
	}
	op := cloutilityapi.OpActivateNode
	err := exec(ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewActivateNodeRequest(base, in.BusinessUnitID, in.ConsumerID, &cloutilityapi.ActivateNodeParams{TSMName: &name})
	}, in.BusinessUnitID, in.ConsumerID)
	if err != nil && (ctx.Err() != nil || !mayHaveWorked(err)) {
		return nil, err
	}
	node, readErr := s.Get(ctx, in.BusinessUnitID, in.ConsumerID)
	switch {
	case readErr == nil && strings.EqualFold(node.TSMName, name):
		return node, nil
	case err != nil:
		return nil, err
	case readErr != nil:
		return nil, fmt.Errorf("node was activated as %s but cannot be read: %w", name, readErr)
	case node.TSMName == "":
		return nil, incomplete(op, "node was activated as "+name+" but has no name yet")
	}
	// The server chose another name: what it says counts.
	return node, nil
}

// mayHaveWorked reports failures that leave it open whether the request was
// carried out: no answer, or one that is not the service's refusal.
func mayHaveWorked(err error) bool {
	var e *backup.Error
	if !errors.As(err, &e) || e.Attempts == 0 {
		return false
	}
	return e.StatusCode < http.StatusBadRequest || e.StatusCode >= http.StatusInternalServerError
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
