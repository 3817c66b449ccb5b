package zomrotest

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// Instance is a Cloud VPS instance of the fake.
type Instance struct {
	// ID is given by the server when it is 0.
	ID int64
	// ServerName is the customer's name for it, Tariff the product's.
	ServerName, Tariff string
	// Status is the machine's state, such as "active" or "stopped".
	Status string
	// DataCenter is its region, such as "Poland-1".
	DataCenter string
	// IP is its IPv4 address.
	IP string
	// Created is when it was ordered.
	Created time.Time
	// DiskGB is the size of its disk.
	DiskGB int64
}

// Backup is a backup, snapshot or image of the fake.
type Backup struct {
	// ID is given by the server when it is 0.
	ID int64
	// InstanceID is the instance it was taken from.
	InstanceID int64
	Name       string
	// Kind is "backup", "snapshot" or "image"; empty is "backup".
	Kind string
	// Status is the state: "Saving", "Active", or anything else.
	Status string
	// Type is "manual" or "auto"; empty is "manual".
	Type string
	// Created is when it was made; zero is now.
	Created time.Time
	// SizeGB is the stored size, known once it is saved.
	SizeGB int64
	// Protected refuses its deletion.
	Protected bool

	fleioID string
	readyAt time.Time // when Saving ends; zero: never
}

// service is the state behind a Server.
type service struct {
	cfg    config
	ids    *fake.IDs
	quirks *quirks // nil without

	mu           sync.Mutex
	lastID       int64
	instances    []*Instance
	images       []*Backup
	sessions     map[string]time.Time // id to the end of its life
	failures     int                  // failed sign-ins in a row
	blockedUntil time.Time
	pageSizes    map[string]int // by function: the service remembers them
	forbidden    map[string]bool
}

func newService(cfg config) *service {
	s := &service{
		cfg: cfg, ids: fake.NewIDs("zomro"), lastID: OtherInstanceID,
		sessions: make(map[string]time.Time), pageSizes: make(map[string]int), forbidden: make(map[string]bool),
	}
	if cfg.quirks {
		s.quirks = &quirks{random: rand.New(rand.NewPCG(cfg.seed, 0))}
	}
	ordered := time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC)
	s.instances = []*Instance{
		{ID: InstanceID, ServerName: "harbor-db", Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", IP: "192.0.2.61", Created: ordered, DiskGB: 40},
		{ID: OtherInstanceID, ServerName: "harbor-web", Tariff: "Cloud S1", Status: "stopped", DataCenter: "Poland-1", IP: "192.0.2.62", Created: ordered, DiskGB: 20},
	}
	return s
}

func (s *service) now() time.Time { return fake.Clock(s.cfg.now).Now() }

// newID is the next id: instances, backups and services share one space.
func (s *service) newID() int64 {
	s.lastID++
	return s.lastID
}

func (s *service) instance(id int64) *Instance {
	i := slices.IndexFunc(s.instances, func(in *Instance) bool { return in.ID == id })
	if i < 0 {
		return nil
	}
	return s.instances[i]
}

func (s *service) image(id int64) *Backup {
	i := slices.IndexFunc(s.images, func(b *Backup) bool { return b.ID == id })
	if i < 0 {
		return nil
	}
	s.settle(s.images[i])
	return s.images[i]
}

// backupsOf lists the backups of an instance in the order they were made.
func (s *service) backupsOf(instanceID int64) []*Backup {
	var out []*Backup
	for _, b := range s.images {
		if b.InstanceID == instanceID && b.Kind == "backup" {
			s.settle(b)
			out = append(out, b)
		}
	}
	return out
}

// settle moves a backup on that has been Saving long enough.
func (s *service) settle(b *Backup) {
	if b.readyAt.IsZero() || s.now().Before(b.readyAt) {
		return
	}
	b.readyAt = time.Time{}
	b.Status = "Active"
	if b.SizeGB == 0 {
		b.SizeGB = 3 + b.ID%5
	}
}

func (s *service) add(b Backup) *Backup {
	if b.ID == 0 {
		b.ID = s.newID()
	}
	s.lastID = max(s.lastID, b.ID)
	if b.Kind == "" {
		b.Kind = "backup"
	}
	if b.Type == "" {
		b.Type = "manual"
	}
	if b.Created.IsZero() {
		b.Created = s.now()
	}
	if b.Status == "" {
		b.Status = "Active"
	}
	b.fleioID = s.ids.UUID()
	s.images = append(s.images, &b)
	return &b
}

// madeByHand counts an instance's manual backups: those of today, and all.
func (s *service) madeByHand(instanceID int64) (today, total int) {
	day := s.now().UTC().Format(time.DateOnly)
	for _, b := range s.backupsOf(instanceID) {
		if b.Type != "manual" {
			continue
		}
		total++
		if b.Created.UTC().Format(time.DateOnly) == day {
			today++
		}
	}
	return today, total
}

// AddInstance adds an instance and returns its id.
func (s *Server) AddInstance(in Instance) int64 {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	if in.ID == 0 {
		in.ID = s.svc.newID()
	}
	s.svc.lastID = max(s.svc.lastID, in.ID)
	if in.Status == "" {
		in.Status = "active"
	}
	if in.Created.IsZero() {
		in.Created = s.svc.now()
	}
	s.svc.instances = append(s.svc.instances, &in)
	return in.ID
}

// AddBackup adds a backup, snapshot or image and returns its id. With status
// Saving it becomes Active as if it had just been requested.
func (s *Server) AddBackup(b Backup) int64 {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	if b.Status == "Saving" {
		b.readyAt = s.svc.now().Add(s.svc.cfg.savingTime)
	}
	return s.svc.add(b).ID
}

// Backups returns the backups of an instance, in the order they were made.
func (s *Server) Backups(instanceID int64) []Backup {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	var out []Backup
	for _, b := range s.svc.backupsOf(instanceID) {
		out = append(out, *b)
	}
	return out
}

// SetStatus holds a backup in a state, whatever the clock says. It reports
// whether the backup exists.
func (s *Server) SetStatus(backupID int64, status string) bool {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	b := s.svc.image(backupID)
	if b == nil {
		return false
	}
	b.Status, b.readyAt = status, time.Time{}
	return true
}

// Forbid refuses functions, such as "image.delete", for want of privileges.
func (s *Server) Forbid(functions ...string) {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	for _, f := range functions {
		s.svc.forbidden[f] = true
	}
}

// ExpireSessions ends all sessions at once.
func (s *Server) ExpireSessions() {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	clear(s.svc.sessions)
}

// NewSession opens a session without signing in and returns its id.
func (s *Server) NewSession() string {
	s.svc.mu.Lock()
	defer s.svc.mu.Unlock()
	return s.svc.openSession()
}
