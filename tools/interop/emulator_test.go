package interop

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"
	officialregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1/region"
)

// emulate builds the command line and runs its emulator until the test ends. What
// it says goes into the environment: that is all that the vendor's client knows.
func emulate(t *testing.T) (region string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "backupctl")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/backupctl")
	build.Dir, build.Env = filepath.Join("..", ".."), append(os.Environ(), "GOWORK=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	variables := filepath.Join(dir, "fakes.env")
	cmd := exec.CommandContext(ctx, program, "emulate", "--addr", "127.0.0.1:0", "-o", "json", "--env-file", variables, "--work-time", "30ms")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was killed
	})
	var settings map[string]map[string]string
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&settings); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(variables)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(name, "#") {
			t.Setenv(name, value)
		}
	}
	return settings["cbr"]["region"]
}

// step is a call of the vendor's client that must succeed, and where in its
// response the names of later steps are.
type step struct {
	name  string
	call  func(input string) (any, error)
	input string // $NAME stands for what an earlier step kept
	keep  map[string]string
	// until is part of the response that is waited for.
	until string
}

// use makes a step of a method of the vendor's client.
func use[Req, Resp any](name string, call func(*Req) (*Resp, error), input string) step {
	return step{name: name, input: input, call: func(input string) (any, error) {
		req := new(Req)
		decoder := json.NewDecoder(strings.NewReader(input))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(req); err != nil {
			return nil, err
		}
		return call(req)
	}}
}

func (s step) keeping(names ...string) step {
	s.keep = make(map[string]string)
	for i := 0; i < len(names); i += 2 {
		s.keep[names[i]] = names[i+1]
	}
	return s
}

func (s step) waiting(until string) step { s.until = until; return s }

// at follows a path through a response.
func at(v any, path string) string {
	for key := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(inner) {
				return ""
			}
			v = inner[i]
		}
	}
	return fmt.Sprint(v)
}

// TestEmulator has the vendor's client do all that it can, against the emulator as
// people start it and with nothing but the variables that it writes.
func TestEmulator(t *testing.T) {
	id := emulate(t)
	region, err := officialregion.SafeValueOf(id)
	if err != nil {
		t.Fatal(err)
	}
	creds, err := basic.NewCredentialsBuilder().WithAk(os.Getenv("HUAWEICLOUD_SDK_AK")).WithSk(os.Getenv("HUAWEICLOUD_SDK_SK")).
		WithProjectId(os.Getenv("HUAWEICLOUD_SDK_PROJECT_ID")).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := official.CbrClientBuilder().WithRegion(region).WithCredential(creds).WithHttpConfig(config.DefaultHttpConfig()).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	they := official.NewCbrClient(client)
	kept := map[string]string{"$PROJECT": os.Getenv("HUAWEICLOUD_SDK_PROJECT_ID"), "$DOMAIN": os.Getenv("OS_USER_DOMAIN_NAME")}
	done := make(map[string]bool)
	for _, s := range steps(they) {
		out, failed := perform(t, s, kept)
		switch {
		case failed != nil && s.name == "ShowVaultProjectTag" && strings.Contains(failed.Error(), "TagsResp.Values"):
			// Its model has a text where every document has a list.
		case failed != nil:
			t.Errorf("%s: %v", s.name, failed)
			continue
		}
		for name, path := range s.keep {
			if kept[name] = at(out, path); kept[name] == "" || kept[name] == "<nil>" {
				t.Fatalf("%s: no %s in %v", s.name, path, out)
			}
		}
		done[s.name] = true
	}
	if len(done) != 73 {
		t.Errorf("%d methods of 73", len(done))
	}
}

// perform makes a call with what was kept, again and again if it is waited for.
func perform(t *testing.T, s step, kept map[string]string) (out any, failed error) {
	t.Helper()
	input := s.input
	for name, value := range kept {
		input = strings.ReplaceAll(input, name, value)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		response, err := s.call(input)
		text, encodeErr := json.Marshal(response)
		if encodeErr != nil {
			t.Fatal(encodeErr)
		}
		if err == nil && strings.Contains(string(text), s.until) {
			return out, json.Unmarshal(text, &out)
		}
		if s.until == "" || time.Now().After(deadline) {
			if err == nil {
				err = fmt.Errorf("%s did not come: %s", s.until, text)
			}
			return nil, err
		}
	}
}

const (
	billing   = `"billing":{"consistent_level":"crash_consistent","object_type":"server","protect_type":"backup","size":100}`
	aTrigger  = `"trigger":{"properties":{"pattern":["FREQ=WEEKLY;BYDAY=MO;BYHOUR=1;BYMINUTE=0"]}}`
	aPolicy   = `"operation_definition":{"max_backups":7},` + aTrigger
	aBackup   = `"backup_id":"$BACKUP"`
	aVault    = `"vault_id":"$VAULT"`
	anAgent   = `"agent_id":"a-1"`
	aMember   = aBackup + `,"member_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031"`
	elsewhere = `"destination_project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031","destination_region":"cn-north-4","destination_vault_id":"` + vaultID + `"`
)

func steps(they *official.CbrClient) []step {
	return append(vaultSteps(they), otherSteps(they)...)
}

func vaultSteps(they *official.CbrClient) []step {
	return []step{
		use("ListVault", they.ListVault, `{}`).keeping("$SEEDED", "vaults.0.id", "$SERVER", "vaults.0.resources.0.id"),
		use("CreateVault", they.CreateVault, `{"body":{"vault":{"name":"vault-1","resources":[],`+billing+`}}}`).keeping("$VAULT", "vault.id"),
		use("ShowVault", they.ShowVault, `{`+aVault+`}`),
		use("AddVaultResource", they.AddVaultResource, `{`+aVault+`,"body":{"resources":[{"id":"s-1","type":"OS::Nova::Server"},{"id":"s-2","type":"OS::Nova::Server"}]}}`),
		use("SetVaultResource", they.SetVaultResource, `{`+aVault+`,"body":{"resource_ids":["s-1"],"action":"suspend"}}`),
		use("MigrateVaultResource", they.MigrateVaultResource, `{`+aVault+`,"body":{"destination_vault_id":"$SEEDED","resource_ids":["s-2"]}}`),
		use("RemoveVaultResource", they.RemoveVaultResource, `{`+aVault+`,"body":{"resource_ids":["s-1"]}}`),
		use("UpdateVault", they.UpdateVault, `{`+aVault+`,"body":{"vault":{"name":"vault-2","auto_bind":false}}}`),
		use("BatchUpdateVault", they.BatchUpdateVault, `{"body":{"vault":{"smn_notify":false,"threshold":85}}}`),
		use("ShowSummary", they.ShowSummary, `{}`),
		use("ListExternalVault", they.ListExternalVault, `{"external_project_id":"`+projectID+`","region_id":"cn-north-4"}`),
		use("CreateVaultTags", they.CreateVaultTags, `{`+aVault+`,"body":{"tag":{"key":"env","value":"prod"}}}`),
		use("BatchCreateAndDeleteVaultTags", they.BatchCreateAndDeleteVaultTags, `{`+aVault+`,"body":{"action":"create","tags":[{"key":"team","value":"x"}]}}`),
		use("ShowVaultTag", they.ShowVaultTag, `{`+aVault+`}`),
		use("ShowVaultProjectTag", they.ShowVaultProjectTag, `{}`),
		use("ShowVaultResourceInstances", they.ShowVaultResourceInstances, `{"body":{"action":"filter","tags":[{"key":"env","values":["prod"]}]}}`),
		use("DeleteVaultTag", they.DeleteVaultTag, `{`+aVault+`,"key":"env"}`),

		use("CreatePolicy", they.CreatePolicy, `{"body":{"policy":{"name":"nightly","operation_type":"backup",`+aPolicy+`}}}`).keeping("$POLICY", "policy.id"),
		use("ListPolicies", they.ListPolicies, `{}`),
		use("ShowPolicy", they.ShowPolicy, `{"policy_id":"$POLICY"}`),
		use("UpdatePolicy", they.UpdatePolicy, `{"policy_id":"$POLICY","body":{"policy":{"name":"weekly"}}}`),
		use("AssociateVaultPolicy", they.AssociateVaultPolicy, `{`+aVault+`,"body":{"policy_id":"$POLICY"}}`),
		use("DisassociateVaultPolicy", they.DisassociateVaultPolicy, `{`+aVault+`,"body":{"policy_id":"$POLICY"}}`),
		use("DeletePolicy", they.DeletePolicy, `{"policy_id":"$POLICY"}`),

		use("CreateCheckpoint", they.CreateCheckpoint, `{"body":{"checkpoint":{"vault_id":"$SEEDED","parameters":{"name":"first","resources":["$SERVER"]}}}}`).keeping("$CHECKPOINT", "checkpoint.id"),
		use("ShowCheckpoint", they.ShowCheckpoint, `{"checkpoint_id":"$CHECKPOINT"}`).waiting(`"available"`),
		use("ListBackups", they.ListBackups, `{"checkpoint_id":"$CHECKPOINT","status":"available"}`).waiting(`"first"`).keeping("$BACKUP", "backups.0.id", "$CHILD", "backups.0.children.0.id"),
		use("ShowBackup", they.ShowBackup, `{`+aBackup+`}`),
		use("UpdateBackup", they.UpdateBackup, `{`+aBackup+`,"body":{"backup":{"name":"second"}}}`),
		use("ShowMetadata", they.ShowMetadata, `{`+aBackup+`}`),
		use("AddMember", they.AddMember, `{`+aBackup+`,"body":{"members":["9a8b7c6d5e4f40319a8b7c6d5e4f4031"]}}`),
		use("ShowMembersDetail", they.ShowMembersDetail, `{`+aBackup+`}`),
		use("UpdateMemberStatus", they.UpdateMemberStatus, `{`+aMember+`,"body":{"status":"accepted","vault_id":"$VAULT"}}`),
		use("ShowMemberDetail", they.ShowMemberDetail, `{`+aMember+`}`),
		use("DeleteMember", they.DeleteMember, `{`+aMember+`}`),
		use("CopyBackup", they.CopyBackup, `{`+aBackup+`,"body":{"replicate":{`+elsewhere+`}}}`),
		use("CopyCheckpoint", they.CopyCheckpoint, `{"body":{"replicate":{"vault_id":"$SEEDED",`+strings.Replace(elsewhere, "cn-north-4", "cn-north-1", 1)+`}}}`),
		use("RestoreBackup", they.RestoreBackup, `{`+aBackup+`,"body":{"restore":{"server_id":"$SERVER","mappings":[{"backup_id":"$CHILD","volume_id":"`+diskID+`"}]}}}`),
		use("ListOpLogs", they.ListOpLogs, `{"operation_type":"restore","status":"success"}`).waiting(`"success"`).keeping("$TASK", "operation_logs.0.id"),
		use("ShowOpLog", they.ShowOpLog, `{"operation_log_id":"$TASK"}`),
		use("DeleteBackup", they.DeleteBackup, `{`+aBackup+`}`),
		use("DeleteVault", they.DeleteVault, `{`+aVault+`}`),
	}
}

func otherSteps(they *official.CbrClient) []step {
	const product = `"product_id":"p","resource_size":50,"resource_spec_code":"vault.backup.server.normal"`
	return []step{
		use("CreatePostPaidVault", they.CreatePostPaidVault, `{"body":{"vault":{"name":"paid","resources":[],`+billing+`}}}`).keeping("$PAID", "orders.0.resourceId"),
		use("ShowVault", they.ShowVault, `{"vault_id":"$PAID"}`).waiting(`"paid"`),
		use("ChangeOrder", they.ChangeOrder, `{"body":{"resource_id":"$PAID","product_info":{`+product+`}}}`).keeping("$ORDER", "orderId"),
		use("ShowVault", they.ShowVault, `{"vault_id":"$PAID"}`).waiting(`"size":50`),
		use("UpdateOrder", they.UpdateOrder, `{"order_id":"$ORDER","body":{"resourceId":"$PAID","productInfo":{"productId":"p","resourceSize":60,"resourceSpecCode":"c"}}}`),
		use("ChangeVaultChargeMode", they.ChangeVaultChargeMode, `{"body":{"vault_ids":["$SEEDED"],"charging_mode":"pre_paid","period_type":"month","period_num":6}}`),
		use("CreateVault", they.CreateVault, `{"body":{"vault":{"name":"hybrid","resources":[],`+strings.Replace(billing, `"size"`, `"cloud_type":"hybrid","size"`, 1)+`}}}`).keeping("$HYBRID", "vault.id"),
		use("ImportCheckpoint", they.ImportCheckpoint, `{"body":{"sync":{"auto_trigger":false,"vault_id":"$HYBRID"}}}`),
		use("ImportBackup", they.ImportBackup, `{"body":{"sync":[{"backup_id":"`+backupID+`","backup_name":"b","bucket_name":"bucket","image_path":"a/b.img","resource_id":"`+serverID+
			`","resource_name":"r","resource_type":"OS::Nova::Server","created_at":1776031204}]}}`),

		use("CreateOrganizationPolicy", they.CreateOrganizationPolicy, `{"body":{"policy":{"name":"org","operation_type":"backup","policy_name":"nightly","policy_enabled":true,`+
			strings.Replace(strings.Replace(aPolicy, "operation_definition", "policy_operation_definition", 1), `"trigger"`, `"policy_trigger"`, 1)+`}}}`).keeping("$ORG", "policy.id"),
		use("ListOrganizationPolicies", they.ListOrganizationPolicies, `{"operation_type":"backup"}`),
		use("ShowOrganizationPolicy", they.ShowOrganizationPolicy, `{"organization_policy_id":"$ORG"}`),
		use("UpdateOrganizationPolicy", they.UpdateOrganizationPolicy, `{"organization_policy_id":"$ORG","body":{"policy":{"name":"org2"}}}`),
		use("ListOrganizationPolicyDetail", they.ListOrganizationPolicyDetail, `{"organization_policy_id":"$ORG"}`),
		use("DeleteOrganizationPolicy", they.DeleteOrganizationPolicy, `{"organization_policy_id":"$ORG"}`),

		use("ListProtectable", they.ListProtectable, `{"protectable_type":"server","limit":10}`),
		use("ShowProtectable", they.ShowProtectable, `{"protectable_type":"server","instance_id":"$SERVER"}`),
		use("CheckAgent", they.CheckAgent, `{"body":{"agent_status":[{"resource_id":"$SERVER","resource_name":"r","resource_type":"OS::Nova::Server"}]}}`),
		use("ShowReplicationCapabilities", they.ShowReplicationCapabilities, `{}`),
		use("RegisterAgent", they.RegisterAgent, `{"body":{"agent":{`+anAgent+`,"host_name":"h","host_ip":"192.0.2.7","host_os":"linux"}}}`),
		use("ListAgent", they.ListAgent, `{}`),
		use("ShowAgent", they.ShowAgent, `{`+anAgent+`}`),
		use("AddAgentPath", they.AddAgentPath, `{`+anAgent+`,"body":{"add_path":["/srv"]}}`),
		use("RemoveAgentPath", they.RemoveAgentPath, `{`+anAgent+`,"body":{"remove_path":["/srv"]}}`),
		use("UpdateAgent", they.UpdateAgent, `{`+anAgent+`,"body":{"agent":{"status":"uninstall"}}}`),
		use("UnregisterAgent", they.UnregisterAgent, `{`+anAgent+`}`),
		use("ListProjects", they.ListProjects, `{}`),
		use("ListDomainProjects", they.ListDomainProjects, `{"domain_name":"$DOMAIN"}`),
		use("ShowDomain", they.ShowDomain, `{"source_project_id":"$PROJECT"}`),
		use("MigrateDomain", they.MigrateDomain, `{"body":{"all_regions":false,"reservation":0.5}}`),
		use("ShowMigrateStatus", they.ShowMigrateStatus, `{"all_regions":false}`),
		use("ShowStorageUsage", they.ShowStorageUsage, `{}`),
		use("ListFeatures", they.ListFeatures, `{}`),
		use("ShowFeature", they.ShowFeature, `{"feature_key":"replication.enable"}`),
	}
}
