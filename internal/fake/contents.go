package fake

import (
	"maps"
	"slices"
)

// Lie is something false that a service says or does at a backup, a restore or a
// deletion, by name.
type Lie string

// The lies of the fakes. All of them look like success, but for LieNeverEnds.
const (
	// LieOldContent: a backup holds what was on the machine before the last change.
	LieOldContent Lie = "old-content"
	// LieEmptyBackup: a backup is called good and holds nothing.
	LieEmptyBackup Lie = "empty-backup"
	// LieOldBackup: a new backup says that it is an hour older.
	LieOldBackup Lie = "old-backup"
	// LieWrongSource: a backup says that it is one of another machine.
	LieWrongSource Lie = "wrong-source"
	// LieNoWork: a restore ends well and has done nothing.
	LieNoWork Lie = "no-work"
	// LieEmptyRestore: a restore ends well and leaves empty disks.
	LieEmptyRestore Lie = "empty-restore"
	// LieHalf: a restore ends well and has written half of the data.
	LieHalf Lie = "half"
	// LieCorrupt: a restore ends well and has changed the data.
	LieCorrupt Lie = "corrupt"
	// LieOtherBackup: a restore writes the data of an earlier backup.
	LieOtherBackup Lie = "other-backup"
	// LieOtherMachine: a restore writes the data of another machine.
	LieOtherMachine Lie = "other-machine"
	// LieSourceOverwritten: a restore writes to the machine the backup is of.
	LieSourceOverwritten Lie = "source-overwritten"
	// LieNeverEnds: a restore goes on for ever.
	LieNeverEnds Lie = "never-ends"
	// LieNoDeletion: a backup that was deleted stays.
	LieNoDeletion Lie = "no-deletion"
)

// Lies are all of them.
func Lies() []Lie {
	return []Lie{
		LieOldContent, LieEmptyBackup, LieOldBackup, LieWrongSource, LieNoWork, LieEmptyRestore, LieHalf, LieCorrupt,
		LieOtherBackup, LieOtherMachine, LieSourceOverwritten, LieNeverEnds, LieNoDeletion,
	}
}

// Contents are what is on machines and in their backups, as one text each. The zero
// value is empty. It has no lock of its own.
type Contents struct {
	lies     []Lie
	machines map[string][2]string // now, and before the last change
	backups  map[string]saved
	count    int
}

// saved is a backup's content.
type saved struct {
	machine, text string
	number        int // they are counted
}

// Lie switches lies on, in place of those that were.
func (c *Contents) Lie(lies ...Lie) { c.lies = slices.Clone(lies) }

// Lies reports whether a lie is switched on.
func (c *Contents) Lies(lie Lie) bool { return slices.Contains(c.lies, lie) }

// Set writes to a machine.
func (c *Contents) Set(machine, text string) {
	if c.machines == nil {
		c.machines = make(map[string][2]string)
	}
	c.machines[machine] = [2]string{text, c.machines[machine][0]}
}

// Get reads what is on a machine.
func (c *Contents) Get(machine string) string { return c.machines[machine][0] }

// Save makes a backup of a machine.
func (c *Contents) Save(backup, machine string) {
	text := c.Get(machine)
	switch {
	case c.Lies(LieOldContent):
		text = c.machines[machine][1]
	case c.Lies(LieEmptyBackup):
		text = ""
	}
	if c.backups == nil {
		c.backups = make(map[string]saved)
	}
	c.count++
	c.backups[backup] = saved{machine, text, c.count}
}

// Forget deletes a backup.
func (c *Contents) Forget(backup string) { delete(c.backups, backup) }

// Restore writes a backup to a machine. One that is not known is empty.
func (c *Contents) Restore(backup, machine string) {
	from := c.backups[backup]
	switch {
	case c.Lies(LieNoWork):
		return
	case c.Lies(LieEmptyRestore):
		from.text = ""
	case c.Lies(LieHalf):
		from.text = from.text[:len(from.text)/2]
	case c.Lies(LieCorrupt) && from.text != "":
		data := []byte(from.text)
		data[len(data)/2] ^= 1
		from.text = string(data)
	case c.Lies(LieOtherBackup):
		from.text = c.earlier(from)
	case c.Lies(LieOtherMachine):
		from.text = c.other(from.machine, machine)
	case c.Lies(LieSourceOverwritten):
		machine = from.machine
	}
	c.Set(machine, from.text)
}

// earlier is the content of the backup of a machine before another one.
func (c *Contents) earlier(than saved) string {
	var found saved
	for _, b := range c.backups {
		if b.machine == than.machine && b.number < than.number && b.number > found.number {
			found = b
		}
	}
	return found.text
}

// other is what is on another machine.
func (c *Contents) other(not ...string) string {
	for _, machine := range slices.Sorted(maps.Keys(c.machines)) {
		if text := c.Get(machine); !slices.Contains(not, machine) && text != "" {
			return text
		}
	}
	return ""
}
