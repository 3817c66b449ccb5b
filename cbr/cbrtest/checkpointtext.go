package cbrtest

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// checkpointAnswer is an answer with a checkpoint as the service writes it: sizes
// and counts of its resources are texts. The lenient types of the models write
// numbers, which the vendor's own client does not read.
type checkpointAnswer cbrapi.Checkpoint

func (a checkpointAnswer) VisitCreateCheckpointResponse(w http.ResponseWriter) error {
	return a.write(w)
}

func (a checkpointAnswer) VisitShowCheckpointResponse(w http.ResponseWriter) error {
	return a.write(w)
}

func (a checkpointAnswer) write(w http.ResponseWriter) error {
	c := cbrapi.Checkpoint(a)
	encoded, err := json.Marshal(cbrapi.CheckpointEnvelope{Checkpoint: &c})
	if err != nil {
		return err
	}
	var answer struct {
		Checkpoint map[string]any `json:"checkpoint"`
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil {
		return err
	}
	vault, _ := answer.Checkpoint["vault"].(map[string]any)
	resources, _ := vault["resources"].([]any)
	for _, item := range resources {
		resource, _ := item.(map[string]any)
		for _, name := range []string{"resource_size", "backup_size", "backup_count"} {
			if n, ok := resource[name].(json.Number); ok {
				resource[name] = n.String()
			}
		}
	}
	fake.WriteJSON(w, http.StatusOK, answer)
	return nil
}
