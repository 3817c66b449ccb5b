package cbr

import (
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// defaultReservation is the documented default of a field that the service
// insists on.
const defaultReservation = 0.2

// MigrationService moves the resources and backups of the older services CSBS
// and VBS to CBR, for the whole account.
type MigrationService struct{ client *Client }

// Start begins the migration and returns the state of each region; see
// [MigrationService.Wait]. The service insists on both fields of the input, so
// nil is sent as its default: all regions, and a reservation of 0.2.
//
// The call is sent again only when it provably never left.
func (s *MigrationService) Start(ctx context.Context, in StartMigrationInput) (MigrationRegions, error) {
	if r := in.Reservation; r != nil && !(*r >= 0 && *r <= 1) { // neither is NaN
		return nil, invalidArgument("StartMigrationInput.Reservation", "must be between 0 and 1")
	}
	if in.AllRegions == nil {
		in.AllRegions = new(true)
	}
	if in.Reservation == nil {
		in.Reservation = new(defaultReservation)
	}
	regions, err := s.client.api.MigrateDomain(ctx, in)
	if err != nil {
		return nil, err
	}
	return *regions, nil
}

// Get returns how far the migration is. Where none was begun it is
// [backup.ErrNotFound].
func (s *MigrationService) Get(ctx context.Context, in GetMigrationInput) (*Migration, error) {
	return s.client.api.ShowMigrateStatus(ctx, in)
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
