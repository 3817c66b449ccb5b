package cloutilitytest

import (
	"context"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// GetNode answers the node, with its password once it is activated.
func (s *service) GetNode(ctx context.Context, request cloutilityserver.GetNodeRequestObject) (cloutilityserver.GetNodeResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	return ok(s.nodeObject(ctx, c)), nil
}

// CreateNode makes the node of a unit that has none.
func (s *service) CreateNode(ctx context.Context, request cloutilityserver.CreateNodeRequestObject) (cloutilityserver.CreateNodeResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	if c.node != nil {
		return nil, conflict("The consumer has a node already.")
	}
	n, err := s.newNode(request.Body)
	if err != nil {
		return nil, err
	}
	c.node = n
	return s.created(s.nodeObject(ctx, c)), nil
}

func (s *service) newNode(in *cloutilityapi.NewNode) (*node, error) {
	if in == nil {
		return nil, invalid("The body is required.")
	}
	n := &node{created: s.clock.Now().Truncate(time.Millisecond), contact: in.Contact, cpuCount: 1}
	if in.CPUCount != nil {
		n.cpuCount = *in.CPUCount
	}
	server := int64(0)
	for _, ref := range []struct {
		name     string
		given    *cloutilityapi.ObjectRef
		known    []entry
		to       *int64
		required bool
	}{
		{"OperatingSystem", in.OperatingSystem, operatingSystems(), &n.operatingSystem, true},
		{"Type", in.Type, nodeTypes(), &n.kind, true},
		{"Domain", in.Domain, domains(), &n.domain, true},
		{"ClientOptionSet", in.ClientOptionSet, optionSets(), &n.optionSet, false},
		{"Server", in.Server, servers(), &server, false},
	} {
		switch {
		case ref.given == nil && ref.required:
			return nil, invalid("The field " + ref.name + " is required.")
		case ref.given == nil:
			continue
		case find(ref.known, ref.given.ID) == nil:
			return nil, invalid(ref.name + " " + itoa(ref.given.ID) + " was not found.")
		}
		*ref.to = ref.given.ID
	}
	n.id = s.newID()
	return n, nil
}

// DeleteNode removes the whole consumption unit.
func (s *service) DeleteNode(ctx context.Context, request cloutilityserver.DeleteNodeRequestObject) (cloutilityserver.DeleteNodeResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	if err := s.mayDelete(); err != nil {
		return nil, err
	}
	last := s.nodeObject(ctx, c)
	s.remove(Deletion{ConsumerID: c.id, Node: true, Associations: isTrue(request.Params.DeleteAssociations)})
	return s.deleted(last), nil
}

// GetNodeSPName answers the name the naming rule suggests.
func (s *service) GetNodeSPName(_ context.Context, request cloutilityserver.GetNodeSPNameRequestObject) (cloutilityserver.GetNodeSPNameResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	return s.name(spName(c.node)), nil
}

// ActivateNode registers the node: it gets its name and a random password.
func (s *service) ActivateNode(_ context.Context, request cloutilityserver.ActivateNodeRequestObject) (cloutilityserver.ActivateNodeResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	c.node.activations++
	if !c.node.activated.IsZero() {
		return nil, conflict("The node is activated already.")
	}
	name := spName(c.node)
	if request.Params.TSMName != nil && *request.Params.TSMName != "" {
		name = strings.ToUpper(*request.Params.TSMName)
	}
	if !validName(name) {
		return nil, invalid("The name is not valid on the backup server.")
	}
	for _, other := range s.consumers {
		if other.node != nil && other.node.tsmName == name {
			return nil, conflict("The name is taken on the backup server.")
		}
	}
	const passwordDigits = 20
	c.node.tsmName, c.node.tsmPassword = name, "np-"+s.ids.Hex(passwordDigits)
	c.node.activated = s.clock.Now().Truncate(time.Millisecond)
	return s.name(name), nil
}

// validName knows the characters and the length IBM Storage Protect allows.
func validName(name string) bool {
	const longest = 64
	if name == "" || len(name) > longest {
		return false
	}
	for _, r := range name {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-.&+", r) {
			return false
		}
	}
	return true
}

func (s *service) nodeObject(ctx context.Context, c *consumer) object {
	n := c.node
	out := s.based(object{
		"href": consumerHref(ctx, c) + "/node", "cpuCount": n.cpuCount, "locked": false,
		"operatingSystem": s.entryObject(operatingSystems(), n.operatingSystem),
		"type":            s.entryObject(nodeTypes(), n.kind),
		"syncState":       s.based(object{"name": "Synchronized"}, 1),
		"schedules":       []any{}, "nodeSchedules": []any{}, "filespaces": []any{}, "events": []any{},
		"unscheduledActivities": []any{}, "retentionSets": []any{}, "activityLogs": []any{}, "proxyAgents": []any{},
		"proxyTargets": []any{}, "nodeGroups": []any{}, "activityLogFilters": []any{}, "remoteActivities": []any{},
		"contact": n.contact, "containsVmFilespaces": false, "decommissioned": false,
		"replicationState": false, "replicationMode": 0,
		"dataSourceState": state(n), "dataSourceType": object{"id": 1, "name": "SP Backup node"},
		"createdDate": s.date(n.created),
	}, n.id)
	domain := s.entryObject(domains(), n.domain)
	domain["server"] = s.serverObject()
	out["domain"] = domain
	if n.optionSet != 0 {
		out["clientOptionSet"] = s.entryObject(optionSets(), n.optionSet)
	}
	unit := s.consumerObject(ctx, c, true)
	unit["$type"] = typeName("Consumer")
	out["consumer"] = unit
	if n.activated.IsZero() {
		return out
	}
	out["activatedDate"], out["registeredTime"] = s.date(n.activated), s.date(n.activated)
	out["name"], out["tsmName"], out["tsmPassword"], out["tsmNodeId"] = n.tsmName, n.tsmName, n.tsmPassword, itoa(n.id)
	out["sessionSecurity"] = object{"id": 2, "name": "Transitional"}
	if !n.lastSeen.IsZero() {
		out["sessionSecurity"] = object{"id": 1, "name": "Strict"}
		out["lastAccessTime"] = s.date(n.lastSeen)
		out["platform"] = s.based(object{"name": "Linux x86-64"}, 8)
		out["tsmClientVersion"] = s.based(object{"name": "8.1.23.0"}, 14)
		out["osLevel"] = s.based(object{"name": "6.8.0"}, 21)
		out["tcpName"], out["tcpAddress"] = strings.ToLower(c.name), "192.0.2.17"
	}
	return out
}
