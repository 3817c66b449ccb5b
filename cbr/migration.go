package cbr

import (
	"context"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// The models of the migration.
type (
	// DomainMigrate says what to migrate, and how much room to make.
	DomainMigrate = cbrapi.DomainMigrate
	// MigrationRegions is the state of the migration by region.
	MigrationRegions = cbrapi.MigrationRegions
	// Migration is how far the migration is.
	Migration = cbrapi.Migration
	// ProjectMigration is how far the migration of one project is.
	ProjectMigration = cbrapi.ProjectMigration

	// MigrationStatus is the state of a migration.
	MigrationStatus = cbrapi.MigrationStatus
)

// The values of [MigrationStatus].
const (
	MigrationStatusMigrating = cbrapi.MigrationStatusMigrating
	MigrationStatusSuccess   = cbrapi.MigrationStatusSuccess
	MigrationStatusFailed    = cbrapi.MigrationStatusFailed
)

// defaultReservation is the documented default of a field that the service
// insists on.
const defaultReservation = 0.2

// MigrationService moves the resources and backups of the older services CSBS
// and VBS to CBR, for the whole account.
type MigrationService struct{ client *Client }

// GetMigrationInput selects what is shown of the migration.
type GetMigrationInput struct {
	// AllRegions shows all regions, or only that of the client. Nil leaves it to
	// the service, which shows all.
	AllRegions *bool
}

// Start begins the migration and returns the state of each region; see
// [MigrationService.Wait]. The service insists on both fields of the input, so
// nil is sent as its default: all regions, and a reservation of 0.2.
//
// The call is sent again only when it provably never left.
func (s *MigrationService) Start(ctx context.Context, in DomainMigrate) (MigrationRegions, error) {
	if r := in.Reservation; r != nil && !(*r >= 0 && *r <= 1) { // neither is NaN
		return nil, refuse("reservation", "must be between 0 and 1")
	}
	if in.AllRegions == nil {
		in.AllRegions = Bool(true)
	}
	if in.Reservation == nil {
		reservation := defaultReservation
		in.Reservation = &reservation
	}
	regions, err := call[MigrationRegions](ctx, s.client, cbrapi.OpMigrateDomain, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewMigrateDomainRequest(base, in)
	})
	if err != nil {
		return nil, err
	}
	return *regions, nil
}

// Get returns how far the migration is. Where none was begun it is
// [backup.ErrNotFound].
func (s *MigrationService) Get(ctx context.Context, in GetMigrationInput) (*Migration, error) {
	return call[Migration](ctx, s.client, cbrapi.OpShowMigrateStatus, func(base, _ string) (*http.Request, error) {
		return cbrapi.NewShowMigrateStatusRequest(base, &cbrapi.ShowMigrateStatusParams{AllRegions: in.AllRegions})
	})
}

// Wait waits until the migration has ended well. One that ends badly is a
// [*backup.WaitError] with the projects that failed.
//
// It looks first after 10 seconds, then every 10 seconds and more slowly later,
// for half an hour; options change that.
func (s *MigrationService) Wait(ctx context.Context, in GetMigrationInput, opts ...backup.WaitOption) (*Migration, error) {
	return backup.Wait(ctx, "migration", func(ctx context.Context) (backup.Status[*Migration], error) {
		m, err := s.Get(ctx, in)
		if err != nil {
			return backup.Status[*Migration]{}, err
		}
		return migrationStatus(m), nil
	}, taskWait(opts))
}

// migrationStatus tells how far a migration is, by the mean of its projects.
func migrationStatus(m *Migration) backup.Status[*Migration] {
	st := backup.Status[*Migration]{Value: m, State: string(m.Status), Percent: -1}
	var sum int64
	var failed []string
	for _, p := range m.Projects {
		if p.Status == MigrationStatusSuccess {
			sum += allPercent
		} else {
			sum += p.Progress.Value
		}
		if p.Status == MigrationStatusFailed {
			failed = append(failed, failedProject(p))
		}
	}
	if n := int64(len(m.Projects)); n > 0 {
		st.Percent = int(sum / n)
	}
	switch m.Status {
	case MigrationStatusSuccess:
		st.Phase, st.Percent = backup.Done, allPercent
	case MigrationStatusFailed:
		st.Phase, st.Reason = backup.Failed, strings.Join(failed, ", ")
	}
	return st
}

func failedProject(p ProjectMigration) string {
	cause := p.FailReason
	if !p.FailCode.IsZero() {
		cause = strings.TrimSpace(p.FailCode.String() + " " + cause)
	}
	label := "project " + resourceLabel(p.ProjectName, p.ProjectID)
	if cause == "" {
		return label
	}
	return label + ": " + cause
}
