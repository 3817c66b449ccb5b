package cloutilitytest

import "strconv"

// AddBusinessUnit makes a business unit below another one that the user can
// see, and returns its id, or 0 when there is no such parent.
func (s *Server) AddBusinessUnit(parent int64, name string) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(parent); err != nil {
		return 0
	}
	return s.svc.addUnit(parent, name).id
}

// AddConsumers makes n consumption units named after their number and returns
// their ids. It makes none in a unit that the user cannot see.
func (s *Server) AddConsumers(unitID int64, n int) []int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(unitID); err != nil {
		return nil
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = s.svc.add(unitID, "host-"+strconv.Itoa(i+1)).id
	}
	return ids
}

// AddNode makes a consumption unit with an activated Linux file server in it, as
// somebody else would, and returns the consumption unit's id. It returns 0 when
// the user cannot see the business unit.
func (s *Server) AddNode(unitID int64, name string) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(unitID); err != nil {
		return 0
	}
	const linux, fileServer, domain, compress = 3, 1, 7, 2
	c := s.svc.add(unitID, name)
	c.node = &node{
		id: s.svc.newID(), created: s.svc.now(), cpuCount: 1, contact: DefaultUsername,
		operatingSystem: linux, kind: fileServer, domain: domain, optionSet: compress,
	}
	name = s.svc.suggestedName(c)
	if name == "" {
		name = spName(c.node)
	}
	s.svc.register(c, name)
	s.svc.countUp(c)
	s.svc.audit(auditCreate, unitID, c.id, "Consumption unit was created")
	s.svc.audit(auditCreate, unitID, c.id, "Backup node was created")
	s.svc.audit(auditModify, unitID, c.id, "Backup node was activated")
	return c.id
}

// AddSecondaryDataSource gives a consumption unit a secondary data source, which
// the service refuses to delete unless it is told to unassign it.
func (s *Server) AddSecondaryDataSource(consumerID int64) {
	defer s.svc.lock()()
	if c := s.svc.consumers[consumerID]; c != nil {
		c.secondary = true
	}
}

// ConsumerCount counts the consumption units of all business units.
func (s *Server) ConsumerCount() int {
	defer s.svc.lock()()
	return len(s.svc.consumers)
}

// NodePassword is the first password of a node, empty while it has none.
func (s *Server) NodePassword(consumerID int64) string {
	defer s.svc.lock()()
	if c := s.svc.consumers[consumerID]; c != nil && c.node != nil {
		return c.node.tsmPassword
	}
	return ""
}

// Activations counts the requests to activate a node, those refused included.
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

// Deletions lists what was deleted, oldest first.
func (s *Server) Deletions() []Deletion {
	defer s.svc.lock()()
	return append([]Deletion(nil), s.svc.deletions...)
}

// MoveConsumer moves a consumption unit to another business unit that the user
// can see, as somebody else would. It reports whether there are such units.
func (s *Server) MoveConsumer(consumerID, unitID int64) bool {
	defer s.svc.lock()()
	c := s.svc.consumers[consumerID]
	to, err := s.svc.unit(unitID)
	if c == nil || err != nil {
		return false
	}
	s.svc.move(c, to)
	return true
}
