package cloutilitytest

import (
	"slices"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// service is the state behind a Server. Its methods are the operations.
type service struct {
	cloutilityserver.Unwritten
	config

	ids *fake.IDs

	mu           sync.Mutex
	auth         authState
	started      time.Time // when the installation was made
	units        map[int64]*unit
	consumers    map[int64]*consumer
	tsmNames     map[string]*consumer // names on the backup server
	collections  map[collection][]object
	tags         map[int64]*tag
	roles        []role
	users        []user
	usages       []*usage
	log          []auditEntry
	files        map[int64][]byte        // contents of invoice files
	applications map[string]*application // by client id
	nextID       int64
	deletions    []Deletion
}

var _ cloutilityserver.Server = (*service)(nil)

type unit struct {
	id, parent   int64
	name         string
	created      time.Time
	visible      bool // below the user's home unit
	registration string
	note         string
	zone         int64
	invoiceDay   int64
	storageLimit float64
	nodeLimit    int64
	tags         []int64
	consumers    []*consumer // oldest first
	bills        []*bill     // oldest first
}

type consumer struct {
	id, unit      int64
	name          string
	created       time.Time
	billing       time.Time
	note          string
	reference     string
	highStorage   float64
	allowInactive bool
	tags          []int64
	secondary     bool  // has secondary data sources
	synced        bool  // the portal has looked at the server
	source        int64 // kind of data source; 0 is a node
	node          *node
	runs          []*run
	days          []*day
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
	agents, targets       []int64 // consumption units
	groups                []object
}

// firstID keeps ids of things apart from those of units and catalogues.
const firstID = 900

func newService(c config) *service {
	s := &service{
		config: c, ids: fake.NewIDs("cloutility"), nextID: firstID,
		units: make(map[int64]*unit), consumers: make(map[int64]*consumer),
		tsmNames: make(map[string]*consumer), collections: make(map[collection][]object), tags: make(map[int64]*tag),
		files: make(map[int64][]byte), applications: make(map[string]*application),
		auth: authState{access: make(map[string]token), refresh: make(map[string]token)},
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
		u.created, u.registration, u.zone, u.storageLimit = s.started, "HRB 40717", berlin, 2048.5
		s.units[u.id] = &u
	}
	s.seed()
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
	c := &consumer{id: s.newID(), unit: unitID, name: name, created: s.now(), highStorage: 100}
	s.consumers[c.id] = c
	u := s.units[unitID]
	u.consumers = append(u.consumers, c)
	return c
}

// move takes a consumption unit to another business unit.
func (s *service) move(c *consumer, to *unit) {
	s.takeOut(c)
	c.unit = to.id
	to.consumers = append(to.consumers, c)
}

func (s *service) takeOut(c *consumer) {
	u := s.units[c.unit]
	u.consumers = slices.DeleteFunc(u.consumers, func(other *consumer) bool { return other == c })
}

// remove deletes a consumption unit and what hangs below it.
func (s *service) remove(c *consumer, d Deletion) {
	delete(s.consumers, c.id)
	s.takeOut(c)
	if n := c.node; n != nil {
		delete(s.tsmNames, n.tsmName)
		for _, id := range slices.Concat(n.agents, n.targets) {
			s.consumers[id].node.forget(c.id)
		}
	}
	s.leaveBehind(c)
	s.dropCollections(c.id)
	s.deletions = append(s.deletions, d)
}

// forget ends what a node has to do with the node of another unit.
func (n *node) forget(consumerID int64) {
	is := func(id int64) bool { return id == consumerID }
	n.agents, n.targets = slices.DeleteFunc(n.agents, is), slices.DeleteFunc(n.targets, is)
}

// now is the time as the service keeps it: in milliseconds.
func (s *service) now() time.Time { return s.clock.Now().Truncate(time.Millisecond) }

func replace[T any](old, with *T) {
	if with != nil {
		*old = *with
	}
}

func replaceText(old *string, with string) {
	if with != "" {
		*old = with
	}
}

func isTrue(b *bool) bool { return b != nil && *b }
