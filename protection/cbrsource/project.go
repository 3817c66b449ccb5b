package cbrsource

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/protection"
)

// project is what the lists of a project say, put together by resource.
type project struct {
	source *Source

	noVaults, noPolicies, noBackups error
	noTasks                         [3]error // by failures

	// tellsAuto says that the service tells which resources follow the policy of
	// their vault: older ones do not, and absent looks like no.
	tellsAuto bool

	mu        sync.Mutex
	resources map[string]*resource
	order     []string // of resources, as they were met
	vaults    map[string]*vault
	policies  map[string][]*policy // by vault
	histories map[string]*history  // by resource
	accidents map[string]accident  // by vault: tasks that name no resource
	diskOf    map[string]string    // server by disk
}

// resource is something that is in a vault, or exists.
type resource struct {
	id, name, kind string
	exists         bool // it is among the protectables
	cannot         string
	vault          *vault // that makes its backups
	suspended      bool
	status         cbr.ProtectStatus
	size           *int64 // as the service counts, see vault.unit
	include        []string
	exclude        []string
}

// vault is what a row needs of a vault.
type vault struct {
	store    protection.Store
	id       string
	locked   bool
	problems []string
	// unit is what BackupSize of its resources counts, 0 when that is not known.
	unit int64
}

type policy struct {
	name      string
	enabled   bool
	schedule  protection.Schedule
	unread    bool // its rules could not be read
	retention protection.Retention
}

// history is what the backups of a resource come to.
type history struct {
	newest  *protection.Backup
	oldest  time.Time
	count   int64
	attempt *protection.Attempt
	places  []string // other regions with a copy
}

type accident struct {
	at      time.Time
	attempt protection.Attempt
}

func newProject(s *Source) *project {
	return &project{
		source: s, resources: make(map[string]*resource), vaults: make(map[string]*vault), policies: make(map[string][]*policy),
		histories: make(map[string]*history), accidents: make(map[string]accident), diskOf: make(map[string]string),
	}
}

// resource is the record of a resource, made if need be.
func (p *project) resource(id string) *resource {
	r, ok := p.resources[id]
	if !ok {
		r = &resource{id: id}
		p.resources[id] = r
		p.order = append(p.order, id)
	}
	return r
}

const (
	kib    = 1024
	mib    = kib * kib
	gib    = kib * mib
	almost = 95 // percent
)

// addVault takes a vault that makes backups; those that take in copies from other
// regions hold nothing of this one.
func (p *project) addVault(v cbr.Vault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v.Billing != nil && v.Billing.ProtectType == cbr.ProtectTypeReplication {
		return
	}
	have := &vault{id: v.ID, store: protection.Store{ID: v.ID, Name: v.Name}, locked: v.Locked.Value}
	if b := v.Billing; b != nil {
		if b.UsedMB.Text == "" {
			have.store.UsedBytes = new(b.UsedMB.Value * mib)
		}
		if b.SizeGB.Text == "" && b.SizeGB.Value > 0 {
			have.store.CapacityBytes = new(b.SizeGB.Value * gib)
		}
		have.locked = have.locked || b.Status == cbr.VaultStatusLocked
		have.problems = vaultProblems(v, have.store)
		have.unit = sizeUnit(v.Resources, b.UsedMB.Value)
	}
	p.vaults[v.ID] = have
	for _, in := range v.Resources {
		r := p.resource(in.ID)
		r.vault, r.kind, r.suspended, r.status = have, kindOf(in.Type), !in.AutoProtect.Value, in.ProtectStatus
		p.tellsAuto = p.tellsAuto || in.AutoProtect.Value
		if r.name == "" {
			r.name = in.Name
		}
		if in.BackupSize.Text == "" {
			r.size = new(in.BackupSize.Value)
		}
		if info := in.ExtraInfo; info != nil {
			r.exclude = info.ExcludeVolumes
			for _, disk := range info.IncludeVolumes {
				r.include = append(r.include, disk.ID)
			}
		}
	}
}

func vaultProblems(v cbr.Vault, store protection.Store) []string {
	var problems []string
	switch v.Billing.Status {
	case cbr.VaultStatusFrozen, cbr.VaultStatusError, cbr.VaultStatusDeleting:
		problems = append(problems, "vault "+v.Name+" is "+string(v.Billing.Status))
	case cbr.VaultStatusAvailable, cbr.VaultStatusLocked:
	}
	grows := v.Billing.ChargingMode != cbr.ChargingModePrePaid && (v.AutoExpand.Value || v.DemandBilling.Value)
	if c, u := store.CapacityBytes, store.UsedBytes; c != nil && u != nil && !grows && *u/almost >= *c/100 {
		problems = append(problems, "vault "+v.Name+" is nearly full")
	}
	return problems
}

// sizeUnit finds out what BackupSize counts, for the reference does not say it:
// the sizes of all resources together are about what the vault uses.
func sizeUnit(resources []cbr.VaultResource, usedMB int64) int64 {
	var sum int64
	for _, r := range resources {
		sum += r.BackupSize.Value
	}
	near := func(a, b int64) bool { return a > 0 && b > 0 && a <= 2*b && b <= 2*a }
	switch {
	case near(sum, usedMB):
		return mib
	case near(sum, usedMB/kib):
		return gib
	}
	return 0
}

// kindOf is a type of resource in plain words.
func kindOf(t cbr.ResourceType) string {
	switch t {
	case cbr.ResourceTypeServer, cbr.ResourceTypeNativeServer, cbr.ResourceTypeBareMetal:
		return "server"
	case cbr.ResourceTypeVolume:
		return "disk"
	case cbr.ResourceTypeTurbo:
		return "file system"
	case cbr.ResourceTypeDesktop:
		return "desktop"
	}
	return strings.TrimPrefix(strings.ToLower(string(t)), "os::")
}

func (p *project) addPolicy(in cbr.Policy) {
	if in.OperationType != cbr.PolicyOperationBackup {
		return
	}
	have := &policy{name: in.Name, enabled: in.Enabled.Value}
	if t := in.Trigger; t != nil && t.Properties != nil {
		have.schedule, have.unread = rules(t.Properties)
	}
	have.retention = retentionOf(in.Definition, have.schedule)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range in.AssociatedVaults {
		p.policies[v.VaultID] = append(p.policies[v.VaultID], have)
	}
}

// retentionOf is how long a policy keeps its backups. What could not be read is no
// limit to [cbr.RetentionOf]; here it is not known.
func retentionOf(d *cbr.PolicyDefinitionInfo, schedule protection.Schedule) protection.Retention {
	unread := func(n *lenient.Int) bool { return n != nil && n.Text != "" }
	if d == nil || unread(d.MaxBackups) || unread(d.RetentionDays) {
		return protection.Retention{}
	}
	r := cbr.RetentionOf(d)
	out := protection.Retention{Copies: r.MaxBackups, Days: r.Days, Forever: r.Forever()}
	if r.MaxBackups != nil {
		out.CopiesLast = schedule.Replaces(*r.MaxBackups)
	}
	return out
}

// rules are recurrence rules of the service, which are in UTC.
func rules(t *cbr.PolicyTriggerInfoProperties) (out protection.Schedule, unread bool) {
	schedule, err := cbr.ParseSchedule(t.Pattern)
	if err != nil {
		return nil, true
	}
	for _, r := range schedule {
		for _, at := range r.Times {
			out = append(out, protection.Rule{
				Every: r.Interval, Weeks: r.Frequency == cbr.FrequencyWeekly, Days: r.Days,
				Hour: at.Hour, Minute: at.Minute, Start: t.StartTime.Time,
			})
		}
	}
	return out, false
}

func (p *project) addProtectable(in cbr.Protectable) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.resource(in.ID)
	r.exists, r.name = true, in.Name
	if r.kind == "" {
		r.kind = kindOf(in.Type)
	}
	if can := in.Protectable; can != nil && !can.OK.Value { // and without a reason it was not said
		r.cannot = strings.TrimSpace(can.Reason + " " + string(can.Code))
	}
	if r.kind == "server" {
		for _, disk := range ids(in.Children) {
			p.diskOf[disk] = in.ID
		}
		return
	}
	var detail struct {
		Attachments []struct {
			ServerID string `json:"server_id"`
		} `json:"attachments"`
	}
	// Of a resource that another service shows nothing is sure.
	if err := in.Detail.Decode(&detail); err == nil && len(detail.Attachments) == 1 && p.diskOf[in.ID] == "" {
		p.diskOf[in.ID] = detail.Attachments[0].ServerID
	}
}

func ids(raws []lenient.Raw) []string {
	var out []string
	for _, raw := range raws {
		var thing struct {
			ID string `json:"id"`
		}
		if err := raw.Decode(&thing); err == nil && thing.ID != "" {
			out = append(out, thing.ID)
		}
	}
	return out
}

// addBackup takes a backup that was made here. Those of the disks of a server are
// in that of the server, and those that came from another region belong there.
func (p *project) addBackup(b cbr.Backup) {
	if b.ParentID != "" || b.ImageType == cbr.ImageTypeReplication {
		return
	}
	at := b.ProtectedAt.Time
	if at.IsZero() {
		at = b.CreatedAt.Time
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.history(b.ResourceID)
	result := protection.ResultGood
	switch b.Status {
	case cbr.BackupStatusAvailable, cbr.BackupStatusRestoring, cbr.BackupStatusWaitingRestore:
		h.count++
		if h.newest == nil || at.After(h.newest.At) {
			h.newest = &protection.Backup{ID: b.ID, At: at}
		}
		if h.oldest.IsZero() || at.Before(h.oldest) {
			h.oldest = at
		}
		h.replicated(b)
	case cbr.BackupStatusProtecting, cbr.BackupStatusWaitingProtect:
		result = protection.ResultRunning
	case cbr.BackupStatusError:
		result = protection.ResultFailed
	case cbr.BackupStatusDeleting, cbr.BackupStatusWaitingDelete:
		return
	default: // nobody knows: it is neither good nor bad
		return
	}
	h.attempted(protection.Attempt{ID: b.ID, At: at, Result: result})
}

func (p *project) history(resource string) *history {
	h, ok := p.histories[resource]
	if !ok {
		h = new(history)
		p.histories[resource] = h
	}
	return h
}

func (h *history) replicated(b cbr.Backup) {
	for _, r := range b.ReplicationRecords {
		if r.Status == cbr.ReplicationStatusSuccess && r.DestinationRegion != "" && !slices.Contains(h.places, r.DestinationRegion) {
			h.places = append(h.places, r.DestinationRegion)
		}
	}
}

// attempted keeps the newest attempt; of two at the same time the one that says
// more.
func (h *history) attempted(a protection.Attempt) {
	if h.attempt == nil || a.At.After(h.attempt.At) || a.At.Equal(h.attempt.At) && h.attempt.Message == "" {
		h.attempt = &a
	}
}

// addTask takes a task that did not end well.
func (p *project) addTask(t cbr.OperationLog) {
	a := protection.Attempt{ID: t.ID, At: t.CreatedAt.Time, Result: protection.ResultFailed, Message: "task " + string(t.Status)}
	if e := t.ErrorInfo; e != nil {
		if text := strings.TrimSpace(string(e.Code) + " " + e.Message); text != "" {
			a.Message = text
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if info := t.ExtraInfo; info != nil && info.Resource != nil && info.Resource.ID != "" {
		p.history(info.Resource.ID).attempted(a)
		return
	}
	if have, ok := p.accidents[t.VaultID]; !ok || a.At.After(have.at) {
		p.accidents[t.VaultID] = accident{at: a.At, attempt: a}
	}
}
