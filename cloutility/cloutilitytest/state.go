package cloutilitytest

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// service is the state behind a Server. Its methods are the operations.
type service struct {
	config
	ids *fake.IDs

	mu        sync.Mutex
	auth      authState
	started   time.Time // when the installation was made
	units     map[int64]*unit
	consumers map[int64]*consumer
	order     []int64 // of consumers, oldest first
	nextID    int64
	deletions []Deletion
}

var _ cloutilityserver.StrictServerInterface = (*service)(nil)

type unit struct {
	id, parent int64
	name       string
	created    time.Time
	visible    bool // below the user's home unit
}

type consumer struct {
	id, unit  int64
	name      string
	created   time.Time
	billing   time.Time
	secondary bool // has secondary data sources
	node      *node
}

type node struct {
	id                    int64
	created               time.Time
	operatingSystem, kind int64
	domain, optionSet     int64 // 0: none
	contact               string
	cpuCount              int64
	tsmName, tsmPassword  string
	activated, lastSeen   time.Time // zero: never
	activations           int
}

// Deletion is a consumption unit that was deleted.
type Deletion struct {
	ConsumerID int64
	// Node says that the node was deleted, and the unit with it.
	Node bool
	// Associations says whether schedule associations were deleted too.
	Associations bool
	// Comment is the deletionComment.
	Comment string
}

// firstID keeps ids of things apart from those of units and catalogues.
const firstID = 900

func newService(c config) *service {
	s := &service{
		config: c, ids: fake.NewIDs("cloutility"), nextID: firstID,
		units: make(map[int64]*unit), consumers: make(map[int64]*consumer),
		auth: authState{password: DefaultPassword, access: make(map[string]time.Time), refresh: make(map[string]time.Time)},
	}
	s.started = time.Date(2024, time.January, 15, 8, 29, 11, 32e6, time.UTC)
	for _, u := range []unit{
		{id: 12, name: "Partner Nord"},
		{id: 31, parent: 12, name: "Suedlicht GmbH"},
		{id: HomeUnit, parent: 12, name: "Nordlicht GmbH", visible: true},
		{id: 88, parent: HomeUnit, name: "Vertrieb", visible: true},
		{id: 91, parent: HomeUnit, name: "Entwicklung", visible: true},
		{id: 93, parent: 91, name: "Labor", visible: true},
	} {
		u.created = s.started
		s.units[u.id] = &u
	}
	return s
}

// lock locks the state and returns what unlocks it.
func (s *service) lock() func() {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *service) newID() int64 {
	const step = 3 // real ids have gaps
	s.nextID += step
	return s.nextID
}

// unit finds a unit the user can see. Others are not there for the user.
func (s *service) unit(id int64) (*unit, error) {
	if u := s.units[id]; u != nil && u.visible {
		return u, nil
	}
	return nil, notFound("Business unit " + itoa(id) + " was not found.")
}

func (s *service) consumer(unitID, id int64) (*consumer, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if c := s.consumers[id]; c != nil && c.unit == unitID {
		return c, nil
	}
	return nil, notFound("Consumer " + itoa(id) + " was not found in business unit " + itoa(unitID) + ".")
}

func (s *service) node(unitID, consumerID int64) (*consumer, error) {
	c, err := s.consumer(unitID, consumerID)
	if err == nil && c.node == nil {
		err = notFound("Consumer " + itoa(consumerID) + " has no node.")
	}
	return c, err
}

func (s *service) add(unitID int64, name string) *consumer {
	c := &consumer{id: s.newID(), unit: unitID, name: name, created: s.clock.Now().Truncate(time.Millisecond)}
	s.consumers[c.id] = c
	s.order = append(s.order, c.id)
	return c
}

// remove deletes a consumption unit and what hangs below it.
func (s *service) remove(d Deletion) {
	delete(s.consumers, d.ConsumerID)
	for i, id := range s.order {
		if id == d.ConsumerID {
			s.order = append(s.order[:i:i], s.order[i+1:]...)
			break
		}
	}
	s.deletions = append(s.deletions, d)
}

// of lists the consumption units of one business unit, oldest first.
func (s *service) of(unitID int64) []*consumer {
	var out []*consumer
	for _, id := range s.order {
		if c := s.consumers[id]; c.unit == unitID {
			out = append(out, c)
		}
	}
	return out
}

// spName is what the naming rule makes of a node: 12 hexadecimal digits.
func spName(n *node) string {
	const digits = 12
	return strings.ToUpper(fake.NewIDs("spname " + itoa(n.id)).Hex(digits))
}

// AddBusinessUnit makes a business unit below another one that the user can
// see, and returns its id, or 0 when there is no such parent.
func (s *Server) AddBusinessUnit(parent int64, name string) int64 {
	defer s.svc.lock()()
	if _, err := s.svc.unit(parent); err != nil {
		return 0
	}
	id := s.svc.newID()
	s.svc.units[id] = &unit{id: id, parent: parent, name: name, created: s.svc.clock.Now(), visible: true}
	return id
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
