package zomrotest

import (
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// service is the state behind a Server.
type service struct {
	zomroserver.Unwritten

	cfg    config
	ids    *fake.IDs
	quirks *quirks // nil without

	mu          sync.Mutex
	lastID      int64
	instances   []*instance
	images      []*image
	schedules   []*schedule
	keys        []*SSHKey
	addresses   []*Address
	lastAddress int64
	orders      []*order
	promo       string // code that was entered for the cart
	balance     cents
	history     []event
	logins      []event

	sessions     map[string]*session
	loginKeys    map[string]bool // one-time keys
	failures     int             // failed sign-ins in a row
	blockedUntil time.Time
	loginBlock   string // why all sign-ins are rejected, "" when they are not
	forbidden    map[string]bool
	tasks        map[string]*task
	views        map[string]*view // of lists, by function
	contents     fake.Contents    // of instances by id, of the image family by UUID
}

// view is how the service shows a list to the user: it remembers.
type view struct {
	size, page int
	sort       string
	filter     url.Values
}

// customerIP is the address all calls come from.
const customerIP = "198.51.100.23"

func newService(cfg config) *service {
	s := &service{
		cfg: cfg, ids: fake.NewIDs("zomro"), lastID: OtherInstanceID, balance: cfg.balance,
		sessions: make(map[string]*session), loginKeys: make(map[string]bool), forbidden: make(map[string]bool),
		tasks: make(map[string]*task), views: make(map[string]*view),
	}
	s.quirks = newQuirks(&s.cfg)
	if cfg.empty {
		return s
	}
	ordered := time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC)
	s.addInstance(Instance{
		ID: InstanceID, ServerName: "harbor-db", Tariff: "Cloud S2", Status: statusActive, DataCenter: "Poland-1",
		IP: "192.0.2.61", Created: ordered, DiskGB: 40, RAMGB: 4,
	})
	s.addInstance(Instance{
		ID: OtherInstanceID, ServerName: "harbor-web", Tariff: "Cloud S1", Status: statusStopped, DataCenter: "Poland-1",
		IP: "192.0.2.62", Created: ordered, DiskGB: 20, RAMGB: 2,
	})
	return s
}

func (s *service) now() time.Time { return fake.Clock(s.cfg.now).Now() }

// newID is the next id: instances, backups and services share one space.
func (s *service) newID() int64 {
	s.lastID++
	return s.lastID
}

// view returns how a list is shown.
func (s *service) view(function string) *view {
	v := s.views[function]
	if v == nil {
		v = &view{}
		s.views[function] = v
	}
	return v
}

// settle brings everything to the present moment: what takes its time is never
// done by a timer.
func (s *service) settle() {
	now := s.now()
	for _, in := range s.instances {
		in.settle(now)
	}
	s.instances = slices.DeleteFunc(s.instances, func(in *instance) bool { return in.gone })
	s.runSchedules(now)
	for _, i := range s.images {
		i.settle(now)
	}
	s.images = slices.DeleteFunc(s.images, func(i *image) bool {
		gone := !i.deletedAt.IsZero() && !now.Before(i.deletedAt)
		if gone {
			s.contents.Forget(i.UUID)
		}
		return gone
	})
}
