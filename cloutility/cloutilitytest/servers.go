package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// GetDefaultServer returns the one server by reference.
func (s *service) GetDefaultServer(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	server := servers()[0]
	return object{"href": base(ctx) + "/v1/servers/" + itoa(server.id), "id": server.id, "name": server.fields["name"]}, nil
}

// ListDomains returns the domains of the default server.
func (s *service) ListDomains(ctx context.Context, unitID int64, in cloutilityapi.ListDomainsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	path := "/v1/bunits/" + itoa(unitID) + "/defaultserver/domains"
	return s.catalogue(ctx, path, domains(), window{in.Cursor, in.Limit})
}

// ListClientOptionSets returns the client option sets of the default server.
func (s *service) ListClientOptionSets(ctx context.Context, unitID int64, in cloutilityapi.ListClientOptionSetsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	path := "/v1/bunits/" + itoa(unitID) + "/defaultserver/clientoptionsets"
	return s.catalogue(ctx, path, optionSets(), window{in.Cursor, in.Limit})
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

// GetDefaultSPPlusServer returns the server of the unit or of one above.
func (s *service) GetDefaultSPPlusServer(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, spPlusServers, unitID)
}

// GetDefaultRubrikServer returns the server of the unit or of one above.
func (s *service) GetDefaultRubrikServer(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	return s.getSetting(ctx, rubrikServers, unitID)
}

// GetFallbackSPPlusServer returns the server the unit has from above.
func (s *service) GetFallbackSPPlusServer(ctx context.Context, unitID int64) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	o, _ := s.setting(spPlusServers, u.parent)
	if o == nil {
		return s.absent("There is no fallback server.")
	}
	return s.renderObject(ctx, o), nil
}

// dataCenter is the one data centre; the one server stands in it.
const dataCenter int64 = 2

// CreateServerNodeGroup makes a group on a server.
func (s *service) CreateServerNodeGroup(ctx context.Context, unitID, dataCenterID, spServerID int64, in *cloutilityapi.CreateNodeGroupInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if dataCenterID != dataCenter || find(servers(), spServerID) == nil {
		return nil, notFound("Server " + itoa(spServerID) + " was not found in data centre " + itoa(dataCenterID) + ".")
	}
	group, err := s.newGroup(in.Name)
	if err != nil {
		return nil, err
	}
	s.audit(auditCreate, unitID, 0, "Node group "+in.Name+" was created")
	return s.created(s.renderObject(ctx, group))
}

// newGroup makes a group of nodes. Its name is new on the one server.
func (s *service) newGroup(name string) (object, error) {
	if strings.TrimSpace(name) == "" {
		return nil, invalid("The field Name is required.")
	}
	taken := func(o object) bool {
		other, _ := o["name"].(string)
		return strings.EqualFold(other, name)
	}
	if slices.ContainsFunc(s.collections[collection{nodeGroups, 0}], taken) {
		return nil, conflict("The name of the group is taken on the backup server.")
	}
	return s.insert(nodeGroups, 0, object{"name": name}), nil
}
