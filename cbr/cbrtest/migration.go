package cbrtest

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// migration is the move of one project from the older services.
type migration struct {
	project project
	started time.Time
	status  cbrapi.MigrationStatus
	percent int64 // at the end of one that failed
	failure Failure
}

func (s *service) MigrateDomain(_ context.Context, in *cbrapi.StartMigrationInput) (any, error) {
	defer s.enter()()
	switch {
	case in.AllRegions == nil || in.Reservation == nil:
		return nil, invalid("Parameter check failed: all_regions and reservation are required")
	case *in.Reservation < 0 || *in.Reservation > 1:
		return nil, invalid("Parameter check failed: reservation must be between 0 and 1")
	}
	for _, m := range s.migrations {
		if m.status == cbrapi.MigrationStatusMigrating {
			return nil, serviceError(http.StatusBadRequest, "4002", "A migration is running.")
		}
	}
	fail, failed := take(&s.failMigration)
	s.migrations = nil
	regions := cbrapi.MigrationRegions{}
	for i, p := range s.projects {
		if p.id != s.account.ProjectID && !*in.AllRegions {
			continue
		}
		m := &migration{project: p, started: s.now, status: cbrapi.MigrationStatusMigrating}
		s.migrations = append(s.migrations, m)
		regions[p.region()] = "running"
		s.after(s.share(i+1, len(s.projects)), func() {
			m.status = cbrapi.MigrationStatusSuccess
			if failed {
				m.status, m.failure, m.percent = cbrapi.MigrationStatusFailed, fail, full/2
			}
		})
	}
	return regions, nil
}

func (s *service) ShowMigrateStatus(_ context.Context, in cbrapi.GetMigrationInput) (any, error) {
	defer s.enter()()
	if len(s.migrations) == 0 {
		return nil, serviceError(http.StatusNotFound, "4001", "The migration record does not exist.")
	}
	all := in.AllRegions == nil || *in.AllRegions
	out := cbrapi.Migration{Status: cbrapi.MigrationStatusSuccess, Projects: []cbrapi.ProjectMigration{}}
	for _, m := range s.migrations {
		if !all && m.project.id != s.account.ProjectID {
			continue
		}
		out.Projects = append(out.Projects, m.view(s))
		if m.status != cbrapi.MigrationStatusSuccess && out.Status != cbrapi.MigrationStatusMigrating {
			out.Status = m.status
		}
	}
	return out, nil
}

func (m *migration) view(s *service) cbrapi.ProjectMigration {
	out := cbrapi.ProjectMigration{
		Status: m.status, ProjectID: m.project.id, ProjectName: m.project.name, RegionID: m.project.region(),
		FailReason: m.failure.Message,
	}
	if n, err := strconv.ParseInt(m.failure.Code, 10, 64); err == nil {
		out.FailCode = lenient.NewInt(n)
	}
	switch m.status {
	case cbrapi.MigrationStatusSuccess:
		out.Progress = lenient.NewInt(full)
	case cbrapi.MigrationStatusMigrating:
		out.Progress = lenient.NewInt(min(full-1, int64(s.now.Sub(m.started))*full/max(1, int64(s.config.checkpoint))))
	default:
		out.Progress = lenient.NewInt(m.percent)
	}
	return out
}
