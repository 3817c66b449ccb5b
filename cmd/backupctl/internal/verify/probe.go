package verify

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// probes ask for things that do not exist: how a service says so is worth knowing, and
// a read of nothing changes nothing.
func probes(book *drift.Book, service string, ids *pool) []Request {
	const (
		noUUID = "00000000-0000-4000-8000-000000000000"
		noID   = "2147483647"
	)
	var out []Request
	add := func(id, parameter, value string) {
		o := book.Operation(service, id)
		if o == nil || !o.Read {
			return
		}
		path := strings.Replace(o.Route, "{"+parameter+"}", value, 1)
		for _, name := range o.Parameters() {
			if other, ok := ids.get(name, 0); ok {
				path = strings.Replace(path, "{"+name+"}", url.PathEscape(other), 1)
			}
		}
		if rest := strings.Replace(path, "{project_id}", "", 1); !strings.Contains(rest, "{") {
			out = append(out, Request{Operation: o, Method: http.MethodGet, Path: path})
		}
	}
	switch service {
	case "cbr":
		add("showBackup", "backup_id", noUUID)
		add("showCheckpoint", "checkpoint_id", noUUID)
		add("showVault", "vault_id", noUUID)
	case "cloutility":
		add("getConsumer", "consumerId", noID)
	case "zomro":
		if o := book.Operation(service, "showImage"); o != nil && o.Read {
			out = append(out, Request{Operation: o, Method: http.MethodPost, Path: o.Function(), Form: url.Values{"elid": {noID}}})
		}
	}
	return out
}
