package zomrotest

import "github.com/backup-sdk/backup-go/internal/fake"

// Lie is something false that the service says or does at a backup, a restore or a
// deletion, by name: for tests of what finds that out.
type Lie = fake.Lie

// The lies of the service. All of them look like success, but for LieNeverEnds.
const (
	// LieOldContent: a backup holds what was on the machine before the last change.
	LieOldContent = fake.LieOldContent
	// LieEmptyBackup: a backup is called good and holds nothing.
	LieEmptyBackup = fake.LieEmptyBackup
	// LieOldBackup: a new backup says that it is an hour older.
	LieOldBackup = fake.LieOldBackup
	// LieWrongSource: a backup says that it is one of another machine.
	LieWrongSource = fake.LieWrongSource
	// LieNoWork: a restore ends well and has done nothing.
	LieNoWork = fake.LieNoWork
	// LieEmptyRestore: a restore ends well and leaves empty disks.
	LieEmptyRestore = fake.LieEmptyRestore
	// LieHalf: a restore ends well and has written half of the data.
	LieHalf = fake.LieHalf
	// LieCorrupt: a restore ends well and has changed the data.
	LieCorrupt = fake.LieCorrupt
	// LieOtherBackup: a restore writes the data of an earlier backup.
	LieOtherBackup = fake.LieOtherBackup
	// LieOtherMachine: a restore writes the data of another machine.
	LieOtherMachine = fake.LieOtherMachine
	// LieSourceOverwritten: a restore writes to the machine the backup is of.
	LieSourceOverwritten = fake.LieSourceOverwritten
	// LieNeverEnds: a restore goes on for ever.
	LieNeverEnds = fake.LieNeverEnds
	// LieNoDeletion: a backup that was deleted stays.
	LieNoDeletion = fake.LieNoDeletion
)

// Lies are all of them.
func Lies() []Lie { return fake.Lies() }

// Lie switches lies on, in place of those that were on before.
func (s *Server) Lie(lies ...Lie) {
	locked(s, func(s *service) struct{} {
		s.contents.Lie(lies...)
		return struct{}{}
	})
}

// SetContent writes a text to the disk of an instance. Backups hold what is there
// when they begin, and rebuilding writes it back; from a public image the disk is
// empty.
func (s *Server) SetContent(instanceID int64, content string) {
	locked(s, func(s *service) struct{} {
		s.contents.Set(text(instanceID), content)
		return struct{}{}
	})
}

// Content is what is on the disk of an instance.
func (s *Server) Content(instanceID int64) string {
	return locked(s, func(s *service) string { return s.contents.Get(text(instanceID)) })
}
