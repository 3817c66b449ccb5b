package cloutilitytest

import (
	"context"
	"maps"
	"strings"

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
	s.audit(auditCreate, c.unit, c.id, "Backup node was created")
	return s.created(s.nodeObject(ctx, c)), nil
}

func (s *service) newNode(in *cloutilityapi.NewNode) (*node, error) {
	n := &node{created: s.now(), contact: in.Contact, cpuCount: 1}
	if in.CPUCount != nil {
		n.cpuCount = *in.CPUCount
	}
	if err := n.refer(in, true); err != nil {
		return nil, err
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
	last := s.nodeObject(ctx, c)
	s.remove(c, Deletion{ConsumerID: c.id, Node: true, Associations: isTrue(request.Params.DeleteAssociations)})
	s.audit(auditDelete, c.unit, c.id, "Backup node was deleted")
	return s.deleted(last), nil
}

// GetNodeSPName answers the name the naming rule suggests.
func (s *service) GetNodeSPName(_ context.Context, request cloutilityserver.GetNodeSPNameRequestObject) (cloutilityserver.GetNodeSPNameResponseObject, error) {
	defer s.lock()()
	c, err := s.node(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	return s.name(s.suggestedName(c)), nil
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
	name, suggested := "", s.suggestedName(c)
	if request.Params.TSMName != nil {
		name = strings.ToUpper(*request.Params.TSMName)
	}
	if name == "" {
		name = suggested
	}
	switch {
	case name == "":
		return nil, invalid("The naming rule wants names that are given by hand.")
	case !validName(name):
		return nil, invalid("The name is not valid on the backup server.")
	case s.tsmNames[name] != nil:
		return nil, conflict("The name is taken on the backup server.")
	}
	s.register(c, name)
	if name == suggested {
		s.countUp(c)
	}
	s.audit(auditModify, c.unit, c.id, "Backup node was activated")
	return s.name(name), nil
}

// register gives a node its name and password on the backup server.
func (s *service) register(c *consumer, name string) {
	c.node.tsmName, c.node.tsmPassword, c.node.activated = name, s.firstPassword(c), s.now()
	s.tsmNames[name] = c
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
	out := s.nodeBrief(ctx, c)
	n := c.node
	maps.Copy(out, object{
		"schedules": []any{}, "nodeSchedules": []any{}, "filespaces": []any{}, "events": []any{},
		"unscheduledActivities": []any{}, "retentionSets": []any{}, "activityLogs": []any{}, "remoteActivities": []any{},
		"proxyAgents": s.nodesOf(ctx, n.agents), "proxyTargets": s.nodesOf(ctx, n.targets),
		"nodeGroups":         s.shown(ctx, n.groups),
		"activityLogFilters": s.shown(ctx, s.shelves[shelf{filters, c.id}]),
	})
	unit := s.consumerObject(ctx, c, true)
	unit["$type"] = typeName("Consumer")
	out["consumer"] = unit
	return out
}

// nodesOf are the nodes of consumption units, as they stand inside others.
func (s *service) nodesOf(ctx context.Context, consumers []int64) []object {
	out := make([]object, len(consumers))
	for i, id := range consumers {
		out[i] = s.nodeBrief(ctx, s.consumers[id])
	}
	return out
}

// nodeBrief is a node in a list: without what belongs to it.
func (s *service) nodeBrief(ctx context.Context, c *consumer) object {
	n := c.node
	out := s.based(object{
		"href": consumerHref(ctx, c) + "/node", "cpuCount": n.cpuCount, "locked": false,
		"operatingSystem": s.entryObject(operatingSystems(), n.operatingSystem),
		"type":            s.entryObject(nodeTypes(), n.kind),
		"syncState":       s.based(object{"name": "Synchronized"}, 1),
		"contact":         n.contact, "containsVmFilespaces": false, "decommissioned": false,
		"replicationState": false, "replicationMode": 0,
		"dataSourceState": state(n), "dataSourceType": sourceType(),
		"createdDate": s.date(n.created),
	}, n.id)
	domain := s.entryObject(domains(), n.domain)
	domain["server"] = s.serverObject()
	out["domain"] = domain
	if n.optionSet != 0 {
		out["clientOptionSet"] = s.entryObject(optionSets(), n.optionSet)
	}
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
