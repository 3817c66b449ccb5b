package cloutilitytest

import (
	"context"
	"maps"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
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

// entryObject is an entry inside another object: without href.
func (s *service) entryObject(entries []entry, id int64) object {
	e := find(entries, id)
	if e == nil {
		return nil
	}
	return s.based(maps.Clone(e.fields), e.id)
}

// entries are the items of a catalogue's own list.
func (s *service) entries(ctx context.Context, path string, list []entry) []object {
	out := make([]object, len(list))
	for i, e := range list {
		out[i] = s.based(maps.Clone(e.fields), e.id)
		out[i]["href"] = base(ctx) + path + "/" + itoa(e.id)
	}
	return out
}

// ListOperatingSystems answers all platforms, each with all node types.
func (s *service) ListOperatingSystems(ctx context.Context, request cloutilityserver.ListOperatingSystemsRequestObject) (cloutilityserver.ListOperatingSystemsResponseObject, error) {
	defer s.lock()()
	const path = "/v1/nodeoperatingsystems"
	items := s.entries(ctx, path, operatingSystems())
	for _, item := range items {
		item["supportedNodeTypes"] = s.entries(ctx, "/v1/nodetypes", nodeTypes())
	}
	return s.list(ctx, path, items, request.Params.Offset, request.Params.Limit), nil
}

// ListNodeTypes answers all node types.
func (s *service) ListNodeTypes(ctx context.Context, request cloutilityserver.ListNodeTypesRequestObject) (cloutilityserver.ListNodeTypesResponseObject, error) {
	defer s.lock()()
	const path = "/v1/nodetypes"
	return s.list(ctx, path, s.entries(ctx, path, nodeTypes()), request.Params.Offset, request.Params.Limit), nil
}

// GetDefaultServer answers the one server by reference.
func (s *service) GetDefaultServer(ctx context.Context, request cloutilityserver.GetDefaultServerRequestObject) (cloutilityserver.GetDefaultServerResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	server := servers()[0]
	return ok(object{"href": base(ctx) + "/v1/servers/" + itoa(server.id), "id": server.id, "name": server.fields["name"]}), nil
}

// ListDomains answers the domains of the default server.
func (s *service) ListDomains(ctx context.Context, request cloutilityserver.ListDomainsRequestObject) (cloutilityserver.ListDomainsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	path := "/v1/bunits/" + itoa(request.BunitID) + "/defaultserver/domains"
	return s.list(ctx, path, s.entries(ctx, path, domains()), request.Params.Offset, request.Params.Limit), nil
}

// ListClientOptionSets answers the client option sets of the default server.
func (s *service) ListClientOptionSets(ctx context.Context, request cloutilityserver.ListClientOptionSetsRequestObject) (cloutilityserver.ListClientOptionSetsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	path := "/v1/bunits/" + itoa(request.BunitID) + "/defaultserver/clientoptionsets"
	return s.list(ctx, path, s.entries(ctx, path, optionSets()), request.Params.Offset, request.Params.Limit), nil
}

// serverObject is the server as it stands inside a node's domain: in full.
func (s *service) serverObject() object {
	server := servers()[0]
	out := s.based(maps.Clone(server.fields), server.id)
	maps.Copy(out, object{
		"allowedDedupStatThreads": 2, "clientOptionSets": []any{}, "consumers": []any{}, "errors": []any{},
		"dedupStatsGenerationTime": "02:00:00", "deleteMissingItems": true, "deleteOldDedupStats": true,
		"description": "North", "errorsDeactivated": false, "generateDedupStatsForStoragePool": false,
		"generateDedupsStats": true, "generateDedupsStatsWaitSeconds": 5, "importFromServer": true, "importOverlapMinutes": 60,
		"importStoragePoolInfoFromScale": false, "installDate": s.date(s.started), "isDefaultServerForBusinessUnit": true,
		"lastSuccessfulImportTime": s.date(s.started), "lastSuccessfulReportTime": s.date(s.started),
		"version": 8, "release": 1, "level": 23, "subLevel": 0, "versionName": "8.1.23.0",
		"lowestAllowedClientVersion": "8.1.2", "lowestCompatibleClientVersion": "7.1", "machineName": "sp-nord-1",
		"nodeNetworkAddress": "sp-nord-1.backup.example", "nodeNetworkPort": 1600, "port": 1500,
		"portalNetworkAddress": "sp-nord-1.internal.example", "readOnly": false, "reportingTime": "06:00:00",
		"type": object{"id": 1, "name": "IBM Storage Protect"}, "useSsl": true,
		"timeZone": s.based(object{"name": "(GMT+01:00) Berlin", "offset": 0, "windowsId": "W. Europe Standard Time"}, 6),
	})
	return out
}
