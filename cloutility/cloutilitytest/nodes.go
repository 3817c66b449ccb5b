package cloutilitytest

import (
	"cmp"
	"context"
	"maps"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// GetNode returns the node, with its password once it is activated.
func (s *service) GetNode(ctx context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	return s.nodeObject(ctx, c), nil
}

// CreateNode makes the node of a unit that has none.
func (s *service) CreateNode(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreateNodeInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if c.node != nil {
		return nil, conflict("The consumer has a node already.")
	}
	n, err := s.newNode((*cloutilityapi.UpdateNodeInput)(in))
	if err != nil {
		return nil, err
	}
	c.node = n
	s.audit(auditCreate, c.unit, c.id, "Backup node was created")
	return s.created(s.nodeObject(ctx, c))
}

func (s *service) newNode(in *cloutilityapi.UpdateNodeInput) (*node, error) {
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
func (s *service) DeleteNode(ctx context.Context, unitID, consumerID int64, in cloutilityapi.DeleteNodeInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	last := s.nodeObject(ctx, c)
	s.remove(c, Deletion{ConsumerID: c.id, Node: true, Associations: isTrue(in.DeleteAssociations)})
	s.audit(auditDelete, c.unit, c.id, "Backup node was deleted")
	return s.deleted(last)
}

// GetNodeSPName returns the name the naming rule suggests.
func (s *service) GetNodeSPName(_ context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	return s.name(s.suggestedName(c))
}

// ActivateNode registers the node: it gets its name and a random password.
func (s *service) ActivateNode(_ context.Context, unitID, consumerID int64, in cloutilityapi.ActivateNodeInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	c.node.activations++
	if !c.node.activated.IsZero() {
		return nil, conflict("The node is activated already.")
	}
	suggested := s.suggestedName(c)
	// The name that spname suggests comes as a JSON string, and clients send it
	// back as they got it.
	name := cmp.Or(strings.ToUpper(unquoted(in.TSMName)), suggested)
	switch {
	case name == "":
		return nil, invalid("The naming rule wants names that are set by hand.")
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
	return s.name(name)
}

// register gives a node its name and password on the backup server.
func (s *service) register(c *consumer, name string) {
	c.node.tsmName, c.node.tsmPassword, c.node.activated = name, s.firstPassword(c), s.now()
	s.tsmNames[name] = c
}

func (s *service) nodeObject(ctx context.Context, c *consumer) object {
	out := s.nodeBrief(ctx, c)
	n := c.node
	maps.Copy(out, object{
		"schedules": []any{}, "nodeSchedules": []any{}, "filespaces": []any{}, "events": []any{},
		"unscheduledActivities": []any{}, "retentionSets": []any{}, "activityLogs": []any{}, "remoteActivities": []any{},
		"proxyAgents": s.nodesOf(ctx, n.agents), "proxyTargets": s.nodesOf(ctx, n.targets),
		"nodeGroups":         s.render(ctx, n.groups),
		"activityLogFilters": s.render(ctx, s.collections[collection{filters, c.id}]),
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

// UpdateNode changes what the body has; the rest stays.
func (s *service) UpdateNode(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.UpdateNodeInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	changed := *c.node
	if err := changed.refer(in, false); err != nil {
		return nil, err
	}
	replaceText(&changed.contact, in.Contact)
	replace(&changed.cpuCount, in.CPUCount)
	*c.node = changed
	s.audit(auditModify, c.unit, c.id, "Backup node was modified")
	return s.nodeObject(ctx, c), nil
}

// refer takes over what the body of a request points at, if that exists.
func (n *node) refer(in *cloutilityapi.UpdateNodeInput, isNew bool) error {
	server := int64(0)
	for _, f := range []struct {
		name     string
		ref      *cloutilityapi.ObjectRef
		known    []entry
		to       *int64
		required bool
	}{
		{"OperatingSystem", in.OperatingSystem, operatingSystems(), &n.operatingSystem, isNew},
		{"Type", in.Type, nodeTypes(), &n.kind, isNew},
		{"Domain", in.Domain, domains(), &n.domain, isNew},
		{"ClientOptionSet", in.ClientOptionSet, optionSets(), &n.optionSet, false},
		{"Server", in.Server, servers(), &server, false},
	} {
		switch {
		case f.ref == nil && f.required:
			return invalid("The field " + f.name + " is required.")
		case f.ref == nil:
			continue
		case find(f.known, f.ref.ID) == nil:
			return invalid(f.name + " " + itoa(f.ref.ID) + " was not found.")
		}
		*f.to = f.ref.ID
	}
	return nil
}

// SetNodePassword changes the password on the backup server.
func (s *service) SetNodePassword(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.SetNodePasswordInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	switch rule, _ := s.setting(passwordRules, c.unit); {
	case c.node.activated.IsZero():
		return nil, conflict("The node is not activated.")
	case in.TSMPassword == "":
		return nil, invalid("The field TsmPassword is required.")
	case float64(len(in.TSMPassword)) < asFloat(rule["minimumLength"]):
		return nil, invalid("The password is too short.")
	}
	c.node.tsmPassword = in.TSMPassword
	s.audit(auditModify, c.unit, c.id, "The password of the backup node was changed")
	return s.nodeObject(ctx, c), nil
}

// ListRetentionRules returns the rules that make retention sets with a node.
func (s *service) ListRetentionRules(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListRetentionRulesInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, nodePath(unitID, consumerID)+"/retentionRules", retentionRules, consumerID, window{in.Cursor, in.Limit})
}

// CreateNodeGroup makes a group on the node's server, with the node in it.
func (s *service) CreateNodeGroup(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreateNodeGroupInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	group, err := s.newGroup(in.Name)
	if err != nil {
		return nil, err
	}
	c.node.groups = append(c.node.groups, group)
	s.audit(auditModify, c.unit, c.id, "Node group "+in.Name+" was created")
	return s.created(s.renderObject(ctx, group))
}

// ListFilespaces returns what the node has backed up. The portal's copy is as
// old as the last look at the server, unless it is told to look now.
func (s *service) ListFilespaces(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListFilespacesInput) (any, error) {
	defer s.lock()()
	c, err := s.node(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if isTrue(in.Sync) {
		c.synced = true
	}
	path := nodePath(unitID, consumerID) + "/filespaces"
	if !c.synced {
		return s.list(ctx, path, nil, window{in.Cursor, in.Limit})
	}
	return s.listItems(ctx, path, filespaces, c.id, window{in.Cursor, in.Limit})
}

// NodePassword is the first password of a node, empty while it has none.
func (s *Server) NodePassword(consumerID int64) string {
	defer s.svc.lock()()
	if c := s.svc.consumers[consumerID]; c != nil && c.node != nil {
		return c.node.tsmPassword
	}
	return ""
}

// Activations counts the requests to activate a node, those that failed included.
func (s *Server) Activations(consumerID int64) int {
	defer s.svc.lock()()
	if c := s.svc.consumers[consumerID]; c != nil && c.node != nil {
		return c.node.activations
	}
	return 0
}

// SignInNode does what a backup client's first sign-in does: the node becomes
// Active and its sessions Strict. It reports whether there was such a node.
func (s *Server) SignInNode(consumerID int64) bool {
	defer s.svc.lock()()
	c := s.svc.consumers[consumerID]
	if c == nil || c.node == nil || c.node.activated.IsZero() {
		return false
	}
	c.node.lastSeen = s.svc.clock.Now()
	return true
}
