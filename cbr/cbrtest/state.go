package cbrtest

import (
	"slices"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// service is the state behind the handlers.
type service struct {
	cbrserver.Unwritten
	config

	ids    *fake.IDs
	calls  *fake.IDs // of requests: reads leave the other ids alone
	quirks *quirks

	mu          sync.Mutex
	now         time.Time // of the request or event under way
	events      []event   // what is to happen, by time
	tokens      map[string]token
	keys        map[string]accessKey
	metadata    metadataState
	logins      int
	keysIssued  int
	badLogins   int
	projects    []project
	vaults      []*vault
	checkpoints []*checkpoint
	backups     []*backupCopy
	tasks       []*task
	policies    []*policy
	bindings    []binding // oldest first; a deleted policy takes its own with it

	organizationPolicies []*organizationPolicy
	protectables         []ProtectableSpec
	agents               []*agent
	migrations           []*migration
	failMigration        []Failure

	external []externalVault
	contents fake.Contents

	failCheckpoint []Failure
	failRestore    []Failure
	failDelete     []Failure
	failCopy       []Failure
	failSync       []Failure
	failOrder      []badOrder
}

// binding is a policy that a vault is bound to; the fake's policies are in
// policies.go. A vault has one policy of a kind, or several with add_policy_ids.
type binding struct {
	vaultID, policyID  string
	destinationVaultID string // for policies that replicate
}

// event is a change of state that comes with time.
type event struct {
	at time.Time
	do func()
}

func newService(c config) *service {
	s := &service{config: c, ids: fake.NewIDs("cbr"), calls: fake.NewIDs("cbr request"), tokens: make(map[string]token), keys: make(map[string]accessKey)}
	s.keys[c.account.AccessKey] = accessKey{secret: c.account.SecretKey}
	s.quirks = newQuirks(&c)
	s.projects = []project{
		{id: c.account.ProjectID, name: c.account.ProjectName},
		{id: s.ids.Hex(32), name: c.account.ProjectName + "_other"},
	}
	if !c.empty {
		s.now = s.clock.Now()
		s.addVault(VaultSpec{
			Name: "vault-payroll",
			Resources: []ResourceSpec{
				{Name: "ecs-payroll-1", SizeGB: 40, Volumes: []VolumeSpec{{Name: "payroll-1-system", SizeGB: 40}}},
				{Name: "ecs-payroll-2", SizeGB: 120, Volumes: []VolumeSpec{{Name: "payroll-2-system", SizeGB: 40}, {Name: "payroll-2-data", SizeGB: 80}}},
			},
		})
	}
	return s
}

// enter begins a request: it takes the lock and brings the state up to date.
// The function it returns ends the request.
func (s *service) enter() func() {
	s.mu.Lock()
	s.settle()
	return s.mu.Unlock
}

// settle lets everything happen that is due. Events see the time they were
// planned for, so nothing depends on how often somebody asks.
func (s *service) settle() {
	now := s.clock.Now()
	for len(s.events) > 0 && !s.events[0].at.After(now) {
		next := s.events[0]
		s.events = s.events[1:]
		s.now = next.at
		next.do()
	}
	s.now = now
}

// after plans an event. One without delay happens with the next request.
func (s *service) after(d time.Duration, do func()) {
	e := event{at: s.now.Add(d), do: do}
	i, _ := slices.BinarySearchFunc(s.events, e, func(a, b event) int {
		if a.at.After(b.at) {
			return 1
		}
		return -1 // equal times keep their order
	})
	s.events = slices.Insert(s.events, i, e)
}

func find[T any](list []*T, is func(*T) bool) (*T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	return nil, false
}

func (s *service) vault(id string) (*vault, bool) {
	return find(s.vaults, func(v *vault) bool { return v.id == id })
}

func (s *service) checkpoint(id string) (*checkpoint, bool) {
	return find(s.checkpoints, func(c *checkpoint) bool { return c.id == id })
}

// backup finds a backup, also one of a single disk inside another.
func (s *service) backup(id string) (*backupCopy, bool) {
	for _, b := range s.backups {
		if b.id == id {
			return b, true
		}
		if child, ok := find(b.children, func(c *backupCopy) bool { return c.id == id }); ok {
			return child, true
		}
	}
	return nil, false
}
