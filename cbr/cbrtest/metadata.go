package cbrtest

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

func (s *service) ShowMetadata(_ context.Context, _, backupID string) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	switch {
	case !ok:
		return nil, s.backupMissing()
	case b.resource.Type != cbrapi.ResourceTypeServer || b.status != cbrapi.BackupStatusAvailable:
		return nil, serviceError(http.StatusBadRequest, "6206", "The metadata cannot be read in this state.")
	}
	out := cbrapi.BackupMetadata{
		BackupID:  b.id,
		Server:    packed(map[string]any{"id": b.resource.ID, "name": b.resource.Name}),
		Flavor:    packed(map[string]any{"id": "s3.large.2", "vcpus": 2, "ram": 4096}),
		Interface: packed([]any{map[string]any{"port_state": "ACTIVE"}}),
		Ports:     lenient.List[lenient.Raw]{packed(map[string]any{"mac_address": "fa:16:3e:0a:0b:0c"})},
	}
	var children []any
	for _, child := range b.children {
		children = append(children, map[string]any{"id": child.id})
		out.Volumes = append(out.Volumes, packed(map[string]any{"id": child.resource.ID, "name": child.resource.Name, "size": child.resource.SizeGB}))
	}
	out.Backups = packed(children)
	return out, nil
}

// packed is a JSON document inside a text.
func packed(v any) lenient.Raw {
	inner, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	text, err := json.Marshal(string(inner))
	if err != nil {
		return nil
	}
	return text
}
