package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// entry is one line of a catalogue.
type entry struct {
	id     int64
	fields object
}

func find(entries []entry, id int64) *entry {
	for i := range entries {
		if entries[i].id == id {
			return &entries[i]
		}
	}
	return nil
}

func operatingSystems() []entry {
	return []entry{
		{2, object{"name": "Microsoft Windows", "shortName": "Windows"}},
		{3, object{"name": "Linux", "shortName": "Linux"}},
		{5, object{"name": "Apple macOS", "shortName": "macOS"}},
	}
}

func nodeTypes() []entry {
	return []entry{
		{1, object{"name": "File server", "shortName": "FS"}},
		{2, object{"name": "Workstation", "shortName": "WS"}},
	}
}

func domains() []entry {
	return []entry{
		{1, object{"name": "STANDARD", "description": "Inactive versions for 180 days", "backupRetention": 180, "archiveRetention": 365, "missingInTsm": false}},
		{6, object{"name": "30DAYS", "description": "Inactive versions for 30 days", "backupRetention": 30, "archiveRetention": 365, "missingInTsm": false}},
		{7, object{"name": "90DAYS", "description": "Inactive versions for 90 days", "backupRetention": 90, "archiveRetention": 365, "missingInTsm": false}},
	}
}

func optionSets() []entry {
	return []entry{
		{2, object{"name": "COMPRESS", "description": "Compression and deduplication on the client"}},
		{4, object{"name": "ENCRYPT", "description": "Encryption on the client"}},
	}
}

func servers() []entry {
	return []entry{{4, object{"name": "sp-nord-1"}}}
}

func actions() []entry {
	return []entry{
		{2, object{"name": "Incremental"}},
		{3, object{"name": "Selective"}},
		{4, object{"name": "Command"}},
	}
}

// The warnings of reports.
const (
	highStorage int64 = 2
	noActivity  int64 = 3
)

func warningTypes() []entry {
	return []entry{
		{highStorage, object{"name": "High storage", "usesLimit": true}},
		{noActivity, object{"name": "No activity", "usesLimit": false}},
	}
}

// passwordGenerated is the kind of password rule that needs no text.
const passwordGenerated int64 = 3

func passwordRuleTypes() []entry {
	return []entry{
		{1, object{"name": "PrefixNodeId"}},
		{2, object{"name": "NodeIdPostfix"}},
		{passwordGenerated, object{"name": "Generated"}},
		{4, object{"name": "Static"}},
	}
}

// entryObject is an entry inside another object: without href.
func (s *service) entryObject(entries []entry, id int64) object {
	e := find(entries, id)
	if e == nil {
		return nil
	}
	return s.based(maps.Clone(e.fields), e.id)
}

// listed is an entry in the catalogue's own list.
func (s *service) listed(ctx context.Context, path string, e entry) object {
	out := s.based(maps.Clone(e.fields), e.id)
	out["href"] = base(ctx) + path + "/" + itoa(e.id)
	return out
}

func (s *service) entries(ctx context.Context, path string, list []entry) []object {
	out := make([]object, len(list))
	for i, e := range list {
		out[i] = s.listed(ctx, path, e)
	}
	return out
}

func (s *service) catalogue(ctx context.Context, path string, list []entry, w window) (any, error) {
	return s.listOf(ctx, path, len(list), func(i int) object { return s.listed(ctx, path, list[i]) }, w)
}

func (s *service) catalogued(ctx context.Context, path string, list []entry, id int64) (any, error) {
	e := find(list, id)
	if e == nil {
		return nil, notFound("There is nothing at " + path + "/" + itoa(id) + ".")
	}
	return s.listed(ctx, path, *e), nil
}

// systemObject is a platform with the node types that go with it: all of them.
func (s *service) systemObject(ctx context.Context, e entry) object {
	out := s.listed(ctx, "/v1/nodeoperatingsystems", e)
	out["supportedNodeTypes"] = s.entries(ctx, "/v1/nodetypes", nodeTypes())
	return out
}

// ListOperatingSystems returns all platforms.
func (s *service) ListOperatingSystems(ctx context.Context, in cloutilityapi.ListOperatingSystemsInput) (any, error) {
	defer s.lock()()
	all := operatingSystems()
	return s.listOf(ctx, "/v1/nodeoperatingsystems", len(all), func(i int) object { return s.systemObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}

// GetOperatingSystem returns one platform.
func (s *service) GetOperatingSystem(ctx context.Context, operatingSystemID int64) (any, error) {
	defer s.lock()()
	e := find(operatingSystems(), operatingSystemID)
	if e == nil {
		return nil, notFound("Platform " + itoa(operatingSystemID) + " was not found.")
	}
	return s.systemObject(ctx, *e), nil
}

// ListNodeTypes returns all node types.
func (s *service) ListNodeTypes(ctx context.Context, in cloutilityapi.ListNodeTypesInput) (any, error) {
	defer s.lock()()
	return s.catalogue(ctx, "/v1/nodetypes", nodeTypes(), window{in.Cursor, in.Limit})
}

// GetNodeType returns one node type.
func (s *service) GetNodeType(ctx context.Context, nodeTypeID int64) (any, error) {
	defer s.lock()()
	return s.catalogued(ctx, "/v1/nodetypes", nodeTypes(), nodeTypeID)
}

// ListActions returns what schedules can do.
func (s *service) ListActions(ctx context.Context, in cloutilityapi.ListActionsInput) (any, error) {
	defer s.lock()()
	return s.catalogue(ctx, "/v1/actions", actions(), window{in.Cursor, in.Limit})
}

// GetAction returns one action.
func (s *service) GetAction(ctx context.Context, actionID int64) (any, error) {
	defer s.lock()()
	return s.catalogued(ctx, "/v1/actions", actions(), actionID)
}

// ListNodeWarningTypes returns the kinds of warnings; those have no address.
func (s *service) ListNodeWarningTypes(ctx context.Context, in cloutilityapi.ListNodeWarningTypesInput) (any, error) {
	defer s.lock()()
	all := warningTypes()
	return s.listOf(ctx, "/v1/nodewarningtypes", len(all), func(i int) object { return s.entryObject(all, all[i].id) }, window{in.Cursor, in.Limit})
}
