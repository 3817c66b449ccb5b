package protection

import (
	"slices"
	"time"
)

// Account is one account of one service, as a source asks it.
type Account struct {
	// Provider is the service: "cbr", "zomro", "cloutility".
	Provider string `json:"provider"`
	// Name is the caller's word for the account, such as the name of a context.
	Name string `json:"account"`
}

// String is the name with the service, such as "prod (cbr)".
func (a Account) String() string { return a.Name + " (" + a.Provider + ")" }

// Row is one thing that is protected or should be. Fields that a service does
// not tell are nil or zero.
type Row struct {
	Account

	// Kind is what it is: "server", "disk", "file system", "desktop",
	// "instance", "node".
	Kind string `json:"kind"`
	// ID is the service's id of it, Name what people call it.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Location is its region or data centre; for a node the path of its business
	// unit.
	Location string `json:"location,omitempty"`
	// Addresses are those it is known by: IP addresses and host names.
	Addresses []string `json:"addresses,omitempty"`

	// Protected says that backups of it are made, or were.
	Protected bool `json:"protected"`
	// WhyNot says why it is not protected, or cannot be.
	WhyNot string `json:"why_not,omitempty"`

	// Newest is the newest good backup.
	Newest *Backup `json:"newest,omitempty"`
	// Attempt is the newest attempt to make one, good or not; its time and its
	// result belong together.
	Attempt *Attempt `json:"attempt,omitempty"`
	// Oldest is when the oldest good backup was made.
	Oldest time.Time `json:"oldest,omitzero"`
	// Count is the number of good backups, Bytes what all of them take up.
	Count *int64 `json:"count,omitempty"`
	Bytes *int64 `json:"bytes,omitempty"`

	// Schedule names what makes the backups: policies or schedules.
	Schedule []string `json:"schedule,omitempty"`
	// Interval is the longest time between two runs that is to be expected.
	Interval time.Duration `json:"-"`
	// NextRun is when the next backup is due.
	NextRun time.Time `json:"next_run,omitzero"`
	// Retention says how long backups are kept.
	Retention Retention `json:"retention"`

	// Stores are the vaults or servers that hold its backups.
	Stores []Store `json:"stores,omitempty"`
	// Places are where good backups of it are, one for each place.
	Places []Place `json:"places,omitempty"`
	// Locked says that its backups cannot be deleted before their time.
	Locked *bool `json:"locked,omitempty"`

	// Problems are open problems in words.
	Problems []string `json:"problems,omitempty"`
	// Also are other rows that seem to be the same machine; see [MarkTwins].
	Also []string `json:"also,omitempty"`
	// Missing is what could not be asked about it.
	Missing []Missing `json:"missing,omitempty"`
	// AskedAt is when it was asked, by the clock of this machine.
	AskedAt time.Time `json:"asked_at"`
	// ClockOffset is how far the service's clock is ahead of this machine's, as
	// far as that is known; see [Clock].
	ClockOffset time.Duration `json:"-"`
}

// String is the name with the account, such as "db in prod (cbr)".
func (r Row) String() string { return r.Name + " in " + r.Account.String() }

// Backup is one good backup.
type Backup struct {
	ID string    `json:"id,omitempty"`
	At time.Time `json:"at"`
	// Bytes is its size, nil where the service does not tell.
	Bytes *int64 `json:"bytes,omitempty"`
}

// Result is how an attempt ended.
type Result string

// The results of an attempt.
const (
	ResultGood    Result = "good"
	ResultRunning Result = "running"
	// ResultPartial is a backup that left something out.
	ResultPartial Result = "partial"
	ResultFailed  Result = "failed"
	// ResultMissed is a run that was due and never began.
	ResultMissed Result = "missed"
)

// Results are all results, in the order of the constants.
func Results() []Result {
	return []Result{ResultGood, ResultRunning, ResultPartial, ResultFailed, ResultMissed}
}

// Attempt is one attempt to make a backup.
type Attempt struct {
	ID      string    `json:"id,omitempty"`
	At      time.Time `json:"at"`
	Result  Result    `json:"result"`
	Message string    `json:"message,omitempty"`
}

// Retention is how long backups are kept, in plain numbers; nil is no limit, or
// not known.
type Retention struct {
	// Copies is how many backups are kept.
	Copies *int64 `json:"copies,omitempty"`
	// CopiesLast is how long so many backups last at least: the shortest time in
	// which they are all replaced, see [Schedule.Replaces]. 0 when it is not known.
	CopiesLast time.Duration `json:"-"`
	// Days is how many days a backup is kept.
	Days *int64 `json:"days,omitempty"`
	// Forever says that there is no limit at all.
	Forever bool `json:"forever,omitempty"`
}

// Store is what holds backups: a vault, a backup server.
type Store struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// UsedBytes and CapacityBytes are for everything in it.
	UsedBytes     *int64 `json:"used_bytes,omitempty"`
	CapacityBytes *int64 `json:"capacity_bytes,omitempty"`
}

// Place is where good backups of a thing are.
type Place struct {
	// Name is a region, a data centre or a server.
	Name string `json:"name"`
	// OffSite says that it is elsewhere than the thing itself.
	OffSite bool `json:"off_site"`
}

// The parts of a row that can be missing.
const (
	PartBackups  = "backups"
	PartAttempts = "attempts"
	PartSchedule = "schedule"
	PartDetails  = "details"
)

// Missing is something that could not be asked.
type Missing struct {
	// Part is one of the Part… constants, or a source's own word.
	Part string `json:"part"`
	// Reason is the error's text.
	Reason string `json:"reason"`
}

// Lacks reports whether a part could not be asked.
func (r Row) Lacks(part string) bool {
	return slices.ContainsFunc(r.Missing, func(m Missing) bool { return m.Part == part })
}

// ThreeTwoOne counts for the rule of three copies on two media, one of them
// off-site: the thing itself, and each place with a good backup of it. A place
// of a backup service counts as a medium of its own.
func (r Row) ThreeTwoOne() (copies, media, offSite int) {
	copies, media = 1+len(r.Places), 1+min(1, len(r.Places))
	for _, p := range r.Places {
		if p.OffSite {
			offSite++
		}
	}
	return copies, media, offSite
}
