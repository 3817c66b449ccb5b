package cbr_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestDay does over real HTTP what a user does in a day.
func TestDay(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()

	vaults := collect(t, client.Vaults.All(ctx, cbr.ListVaultsInput{}))
	if len(vaults) != 1 || len(vaults[0].Resources) != 2 {
		t.Fatalf("vaults: %+v", vaults)
	}
	vault, err := client.Vaults.Get(ctx, vaults[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	server := vault.Resources[1]
	if vault.Billing.SizeGB.Value != 500 || vault.Billing.AllocatedGB.Value != 160 || server.SizeGB.Value != 120 {
		t.Errorf("sizes: %+v, %+v", vault.Billing, server)
	}

	var seen []backup.Progress
	checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{
		Name: "nightly", Description: "a day", Resources: []string{server.ID}, Incremental: new(false), AutoTrigger: true,
	}}, append(quick(), backup.WithProgress(func(p backup.Progress) { seen = append(seen, p) }))...)
	if err != nil {
		t.Fatal(err)
	}
	if checkpoint.Status != cbr.CheckpointStatusAvailable || checkpoint.ExtraInfo.Name != "nightly" || checkpoint.ExtraInfo.RetentionDays.Value != -1 {
		t.Errorf("checkpoint: %+v", checkpoint)
	}
	if r := checkpoint.Vault.Resources; len(r) != 1 || r[0].ResourceSizeGB.Value != 120 || r[0].ProtectStatus != cbr.ProtectStatusAvailable {
		t.Errorf("resources: %+v", r)
	}
	if len(seen) < 2 || seen[0].State != "protecting" || seen[len(seen)-1].Percent != 100 {
		t.Errorf("progress: %+v", seen)
	}

	again, err := client.Checkpoints.Get(ctx, checkpoint.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(checkpoint, again); diff != "" {
		t.Errorf("wait and get differ (-wait +get):\n%s", diff)
	}

	backups := collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: checkpoint.ID}))
	if len(backups) != 1 {
		t.Fatalf("backups: %+v", backups)
	}
	made, err := client.Backups.Get(ctx, backups[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(backups[0], *made); diff != "" {
		t.Errorf("list and get differ (-list +get):\n%s", diff)
	}
	if made.Incremental.Value || !made.ExtendInfo.AutoTrigger.Value || len(made.Children) != 2 || made.CreatedAt.Location() != time.UTC || time.Since(made.CreatedAt.Time) > time.Minute {
		t.Errorf("backup: %+v", made)
	}

	in := cbr.RestoreBackupInput{ServerID: server.ID, PowerOn: new(false)}
	for _, child := range made.Children {
		in.Mappings = append(in.Mappings, cbr.RestoreMapping{BackupID: child.ID, VolumeID: child.ResourceID})
	}
	job, err := client.Backups.RestoreAndWait(ctx, made.ID, in, quick()...)
	if err != nil {
		t.Fatal(err)
	}
	task, err := client.Tasks.Get(ctx, job.JobID)
	if err != nil {
		t.Fatal(err)
	}
	if task.Status != cbr.OperationStatusSuccess || task.ExtraInfo.Common.Progress.Value != 100 || task.ExtraInfo.Restore.BackupID != made.ID {
		t.Errorf("task: %+v", task)
	}
	tasks := collect(t, client.Tasks.All(ctx, cbr.ListTasksInput{OperationType: cbr.OperationTypeRestore}))
	if len(tasks) != 1 || tasks[0].ID != job.JobID {
		t.Errorf("tasks: %+v", tasks)
	}

	if err := client.Backups.Delete(ctx, made.ID); err != nil {
		t.Fatal(err)
	}
	if err := client.Backups.WaitDeleted(ctx, made.ID, quick()...); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Backups.Get(ctx, made.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleted backup: %v", err)
	}
	if err := client.Backups.Delete(ctx, made.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("second deletion: %v", err)
	}
	if n := srv.Logins(); n != 1 {
		t.Errorf("%d logins", n)
	}
}

// TestWire looks at what is sent.
func TestWire(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	vault := srv.Vaults()[0]
	server := vault.Resources[0].ID
	srv.FailNextRestore(cbrtest.Failure{})
	id := srv.AddBackups(vault.ID, 1)[0]
	from := time.Date(2026, 3, 1, 13, 30, 0, 987654321, time.FixedZone("", 3600))

	for _, tt := range []struct {
		name   string
		do     func() error
		method string
		path   string
		query  string
		body   string
	}{
		{
			name: "checkpoint with everything", method: http.MethodPost, path: "/checkpoints",
			do: func() error {
				_, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: vault.ID, Parameters: cbr.CheckpointParameters{
					Name: "备份_1", Description: "d", AutoTrigger: true, Incremental: new(false), Resources: []string{server}, PolicyID: "p",
					ResourceDetails: []cbr.Resource{{ID: server, Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"v"}}}},
				}})
				return err
			},
			body: `{"checkpoint":{"parameters":{"auto_trigger":true,"description":"d","incremental":false,"name":"备份_1","policy_id":"p",` +
				`"resource_details":[{"extra_info":{"exclude_volumes":["v"]},"id":"` + server + `","type":"OS::Nova::Server"}],"resources":["` + server + `"]},"vault_id":"` + vault.ID + `"}}`,
		},
		{
			name: "restore", method: http.MethodPost, path: "/backups/" + id + "/restore",
			do: func() error {
				_, err := client.Backups.Restore(ctx, id, cbr.RestoreBackupInput{ResourceID: "r", PowerOn: new(false)})
				return err
			},
			body: `{"restore":{"power_on":false,"resource_id":"r"}}`,
		},
		{
			name: "vault list", method: http.MethodGet, path: "/vaults",
			do: func() error {
				_, err := client.Vaults.List(ctx, cbr.ListVaultsInput{
					Limit: 10, Cursor: "5", Name: "n", CloudType: cbr.CloudTypePublic, ProtectType: cbr.ProtectTypeBackup, ObjectType: cbr.ObjectTypeDisk,
					EnterpriseProjectID: "0", IDs: []string{"a", "b"}, PolicyID: "p", Status: cbr.VaultStatusAvailable, ResourceIDs: []string{"r1", "r2"},
				})
				return err
			},
			query: "cloud_type=public&enterprise_project_id=0&id=a&id=b&limit=10&name=n&object_type=disk&offset=5&policy_id=p&protect_type=backup&resource_ids=r1,r2&status=available",
		},
		{
			name: "backup list", method: http.MethodGet, path: "/backups",
			do: func() error {
				_, err := client.Backups.List(ctx, cbr.ListBackupsInput{
					CheckpointID: "c", DedicatedCloud: new(false), StartTime: from, EndTime: from.Add(time.Hour), ImageType: cbr.ImageTypeBackup,
					Limit: 1, Marker: id, Name: "a b&c", ResourceAZ: "az", ResourceID: "r", ResourceName: "rn", ResourceType: "OS::Future::Thing",
					Sort: "name:asc", Statuses: []cbr.BackupStatus{cbr.BackupStatusAvailable, cbr.BackupStatusError}, VaultID: "v", EnterpriseProjectID: "all_granted_eps",
					OwnType: cbr.OwnTypeAllGranted, MemberStatus: cbr.MemberStatusPending, ParentID: id, UsedPercent: 7, ShowReplication: true, Incremental: new(false),
				})
				if errors.Is(err, backup.ErrInvalid) { // the marker is not among no matches
					return nil
				}
				return err
			},
			query: "checkpoint_id=c&dec=false&end_time=2026-03-01T13:30:00Z&enterprise_project_id=all_granted_eps&image_type=backup&incremental=false&limit=1&marker=" + id +
				"&member_status=pending&name=a+b%26c&own_type=all_granted&parent_id=" + id + "&resource_az=az&resource_id=r&resource_name=rn&resource_type=OS::Future::Thing" +
				"&show_replication=true&sort=name:asc&start_time=2026-03-01T12:30:00Z&status=available&status=error&used_percent=7&vault_id=v",
		},
		{
			name: "task list", method: http.MethodGet, path: "/operation-logs",
			do: func() error {
				_, err := client.Tasks.List(ctx, cbr.ListTasksInput{
					Limit: 3, Cursor: "4", OperationType: cbr.OperationTypeSync, Status: cbr.OperationStatusTimeout, ProviderID: "p", ResourceID: "r",
					ResourceName: "rn", VaultID: "v", VaultName: "vn", StartTime: from, EnterpriseProjectID: "e",
				})
				return err
			},
			query: "enterprise_project_id=e&limit=3&offset=4&operation_type=sync&provider_id=p&resource_id=r&resource_name=rn&start_time=2026-03-01T12:30:00Z&status=timeout&vault_id=v&vault_name=vn",
		},
		{name: "no filter, no parameter", method: http.MethodGet, path: "/backups", do: func() error {
			_, err := client.Backups.List(ctx, cbr.ListBackupsInput{})
			return err
		}},
		{name: "an id is escaped", method: http.MethodGet, path: "/vaults/a%2Fb%3F%23..", do: func() error {
			if _, err := client.Vaults.Get(ctx, "a/b?#.."); !errors.Is(err, backup.ErrNotFound) {
				return err
			}
			return nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv.ResetLog()
			if err := tt.do(); err != nil {
				t.Fatal(err)
			}
			requests := srv.Requests()
			last := requests[len(requests)-1]
			if want := "/v3/" + srv.Account().ProjectID + tt.path; last.Method != tt.method || last.Path != want {
				t.Errorf("%s %s, want %s %s", last.Method, last.Path, tt.method, want)
			}
			if diff := cmp.Diff(values(t, tt.query), values(t, last.RawQuery)); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.body, strings.TrimSpace(string(last.Body))); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if last.Header.Get("X-Auth-Token") == "" || last.Header.Get("X-Language") != "en-us" || last.Header.Get("Accept") != "application/json" {
				t.Errorf("header: %v", last.Header)
			}
		})
	}
}

func values(t *testing.T, query string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPaging(t *testing.T) {
	srv := cbrtest.New()
	client := connect(t, srv)
	ctx := t.Context()
	want := srv.AddBackups(srv.Vaults()[0].ID, 25)
	ids := func(list []cbr.Backup) (out []string) {
		for _, b := range list {
			out = append(out, b.ID)
		}
		return out
	}
	for _, tt := range []struct {
		name     string
		in       cbr.ListBackupsInput
		want     []string
		requests int
	}{
		{"one page", cbr.ListBackupsInput{Sort: "created_at:asc"}, want, 1},
		{"pages by offset", cbr.ListBackupsInput{Sort: "created_at:asc", Limit: 10}, want, 3},
		{"pages that fit exactly", cbr.ListBackupsInput{Sort: "created_at:asc", Limit: 5}, want, 5},
		{"from an offset", cbr.ListBackupsInput{Sort: "created_at:asc", Limit: 10, Cursor: "20"}, want[20:], 1},
		{"by marker", cbr.ListBackupsInput{Sort: "created_at:asc", Limit: 10, Marker: want[2]}, want[3:], 4},
		{"nothing", cbr.ListBackupsInput{Name: "none"}, nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv.ResetLog()
			got := ids(collect(t, client.Backups.All(ctx, tt.in)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := srv.Count("listBackups"); n != tt.requests {
				t.Errorf("%d requests, want %d", n, tt.requests)
			}
		})
	}
	page, err := client.Backups.List(ctx, cbr.ListBackupsInput{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != 25 || page.Next != "10" || len(page.Items) != 10 {
		t.Errorf("page: total %d, next %q, %d items", page.Total, page.Next, len(page.Items))
	}
	srv.ResetLog()
	for _, err := range client.Backups.All(ctx, cbr.ListBackupsInput{Limit: 1}) {
		if err != nil {
			t.Error(err)
		}
		break // leaving early asks for no more pages
	}
	if n := srv.Count(""); n != 1 {
		t.Errorf("%d requests", n)
	}
	for _, err := range client.Backups.All(ctx, cbr.ListBackupsInput{Limit: -1}) {
		if badField(t, err) != "ListBackupsInput.Limit" {
			t.Errorf("got %v", err)
		}
	}
}

// TestQuirks: whatever form responses have, what is read is the same.
func TestQuirks(t *testing.T) {
	plain := cbrtest.New()
	want := quirkless(t, connect(t, plain), plain)
	for seed := range uint64(40) {
		srv := cbrtest.New(cbrtest.WithQuirks(seed))
		got := quirkless(t, connect(t, srv), srv)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d (-plain +quirks):\n%s", seed, diff)
		}
	}
}

// quirkless reads everything there is and keeps what quirks must not change.
func quirkless(t *testing.T, client *cbr.Client, srv *cbrtest.Server) []any {
	t.Helper()
	ctx := t.Context()
	srv.AddBackups(srv.Vaults()[0].ID, 3)
	var out []any
	for _, v := range collect(t, client.Vaults.All(ctx, cbr.ListVaultsInput{})) {
		out = append(out, v.ID, v.Billing.SizeGB, v.Billing.UsedMB, v.Billing.AllocatedGB, v.ThresholdPercent, v.EnterpriseProjectID, v.CreatedAt.Text)
		for _, r := range v.Resources {
			out = append(out, r.ID, r.SizeGB, r.BackupCount)
		}
	}
	created, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: srv.Vaults()[0].ID, Parameters: cbr.CheckpointParameters{Name: "q"}})
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, created.ID, created.ExtraInfo.RetentionDays, created.CreatedAt.Text)
	for _, r := range created.Vault.Resources {
		var info map[string]any
		if err := r.ExtraInfo.Decode(&info); err != nil {
			t.Fatalf("extra_info %s: %v", r.ExtraInfo, err)
		}
		out = append(out, r.ResourceSizeGB, r.BackupCount, r.BackupSize, len(info))
	}
	for _, b := range collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{Limit: 2, Sort: "id"})) {
		incremental := b.Incremental.Value || b.ExtendInfo.Incremental.Value
		out = append(out, b.ID, b.ResourceSizeGB, b.Version, incremental, b.EnterpriseProjectID, b.CreatedAt.Text, b.ProtectedAt.Text)
	}
	srv.AddVault(cbrtest.VaultSpec{Tags: []cbr.Tag{{Key: "team", Value: "finance"}, {Key: "空"}}})
	tags, err := client.Tags.ListProject(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, tags)
	for _, v := range collect(t, client.Tags.AllVaults(ctx, cbr.ListTaggedVaultsInput{Limit: 1})) {
		out = append(out, v.ResourceName, v.Tags, v.ResourceDetail.Vault.Billing.SizeGB)
	}
	if _, err := client.Backups.Replicate(ctx, srv.AddBackups(srv.Vaults()[0].ID, 1)[0], far); err != nil {
		t.Fatal(err)
	}
	for _, b := range collect(t, client.Backups.All(ctx, cbr.ListBackupsInput{ShowReplication: true, Sort: "id"})) {
		for _, r := range b.ReplicationRecords {
			out = append(out, r.ID, r.ExtraInfo.DestinationVaultID)
		}
	}
	for _, task := range collect(t, client.Tasks.All(ctx, cbr.ListTasksInput{OperationType: cbr.OperationTypeBackup})) {
		out = append(out, task.ID, task.ExtraInfo.Backup.Incremental, task.CreatedAt.Text)
	}
	return out
}

func TestProjects(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	page, err := client.IAM.ListProjects(ctx, cbr.ListProjectsInput{Name: srv.Account().ProjectName})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 || page.Items[0].ID != srv.Account().ProjectID || !page.Items[0].Enabled.Value || page.Total != 1 {
		t.Errorf("page: %+v", page)
	}
	srv.ResetLog()
	if all := collect(t, client.IAM.AllProjects(ctx, cbr.ListProjectsInput{Limit: 1})); len(all) != 2 || srv.Count("listProjects") != 3 {
		t.Errorf("%d projects in %d pages: %+v", len(all), srv.Count("listProjects"), all)
	}
	for _, tt := range []struct {
		in   cbr.ListProjectsInput
		want string
	}{
		{cbr.ListProjectsInput{Cursor: "1"}, "ListProjectsInput.Cursor"},
		{cbr.ListProjectsInput{Limit: 5001, Cursor: "1"}, "ListProjectsInput.Limit"},
		{cbr.ListProjectsInput{Cursor: "-1", Limit: 1}, "ListProjectsInput.Cursor"},
		{cbr.ListProjectsInput{Cursor: "0", Limit: 1}, "ListProjectsInput.Cursor"},
	} {
		if _, err := client.IAM.ListProjects(ctx, tt.in); badField(t, err) != tt.want {
			t.Errorf("%+v: %v", tt.in, err)
		}
	}
}

func TestDo(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	var list struct {
		Vaults []struct {
			ID string `json:"id"`
		} `json:"vaults"`
	}
	if err := client.Do(ctx, backup.Request{Path: "/v3/{project_id}/vaults?limit=1", Idempotent: true}, &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Vaults) != 1 || list.Vaults[0].ID != srv.Vaults()[0].ID {
		t.Errorf("%+v", list)
	}
	id := srv.AddBackups(list.Vaults[0].ID, 1)[0]
	var job cbr.RestoreJob
	in := map[string]any{"restore": map[string]any{"resource_id": "x"}}
	if err := client.Do(ctx, backup.Request{Method: http.MethodPost, Path: "/v3/{project_id}/backups/" + id + "/restore", Body: in}, &job); err != nil || job.JobID == "" {
		t.Errorf("job %+v, %v", job, err)
	}
	// What is said to be idempotent is sent again after a failure, and nothing else.
	for _, method := range []string{http.MethodGet, http.MethodDelete, http.MethodPost, http.MethodPut} {
		for idempotent, want := range map[bool]int{true: 2, false: 1} {
			srv.ResetLog()
			srv.Inject(cbrtest.FaultReset("").Once())
			in := backup.Request{Method: method, Path: "/v3/{project_id}/backups/none", Idempotent: idempotent}
			if err := client.Do(ctx, in, nil); err == nil || srv.Count("") != want {
				t.Errorf("%s, idempotent %v: %d requests, %v", method, idempotent, srv.Count(""), err)
			}
		}
	}
	err := client.Do(ctx, backup.Request{Method: http.MethodDelete, Path: "/v3/{project_id}/backups/none", Idempotent: true}, nil)
	if e := details(t, err); !errors.Is(err, backup.ErrNotFound) || e.Operation != "do" {
		t.Errorf("got %v", err)
	}
	for _, tt := range []struct{ method, path, field string }{
		{"FETCH", "/v3/x", "Request.Method"},
		{http.MethodGet, "", "Request.Path"},
		{http.MethodGet, "/v3/{project_id}/vaults/../backups", "Request.Path"},
		{http.MethodGet, "https://elsewhere.example/v3/x", "Request.Path"},
	} {
		if field := badField(t, client.Do(ctx, backup.Request{Method: tt.method, Path: tt.path}, nil)); field != tt.field {
			t.Errorf("%s %q: field %s", tt.method, tt.path, field)
		}
	}
	if field := badField(t, client.Do(ctx, backup.Request{Method: http.MethodPost, Path: "/v3/x", Body: func() {}}, nil)); field != "Request.Body" {
		t.Errorf("field %s", field)
	}
}
