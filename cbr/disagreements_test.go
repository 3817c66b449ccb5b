package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// reading is one call whose response is odd.
type reading func(ctx context.Context, c *cbr.Client) (any, error)

func readCheckpoint(pick func(*cbr.Checkpoint) any) reading {
	return func(ctx context.Context, c *cbr.Client) (any, error) {
		v, err := c.Checkpoints.Get(ctx, "c")
		if err != nil {
			return nil, err
		}
		return pick(v), nil
	}
}

func readBackup(pick func(*cbr.Backup) any) reading {
	return func(ctx context.Context, c *cbr.Client) (any, error) {
		v, err := c.Backups.Get(ctx, "b")
		if err != nil {
			return nil, err
		}
		return pick(v), nil
	}
}

func readVault(pick func(*cbr.Vault) any) reading {
	return func(ctx context.Context, c *cbr.Client) (any, error) {
		v, err := c.Vaults.Get(ctx, "v")
		if err != nil {
			return nil, err
		}
		return pick(v), nil
	}
}

func readTask(pick func(*cbr.OperationLog) any) reading {
	return func(ctx context.Context, c *cbr.Client) (any, error) {
		v, err := c.Tasks.Get(ctx, "t")
		if err != nil {
			return nil, err
		}
		return pick(v), nil
	}
}

type list = []any

// inCheckpoint wraps a resource of a checkpoint.
func inCheckpoint(resource string) string {
	return `{"checkpoint":{"id":"c","vault":{"id":"v","resources":[` + resource + `]}}}`
}

func firstResource(pick func(cbr.CheckpointResource) any) reading {
	return readCheckpoint(func(c *cbr.Checkpoint) any { return pick(c.Vault.Resources[0]) })
}

// TestDisagreements has a case for each row of the list of disagreements between
// the vendor's documents and what really comes. Row is its number there.
func TestDisagreements(t *testing.T) {
	size := firstResource(func(r cbr.CheckpointResource) any { return r.ResourceSizeGB.Value })
	counts := firstResource(func(r cbr.CheckpointResource) any { return list{r.BackupSize.Value, r.BackupCount.Value} })
	extra := firstResource(func(r cbr.CheckpointResource) any {
		var fields map[string]any
		if err := r.ExtraInfo.Decode(&fields); err != nil {
			return err
		}
		return list{r.ExtraInfo.String(), len(fields)}
	})
	created := readBackup(func(b *cbr.Backup) any { return b.CreatedAt.UTC().Format(time.RFC3339Nano) })
	project := readVault(func(v *cbr.Vault) any { return v.EnterpriseProjectID.String() })
	tags := func(ctx context.Context, c *cbr.Client) (any, error) {
		got, err := c.Tags.ListProject(ctx)
		if err != nil {
			return nil, err
		}
		return []string(got[0].Values), nil
	}
	order := func(ctx context.Context, c *cbr.Client) (any, error) {
		got, err := c.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{VaultIDs: []string{"v"}, PeriodType: cbr.PeriodTypeYear, PeriodNum: 1})
		if err != nil {
			return nil, err
		}
		return list{got.OrderID.String(), got.RetCode.Value}, nil
	}
	for _, tt := range []struct {
		row  int
		name string
		body string
		read reading
		want any
	}{
		{1, "size as text", inCheckpoint(`{"id":"r","resource_size":"41"}`), size, int64(41)},
		{1, "size as number", inCheckpoint(`{"id":"r","resource_size":42}`), size, int64(42)},
		{2, "counts as text", inCheckpoint(`{"id":"r","backup_size":"7","backup_count":"0"}`), counts, list{int64(7), int64(0)}},
		{2, "counts as numbers", inCheckpoint(`{"id":"r","backup_size":7,"backup_count":2}`), counts, list{int64(7), int64(2)}},
		{2, "counts of a vault", `{"vault":{"id":"v","resources":[{"id":"r","backup_size":"9","backup_count":3}]}}`,
			readVault(func(v *cbr.Vault) any { return list{v.Resources[0].BackupSize.Value, v.Resources[0].BackupCount.Value} }), list{int64(9), int64(3)}},
		{3, "text", inCheckpoint(`{"id":"r","extra_info":"{\"k\":1}"}`), extra, list{`"{\"k\":1}"`, 1}},
		{3, "empty text", inCheckpoint(`{"id":"r","extra_info":"{}"}`), extra, list{`"{}"`, 0}},
		{3, "null", inCheckpoint(`{"id":"r","extra_info":null}`), extra, list{"", 0}},
		{3, "object", inCheckpoint(`{"id":"r","extra_info":{"k":1,"l":[2]}}`), extra, list{`{"k":1,"l":[2]}`, 2}},
		{3, "of a vault, as text", `{"vault":{"id":"v","resources":[{"id":"r","extra_info":"{\"exclude_volumes\":[\"d\"],\"x\":1}"}]}}`,
			readVault(func(v *cbr.Vault) any {
				info := v.Resources[0].ExtraInfo
				return list{info.ExcludeVolumes, info.AdditionalProperties["x"].String()}
			}), list{[]string{"d"}, "1"}},
		{4, "no zone", `{"backup":{"created_at":"2026-02-05T10:38:34.209782"}}`, created, "2026-02-05T10:38:34.209782Z"},
		{4, "an offset", `{"backup":{"created_at":"2026-05-10T07:59:12.733+02:00"}}`, created, "2026-05-10T05:59:12.733Z"},
		{4, "UTC", `{"backup":{"created_at":"2026-02-23T01:00:32Z"}}`, created, "2026-02-23T01:00:32Z"},
		{4, "a blank", `{"backup":{"created_at":"2026-02-23 01:00:32"}}`, created, "2026-02-23T01:00:32Z"},
		{4, "a number", `{"backup":{"created_at":1771808432}}`, created, "2026-02-23T01:00:32Z"},
		{5, "start of a trigger", `{"policy":{"trigger":{"properties":{"start_time":"2026-05-08 06:57:05"}}}}`, readTrigger, "2026-05-08T06:57:05Z"},
		{5, "start with an offset", `{"policy":{"trigger":{"properties":{"start_time":"2026-05-08T06:57:05.000+00:00"}}}}`, readTrigger, "2026-05-08T06:57:05Z"},
		{8, "text", `{"vault":{"enterprise_project_id":"0"}}`, project, "0"},
		{8, "number", `{"vault":{"enterprise_project_id":0}}`, project, "0"},
		{8, "of a backup, as number", `{"backup":{"enterprise_project_id":12}}`, readBackup(func(b *cbr.Backup) any { return b.EnterpriseProjectID.String() }), "12"},
		{9, "one text", `{"tags":[{"key":"a","values":"b"}]}`, tags, []string{"b"}},
		{9, "a list", `{"tags":[{"key":"a","values":["b","c"]}]}`, tags, []string{"b", "c"}},
		{10, "nulls in a backup", `{"backup":{"id":"b","description":null,"expired_at":null,"parent_id":null,"protected_at":null,"resource_az":null,"updated_at":null,"extend_info":null,"children":null}}`,
			readBackup(func(b *cbr.Backup) any {
				return list{b.ID, b.Description, b.ExpiredAt.IsZero(), b.UpdatedAt.IsZero(), b.ExtendInfo == nil, len(b.Children)}
			}),
			list{"b", "", true, true, true, 0}},
		{10, "the value of a tag", `{"vault":{"tags":[{"key":"a","value":null},{"key":"b"}]}}`, readVault(func(v *cbr.Vault) any { return v.Tags }),
			[]cbr.Tag{{Key: "a"}, {Key: "b"}}},
		{10, "no count of members", `{"members":[{"id":"m","status":"pending"}]}`, func(ctx context.Context, c *cbr.Client) (any, error) {
			page, err := c.Members.List(ctx, "b", cbr.ListMembersInput{})
			return list{len(page.Items), page.Total}, err
		}, list{1, -1}},
		{10, "a vault without billing", `{"vault":{"id":"v","billing":null,"resources":null}}`, readVault(func(v *cbr.Vault) any { return list{v.Billing == nil, len(v.Resources)} }),
			list{true, 0}},
		{10, "no system tags", `{"resources":[{"resource_id":"v","resource_detail":null}],"total_count":"1"}`, func(ctx context.Context, c *cbr.Client) (any, error) {
			page, err := c.Tags.ListVaults(ctx, cbr.ListTaggedVaultsInput{})
			return list{page.Items[0].SysTags == nil, page.Items[0].ResourceDetail == nil, page.Total}, err
		}, list{true, true, 1}},
		{11, "neither vault nor details", `{"checkpoint":{"id":"c","status":"available","vault":null,"extra_info":null}}`,
			readCheckpoint(func(c *cbr.Checkpoint) any { return list{c.Status, c.Vault == nil, c.ExtraInfo == nil} }),
			list{cbr.CheckpointStatusAvailable, true, true}},
		{12, "a job", `{"job_id":"j"}`, readRestore, "j"},
		{12, "nothing", ``, readRestore, ""},
		{13, "older and unknown fields", `{"backup":{"extend_info":{"progress":null,"architecture":"x86_64","app_consistency":{"app_consistency":"0"},"incremental":true,"future":{"a":[1]}}}}`,
			readBackup(func(b *cbr.Backup) any {
				return list{b.Incremental.Value, b.ExtendInfo.Architecture, b.ExtendInfo.AppConsistency.String(), b.ExtendInfo.AdditionalProperties["future"].String()}
			}), list{true, "x86_64", `{"app_consistency":"0"}`, `{"a":[1]}`}},
		{13, "older fields in a list", `{"backups":[{"extend_info":{"incremental":"true"}}],"count":1}`, func(ctx context.Context, c *cbr.Client) (any, error) {
			page, err := c.Backups.List(ctx, cbr.ListBackupsInput{})
			return page.Items[0].Incremental.Value, err
		}, true},
		{13, "incremental where it is now", `{"backup":{"incremental":true,"extend_info":{}}}`, readBackup(func(b *cbr.Backup) any { return b.Incremental.Value }), true},
		{13, "unknown fields of a checkpoint", `{"checkpoint":{"extra_info":{"name":"n","retention_duration":"30","more":true}}}`, readCheckpoint(func(c *cbr.Checkpoint) any {
			return list{c.ExtraInfo.Name, c.ExtraInfo.RetentionDays.Value, c.ExtraInfo.AdditionalProperties["more"].String()}
		}), list{"n", int64(30), "true"}},
		{13, "unknown fields of a task", `{"operation_log":{"extra_info":{"common":{"progress":"7"},"upgrade":{"to":2}}}}`, readTask(func(l *cbr.OperationLog) any {
			return list{l.ExtraInfo.Common.Progress.Value, l.ExtraInfo.AdditionalProperties["upgrade"].String()}
		}), list{int64(7), `{"to":2}`}},
		{14, "misspelt", `{"backup":{"replication_records":[{"id":"r","extra_info":{"destinatio_vault_id":"d"}}]}}`, readDestination, "d"},
		{14, "spelt right", `{"backup":{"replication_records":[{"id":"r","extra_info":{"destination_vault_id":"d"}}]}}`, readDestination, "d"},
		{14, "in a child", `{"backup":{"children":[{"replication_records":[{"id":"r","extra_info":{"destinatio_vault_id":"d","new":1}}]}]}}`,
			readBackup(func(b *cbr.Backup) any {
				info := b.Children[0].ReplicationRecords[0].ExtraInfo
				return list{info.DestinationVaultID, info.AdditionalProperties["new"].String()}
			}), list{"d", "1"}},
		{15, "text", `{"operation_log":{"extra_info":{"backup":{"incremental":"true"}}}}`, readIncremental, true},
		{15, "boolean", `{"operation_log":{"extra_info":{"backup":{"incremental":true}}}}`, readIncremental, true},
		{15, "quoted twice", `{"operation_log":{"extra_info":{"backup":{"incremental":"false"}}}}`, readIncremental, false},
		{16, "states nobody lists", `{"instances":[{"id":"i","status":"ACTIVE"},{"id":"j","status":"in-use"}]}`, readProtectables, list{"ACTIVE", "in-use"}},
		{18, "number", `{"orderId":"o","retCode":0}`, order, list{"o", int64(0)}},
		{18, "text", `{"orderId":5,"retCode":"0"}`, order, list{"5", int64(0)}},
		{25, "the vault moved to", `{"migrated_resources":["dest"]}`, func(ctx context.Context, c *cbr.Client) (any, error) {
			return c.Vaults.MigrateResources(ctx, "v", cbr.MigrateResourcesInput{DestinationVaultID: "dest", ResourceIDs: []string{"r"}})
		}, []string{"dest"}},
		{38, "a type nobody lists", `{"backup":{"resource_type":"OS::Future::Thing","status":"thinking"}}`, readBackup(func(b *cbr.Backup) any { return list{b.ResourceType, b.Status} }),
			list{cbr.ResourceType("OS::Future::Thing"), cbr.BackupStatus("thinking")}},
		{42, "units", `{"vault":{"billing":{"used":"2048","size":100,"allocated":40.0}}}`,
			readVault(func(v *cbr.Vault) any {
				return list{v.Billing.UsedMB.Value, v.Billing.SizeGB.Value, v.Billing.AllocatedGB.Value}
			}),
			list{int64(2048), int64(100), int64(40)}},
		{43, "a field more", `{"vault":{"billing":{"size":1,"partner_bp_id":"p","extra_info":{"combined_order_id":"c"}}}}`, readVault(func(v *cbr.Vault) any {
			return list{v.Billing.SizeGB.Value, v.Billing.AdditionalProperties["partner_bp_id"].String(), v.Billing.AdditionalProperties["extra_info"].String()}
		}), list{int64(1), `"p"`, `{"combined_order_id":"c"}`}},
		{44, "the provider of a vault", `{"checkpoint":{"vault":{"provider_id":"p"}}}`, readCheckpoint(func(c *cbr.Checkpoint) any { return c.Vault.ProviderID }), "p"},
		{51, "absent is null", `{"members":[{}],"count":1}`, func(ctx context.Context, c *cbr.Client) (any, error) {
			return c.Members.Add(ctx, "b", cbr.AddMembersInput{Members: []string{"p"}})
		}, []cbr.Member{{}}},
		{52, "fail and skip", `{"backup":{"replication_records":[{"status":"fail"},{"status":"skip"},{"status":"paused"}]}}`, readBackup(func(b *cbr.Backup) any {
			return list{b.ReplicationRecords[0].Status, b.ReplicationRecords[1].Status, b.ReplicationRecords[2].Status}
		}), list{cbr.ReplicationStatusFail, cbr.ReplicationStatusSkip, cbr.ReplicationStatus("paused")}},
		{53, "codes with, without prefix and as numbers", `{"checkpoint":{"vault":{"skipped_resources":[{"code":"BackupService.7101"},{"code":"7101"},{"code":7101}]}}}`,
			readCheckpoint(func(c *cbr.Checkpoint) any {
				skipped := cbr.Skipped(c)
				return list{skipped[0].Code.String(), skipped[1].Code.String(), skipped[2].Code.String()}
			}), list{"BackupService.7101", "7101", "7101"}},
		{54, "empty rules", `{"vault":{"bind_rules":{}}}`, readVault(func(v *cbr.Vault) any { return list{v.BindRules != nil, len(v.BindRules.Tags)} }), list{true, 0}},
		{54, "no rules", `{"vault":{"bind_rules":null}}`, readVault(func(v *cbr.Vault) any { return v.BindRules == nil }), true},
	} {
		got, err := tt.read(t.Context(), at(t, responding(200, jsonType, tt.body)))
		if err != nil {
			t.Errorf("row %d, %s: %v", tt.row, tt.name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("row %d, %s (-want +got):\n%s", tt.row, tt.name, diff)
		}
	}
}

func readTrigger(ctx context.Context, c *cbr.Client) (any, error) {
	p, err := c.Policies.Get(ctx, "p")
	if err != nil {
		return nil, err
	}
	return p.Trigger.Properties.StartTime.UTC().Format(time.RFC3339Nano), nil
}

func readRestore(ctx context.Context, c *cbr.Client) (any, error) {
	job, err := c.Backups.Restore(ctx, "b", cbr.RestoreBackupInput{VolumeID: "v"})
	if err != nil {
		return nil, err
	}
	return job.JobID, nil
}

func readDestination(ctx context.Context, c *cbr.Client) (any, error) {
	return readBackup(func(b *cbr.Backup) any { return b.ReplicationRecords[0].ExtraInfo.DestinationVaultID })(ctx, c)
}

func readIncremental(ctx context.Context, c *cbr.Client) (any, error) {
	return readTask(func(l *cbr.OperationLog) any { return l.ExtraInfo.Backup.Incremental.Value })(ctx, c)
}

func readProtectables(ctx context.Context, c *cbr.Client) (any, error) {
	page, err := c.Protectables.List(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{})
	if err != nil {
		return nil, err
	}
	return list{page.Items[0].Status, page.Items[1].Status}, nil
}

// TestDisagreementsOfStatus are the rows about status codes and error bodies.
func TestDisagreementsOfStatus(t *testing.T) {
	ctx := t.Context()
	// Row 48: a general page of the reference says 201 for POST.
	for _, status := range []int{200, 201, 202} {
		if ids, err := at(t, responding(status, jsonType, `{"add_resource_ids":["r"]}`)).Vaults.AddResources(ctx, "v", cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "r", Type: cbr.ResourceTypeServer}}}); err != nil || len(ids) != 1 {
			t.Errorf("%d: %v, %v", status, ids, err)
		}
	}
	for _, status := range []int{200, 204} {
		client := at(t, responding(status, jsonType, ``))
		if err := errors.Join(client.Vaults.Delete(ctx, "v"), client.Tags.Add(ctx, "v", cbr.AddTagInput{Tag: cbr.Tag{Key: "k"}}), client.Backups.Delete(ctx, "b")); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
	// Row 50: some operations leave the prefix out, and one has another status.
	for _, tt := range []struct {
		status int
		code   string
		want   error
	}{
		{400, "6100", backup.ErrQuota}, {400, "BackupService.6100", backup.ErrQuota}, {500, "6103", backup.ErrConflict}, {400, "9900", backup.ErrInvalid},
		{400, "6104", backup.ErrConflict}, {400, "6101", backup.ErrInvalid}, {404, "6105", backup.ErrNotFound}, {400, "6114", backup.ErrQuota},
	} {
		_, err := at(t, responding(tt.status, jsonType, `{"error_code":"`+tt.code+`","error_msg":"x"}`)).Vaults.AddResources(ctx, "v", cbr.AddResourcesInput{Resources: []cbr.Resource{{ID: "r", Type: cbr.ResourceTypeServer}}})
		if e := details(t, err); !errors.Is(err, tt.want) || e.Attempts != 1 {
			t.Errorf("%d %s: %v", tt.status, tt.code, err)
		}
	}
	// Row 55: the schema has a response of success for 404.
	_, err := at(t, responding(http.StatusNotFound, jsonType, `{"vault":{"id":"v"}}`)).Vaults.Get(ctx, "v")
	if !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
