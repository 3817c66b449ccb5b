package cbr_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestRegionProjects(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	account := srv.Account()

	projects := collect(t, client.Projects.All(ctx))
	if len(projects) != 2 || projects[0].ID != account.ProjectID || projects[0].Name != account.ProjectName || projects[0].DomainID != account.DomainID ||
		!projects[0].Enabled.Value || projects[0].IsDomain.Value || !strings.HasSuffix(projects[0].Links.Self, account.ProjectID) {
		t.Errorf("projects: %+v", projects)
	}
	if page, err := client.Projects.List(ctx); err != nil || page.Total != 2 || page.Next != "" {
		t.Errorf("page %+v, %v", page, err)
	}
	of := collect(t, client.Projects.AllOfDomain(ctx, account.Domain))
	if diff := cmp.Diff([]cbr.DomainProject{{ID: projects[0].ID, Name: projects[0].Name}, {ID: projects[1].ID, Name: projects[1].Name}}, of); diff != "" {
		t.Errorf("projects of the account (-want +got):\n%s", diff)
	}
	domain, err := client.Projects.Domain(ctx, projects[1].ID)
	want := &cbr.ProjectDomain{ProjectID: projects[1].ID, ProjectName: projects[1].Name, DomainID: account.DomainID, DomainName: account.Domain}
	if diff := cmp.Diff(want, domain); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := client.Projects.ListOfDomain(ctx, "somebody else"); !errors.Is(err, backup.ErrInvalid) || details(t, err).Code != "BackupService.6704" {
		t.Errorf("unknown account: %v", err)
	}
	if _, err := client.Projects.Domain(ctx, "none"); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("unknown project: %v", err)
	}
}

// TestPathsWithoutProject: these routes have no project in them, and look like
// those that do. They are signed like all others.
func TestPathsWithoutProject(t *testing.T) {
	ctx := t.Context()
	for _, keys := range []bool{false, true} {
		srv := cbrtest.New()
		cfg := srv.Config()
		if account := srv.Account(); keys {
			cfg.Credentials = cbr.AccessKey{Access: account.AccessKey, Secret: backup.NewSecret(account.SecretKey)}
		}
		client := newClient(t, cfg, srv.Options()...)
		for _, tt := range []struct {
			path      string
			operation string
			do        func() error
			status    int
		}{
			{"/v3/region-projects", "listProjects", func() error { _, err := client.Projects.List(ctx); return err }, 200},
			{"/v3/domain/vaults/projects", "listDomainProjects", func() error { _, err := client.Projects.ListOfDomain(ctx, "vaults"); return err }, 400},
			{"/v3/domain/vaults", "showDomain", func() error { _, err := client.Projects.Domain(ctx, "vaults"); return err }, 400},
			{"/v3/migrates", "migrateDomain", func() error { _, err := client.Migration.Start(ctx, cbr.StartMigrationInput{}); return err }, 200},
			{"/v3/migrates", "showMigrateStatus", func() error { _, err := client.Migration.Get(ctx, cbr.GetMigrationInput{}); return err }, 200},
			{"/", "listVersions", func() error { _, err := client.Versions.List(ctx); return err }, 300},
			{"/v3", "showVersion", func() error { _, err := client.Versions.Get(ctx, "v3"); return err }, 300},
		} {
			err := tt.do()
			last := srv.Requests()[len(srv.Requests())-1]
			if last.Path != tt.path || last.Operation != tt.operation || last.Status != tt.status || (err == nil) == (tt.status == http.StatusBadRequest) {
				t.Errorf("%s %s is %s with status %d, want %s with %d: %v", last.Method, last.Path, last.Operation, last.Status, tt.operation, tt.status, err)
			}
			if signed := last.Header.Get("Authorization") != ""; signed != keys {
				t.Errorf("%s is signed: %v", tt.operation, signed)
			}
		}
	}
}

func TestMigration(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()

	if _, err := client.Migration.Get(ctx, cbr.GetMigrationInput{}); !errors.Is(err, backup.ErrNotFound) || details(t, err).Code != "BackupService.4001" {
		t.Errorf("before it began: %v", err)
	}
	regions, err := client.Migration.Start(ctx, cbr.StartMigrationInput{})
	if diff := cmp.Diff(cbr.MigrationRegions{"eu-west-101": "running"}, regions); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	started := srv.Requests()[len(srv.Requests())-1]
	if body := strings.TrimSpace(string(started.Body)); started.Method != http.MethodPost || body != `{"all_regions":true,"reservation":0.2}` {
		t.Errorf("%s %s", started.Method, body)
	}
	if _, err := client.Migration.Start(ctx, cbr.StartMigrationInput{}); details(t, err).Code != "BackupService.4002" {
		t.Errorf("a second time: %v", err)
	}
	var seen []backup.Progress
	done, err := client.Migration.Wait(ctx, cbr.GetMigrationInput{}, append(quick(), backup.WithProgress(func(p backup.Progress) { seen = append(seen, p) }))...)
	if err != nil || done.Status != cbr.MigrationStatusSuccess || len(done.Projects) != 2 || done.Projects[1].Progress.Value != 100 || done.Projects[0].RegionID != "eu-west-101" {
		t.Errorf("done: %+v, %v", done, err)
	}
	if last := seen[len(seen)-1]; last.Percent != 100 || last.State != "success" {
		t.Errorf("progress: %+v", seen)
	}

	none := 0.0
	srv.FailNextMigration(cbrtest.Failure{Code: "4006", Message: "A backup could not be moved."})
	srv.ResetLog()
	if _, err := client.Migration.Start(ctx, cbr.StartMigrationInput{AllRegions: new(false), Reservation: &none}); err != nil {
		t.Fatal(err)
	}
	if body := strings.TrimSpace(string(srv.Requests()[0].Body)); body != `{"all_regions":false,"reservation":0}` {
		t.Errorf("body %s", body)
	}
	failed, err := client.Migration.Wait(ctx, cbr.GetMigrationInput{AllRegions: new(false)}, quick()...)
	var wait *backup.WaitError
	if !errors.As(err, &wait) || !wait.Failed || wait.Reason != "project eu-west-101: 4006 A backup could not be moved." || len(failed.Projects) != 1 || failed.Projects[0].FailCode.Value != 4006 {
		t.Errorf("%+v, %v", failed, err)
	}
	if query := srv.Requests()[1].RawQuery; query != "all_regions=false" {
		t.Errorf("query %q", query)
	}
}

// TestMigrationForms: regions have states nobody documents, codes are numbers.
func TestMigrationForms(t *testing.T) {
	client := at(t, responding(200, jsonType, `{"status":"migrating","project_status":[{"status":"success"},{"status":"migrating","progress":"50","fail_code":"BackupService.4002"}],"new":1}`))
	m, err := client.Migration.Get(t.Context(), cbr.GetMigrationInput{})
	if err != nil || m.Projects[1].Progress.Value != 50 || m.Projects[1].FailCode.Text != "BackupService.4002" {
		t.Errorf("%+v, %v", m, err)
	}
	client = at(t, responding(200, jsonType, `{"status":"failed","project_status":[{"status":"failed","project_id":"p","progress":7},{"status":"success"}]}`))
	var wait *backup.WaitError
	percent := 0
	opts := append(quick(), backup.WithProgress(func(p backup.Progress) { percent = p.Percent }))
	if _, err := client.Migration.Wait(t.Context(), cbr.GetMigrationInput{}, opts...); !errors.As(err, &wait) || wait.Reason != "project p" || percent != 53 {
		t.Errorf("a failure without cause: %d%%, %v", percent, err)
	}
	for _, bad := range []float64{-0.1, 1.1} {
		if _, err := client.Migration.Start(t.Context(), cbr.StartMigrationInput{Reservation: &bad}); badField(t, err) != "StartMigrationInput.Reservation" {
			t.Errorf("%v: %v", bad, err)
		}
	}
	client = at(t, responding(200, jsonType, `{"a":"halted","b":null,"c":7}`))
	regions, err := client.Migration.Start(t.Context(), cbr.StartMigrationInput{})
	if diff := cmp.Diff(cbr.MigrationRegions{"a": "halted", "b": "", "c": "7"}, regions); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
