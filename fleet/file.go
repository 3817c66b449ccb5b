package fleet

import (
	"strconv"
	"strings"
	"time"
)

// File is a fleet.yaml: accounts, machines and what they shall have. [Parse] reads
// it; fleet.schema.json describes each field.
type File struct {
	Version       int            `yaml:"version"`
	Name          string         `yaml:"name"`
	Accounts      []Account      `yaml:"accounts"`
	BusinessUnits []BusinessUnit `yaml:"business_units"`
	Policies      []Policy       `yaml:"policies"`
	Vaults        []Vault        `yaml:"vaults"`
	Groups        []Group        `yaml:"groups"`
	Schedules     []Schedule     `yaml:"schedules"`
	Alerts        Alerts         `yaml:"alerts"`
	Drills        Drills         `yaml:"drills"`
	History       Duration       `yaml:"history"`

	at *positions
}

// Account is the limits of an account, which is a context of backupctl.
type Account struct {
	Context     string  `yaml:"context"`
	Concurrency int     `yaml:"concurrency"`
	Rate        float64 `yaml:"rate"`
}

// Limits of an account that says nothing else.
const (
	DefaultConcurrency = 4
	DefaultRate        = 20
)

// DefaultHistory is how long ended runs stay in a store.
const DefaultHistory = 90 * 24 * time.Hour

// BusinessUnit is a business unit of Cloutility that shall be there.
type BusinessUnit struct {
	Account string `yaml:"account"`
	Name    string `yaml:"name"`
	Parent  string `yaml:"parent"`
}

// Policy is a policy of CBR that shall be there.
type Policy struct {
	Account   string       `yaml:"account"`
	Name      string       `yaml:"name"`
	Enabled   *bool        `yaml:"enabled"`
	Schedule  []PolicyRule `yaml:"schedule"`
	Retention *Retention   `yaml:"retention"`
	CopyTo    *CopyTo      `yaml:"copy_to"`
}

// PolicyRule is times of the day, in UTC, on some days.
type PolicyRule struct {
	At    []Clock `yaml:"at"`
	On    []Day   `yaml:"on"`
	Every int     `yaml:"every"`
}

// Retention is how long a policy keeps backups. Nil leaves it as it is.
type Retention struct {
	Backups  *int64 `yaml:"backups"`
	Days     *int64 `yaml:"days"`
	Daily    *int64 `yaml:"daily"`
	Weekly   *int64 `yaml:"weekly"`
	Monthly  *int64 `yaml:"monthly"`
	Yearly   *int64 `yaml:"yearly"`
	TimeZone string `yaml:"time_zone"`
}

// CopyTo is where a policy copies backups to.
type CopyTo struct {
	Region    string `yaml:"region"`
	ProjectID string `yaml:"project_id"`
}

// Vault is a vault of CBR that shall be there.
type Vault struct {
	Account     string  `yaml:"account"`
	Name        string  `yaml:"name"`
	Kind        string  `yaml:"kind"`
	SizeGB      int64   `yaml:"size_gb"`
	AutoExpand  *bool   `yaml:"auto_expand"`
	Consistent  bool    `yaml:"consistent"`
	Description string  `yaml:"description"`
	Policy      string  `yaml:"policy"`
	Copies      *Copies `yaml:"copies"`
	Exact       bool    `yaml:"exact"`
}

// Copies says which policy copies the backups of a vault, and to which vault.
type Copies struct {
	Policy  string `yaml:"policy"`
	VaultID string `yaml:"vault_id"`
}

// Group is machines of one account that shall have the same.
type Group struct {
	Name     string           `yaml:"name"`
	Account  string           `yaml:"account"`
	Machines []string         `yaml:"machines"`
	CSV      string           `yaml:"csv"`
	Select   *Select          `yaml:"select"`
	Kind     string           `yaml:"kind"`
	Vault    string           `yaml:"vault"`
	Schedule *MachineSchedule `yaml:"schedule"`
	Enroll   *Enroll          `yaml:"enroll"`

	table []Enroll          // rows of CSV, with their names
	rows  map[string]Enroll // the same by folded name
}

// Select chooses machines by what they are.
type Select struct {
	Name  []string `yaml:"name"`
	Not   []string `yaml:"not"`
	Tag   string   `yaml:"tag"`
	Below string   `yaml:"below"`
}

// MachineSchedule is the schedule that an instance of Zomro shall have.
type MachineSchedule struct {
	Name string `yaml:"name"`
	On   []Day  `yaml:"on"`
	At   Clock  `yaml:"at"`
	Keep int64  `yaml:"keep"`
}

// Enroll is how machines are enrolled with Cloutility.
type Enroll struct {
	name string // of a row of a table

	BusinessUnit    string `yaml:"business_unit"`
	OperatingSystem string `yaml:"operating_system"`
	NodeType        string `yaml:"node_type"`
	Domain          string `yaml:"domain"`
	ClientOptionSet string `yaml:"client_option_set"`
	Contact         string `yaml:"contact"`
}

// What a schedule does.
const (
	DoBackup = "backup"
	DoPrune  = "prune"
	DoDrift  = "drift"
	DoApply  = "apply"
	DoDrill  = "drill"
)

// Schedule is something that a service does by itself.
type Schedule struct {
	Name     string   `yaml:"name"`
	Do       string   `yaml:"do"`
	Groups   []string `yaml:"groups"`
	At       Clock    `yaml:"at"`
	On       []Day    `yaml:"on"`
	TimeZone string   `yaml:"time_zone"`
	Spread   Duration `yaml:"spread"`
	Jitter   Duration `yaml:"jitter"`
	Keep     *Keep    `yaml:"keep"`
}

// Keep says which backups prune keeps.
type Keep struct {
	Last    int `yaml:"last"`
	Daily   int `yaml:"daily"`
	Weekly  int `yaml:"weekly"`
	Monthly int `yaml:"monthly"`
	Yearly  int `yaml:"yearly"`
}

// Alerts says who is told of what goes wrong.
type Alerts struct {
	Late    Duration `yaml:"late"`
	Webhook *Webhook `yaml:"webhook"`
	Mail    *Mail    `yaml:"mail"`
	Command []string `yaml:"command"`
}

// Webhook is where events are posted.
type Webhook struct {
	URL    string `yaml:"url"`
	Secret string `yaml:"secret"`
}

// Mail is who gets mails, and by which server.
type Mail struct {
	Host     string   `yaml:"host"`
	Port     int      `yaml:"port"`
	Security string   `yaml:"security"`
	Username string   `yaml:"username"`
	Password string   `yaml:"password"`
	From     string   `yaml:"from"`
	To       []string `yaml:"to"`
}

// Drills says what restore drills may do.
type Drills struct {
	Allow    []string       `yaml:"allow"`
	Canary   []string       `yaml:"canary"`
	Key      string         `yaml:"key"`
	Evidence string         `yaml:"evidence"`
	Machines []DrillMachine `yaml:"machines"`
}

// DrillMachine is a machine that is restored on trial, and where to.
type DrillMachine struct {
	Account string `yaml:"account"`
	Source  string `yaml:"source"`
	Target  string `yaml:"target"`
}

// Clock is a time of the day as 15:04.
type Clock string

// HourMinute are the numbers of a clock that was parsed.
func (c Clock) HourMinute() (hour, minute int) {
	h, m, _ := strings.Cut(string(c), ":")
	hour, _ = strconv.Atoi(h) // the schema has looked
	minute, _ = strconv.Atoi(m)
	return hour, minute
}

// Day is the English name of a day of the week, in small letters.
type Day string

// Weekday is the day as package time has it.
func (d Day) Weekday() time.Weekday {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), string(d)) {
			return day
		}
	}
	return time.Sunday // the schema has looked
}

// weekdays are the days as package time has them, all of the week for none.
func weekdays(days []Day) []time.Weekday {
	if len(days) == 0 {
		return []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
	}
	out := make([]time.Weekday, len(days))
	for i, d := range days {
		out[i] = d.Weekday()
	}
	return out
}

// Duration is a time such as 90m.
type Duration string

// Time is the duration, 0 for none.
func (d Duration) Time() time.Duration {
	out, err := time.ParseDuration(string(d))
	if err != nil {
		return 0 // the schema has looked
	}
	return out
}

// Limits are those of an account.
func (f *File) Limits(account string) (concurrency int, rate float64) {
	concurrency, rate = DefaultConcurrency, DefaultRate
	for _, a := range f.Accounts {
		if a.Context != account {
			continue
		}
		if a.Concurrency > 0 {
			concurrency = a.Concurrency
		}
		if a.Rate > 0 {
			rate = a.Rate
		}
	}
	return concurrency, rate
}

// Contexts are the accounts that the file names, each once, in its order.
func (f *File) Contexts() []string {
	var out []string
	seen := make(map[string]bool)
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	for _, a := range f.Accounts {
		add(a.Context)
	}
	for _, u := range f.BusinessUnits {
		add(u.Account)
	}
	for _, p := range f.Policies {
		add(p.Account)
	}
	for _, v := range f.Vaults {
		add(v.Account)
	}
	for _, g := range f.Groups {
		add(g.Account)
	}
	for _, m := range f.Drills.Machines {
		add(m.Account)
	}
	return out
}

// Keeps is how long ended runs stay in a store.
func (f *File) Keeps() time.Duration {
	if d := f.History.Time(); d > 0 {
		return d
	}
	return DefaultHistory
}

// Destructive names the schedules that may destroy something.
func (f *File) Destructive() []string {
	var out []string
	for _, s := range f.Schedules {
		if s.Do == DoPrune {
			out = append(out, s.Name)
		}
	}
	return out
}
