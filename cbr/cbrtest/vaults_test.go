package cbrtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

const plainBilling = `"billing":{"consistent_level":"crash_consistent","object_type":"server","protect_type":"backup","size":10}`

// TestInvalidVaults are requests that the client would not send, and some that
// it would.
func TestInvalidVaults(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	first := srv.Vaults()[0]
	v, have := "/v3/{p}/vaults/"+first.ID, first.Resources[0].ID
	tags := "/v3/{p}/vault/" + first.ID + "/tags"
	prepaid := srv.AddVault(cbrtest.VaultSpec{ChargingMode: cbrapi.ChargingModePrePaid}).ID
	deleting := srv.AddVault(cbrtest.VaultSpec{Status: cbrapi.VaultStatusDeleting}).ID
	members := "/v3/{p}/backups/" + srv.AddBackups(first.ID, 1)[0] + "/members"
	wrong := func(from, to string) string {
		return `{"vault":{"name":"n",` + strings.Replace(plainBilling, from, to, 1) + `,"resources":[]}}`
	}
	const post, put, get, del = http.MethodPost, http.MethodPut, http.MethodGet, http.MethodDelete
	for _, tt := range []struct {
		method, path, body string
		status             int
		response           string
	}{
		{post, "/v3/{p}/vaults", `{"vault":{"name":"n",` + plainBilling + `}}`, 400, "resources"},
		{post, "/v3/{p}/vaults", `{"vault":{"name":"n",` + plainBilling + `,"resources":null}}`, 400, "resources"},
		{post, "/v3/{p}/vaults", `{"vault":{` + plainBilling + `,"resources":[]}}`, 400, "name"},
		{post, "/v3/{p}/vaults", wrong("backup", "hybrid"), 400, "billing"},
		{post, "/v3/{p}/vaults", wrong("10", "0"), 400, "BackupService.6101"},
		{post, "/v3/{p}/vaults", wrong(`"size":10`, `"size":10,"charging_mode":"pre_paid"`), 400, "period_type"},
		{post, "/v3/{p}/vaults", wrong(`10}`, `10},"description":"<"`), 400, "description"},
		{post, "/v3/{p}/vaults", wrong(`10}`, `10},"threshold":0`), 400, "threshold"},
		{post, "/v3/{p}/vaults", wrong(`10}`, `10},"tags":[{"key":"a b","value":""}]`), 400, "key of a tag"},
		{post, "/v3/{p}/vaults", wrong(`10}`, `10},"tags":[`+strings.TrimSuffix(strings.Repeat(`{"key":"a","value":""},`, 11), ",")+`]`), 400, "BackupService.6600"},
		{post, "/v3/{p}/vaults", wrong(`10}`, `10},"backup_policy_id":"none"`), 404, "BackupService.6000"},
		{post, "/v3/{p}/vaults/order", `{"vault":{` + plainBilling + `}}`, 400, "resources"},
		{post, "/v3/{p}/vaults/order", `{"vault":{"name":"` + strings.Repeat("n", 65) + `",` + plainBilling + `,"resources":[]}}`, 400, "name"},
		{put, "/v3/{p}/vaults/none", `{"vault":{}}`, 404, "BackupService.6105"},
		{put, v, `{"vault":{"name":"a b"}}`, 400, "name"},
		{put, v, `{"vault":{"threshold":101}}`, 400, "threshold"},
		{put, v, `{"vault":{"billing":{}}}`, 400, "billing"},
		{put, v, `{"vault":{"billing":{"size":10485761}}}`, 400, "BackupService.6101"},
		{put, "/v3/{p}/vaults/" + deleting, `{"vault":{"name":"n"}}`, 400, "BackupService.6112"},
		{put, "/v3/{p}/vaults/batch-update", `{"vault":{"threshold":0}}`, 400, "threshold"},
		{del, "/v3/{p}/vaults/" + deleting, "", 204, "null"},
		{post, v + "/addresources", `{"resources":[]}`, 400, "resources"},
		{post, v + "/addresources", `{"resources":[{"id":"x"}]}`, 400, "id and type"},
		{post, v + "/removeresources", `{"resource_ids":[]}`, 400, "resource_ids"},
		{post, v + "/removeresources", `{"resource_ids":["` + have + `","` + have + `"]}`, 400, "BackupService.6104"},
		{post, "/v3/{p}/vaults/none/removeresources", `{"resource_ids":["x"]}`, 404, "BackupService.6105"},
		{put, v + "/set-resources", `{"resource_ids":["` + have + `"],"action":"pause"}`, 400, "action"},
		{put, "/v3/{p}/vaults/none/set-resources", `{"resource_ids":["x"],"action":"suspend"}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/vaults/none/migrateresources", `{}`, 404, "BackupService.6105"},
		{post, v + "/migrateresources", `{"destination_vault_id":"` + first.ID + `","resource_ids":["` + have + `"]}`, 400, "BackupService.6102"},
		{post, v + "/associatepolicy", `{}`, 400, "exactly one"},
		{post, "/v3/{p}/vaults/none/associatepolicy", `{"policy_id":"p"}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/vaults/none/dissociatepolicy", `{"policy_id":"p"}`, 404, "BackupService.6105"},
		{get, "/v3/{p}/vaults/external?external_project_id=p", "", 400, "region_id"},
		{get, "/v3/{p}/vaults/external?external_project_id=p&region_id=r&protect_type=x", "", 400, "filter"},
		{get, "/v3/{p}/vaults/external?external_project_id=p&region_id=r&limit=0", "", 400, "limit"},
		{post, tags, `{"tag":{"key":"k","value":"` + strings.Repeat("v", 44) + `"}}`, 400, "value of a tag"},
		{post, tags + "/action", `{"action":"replace"}`, 400, "action"},
		{post, "/v3/{p}/vault/none/tags", `{"tag":{"key":"k","value":""}}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/vault/none/tags/action", `{"action":"delete"}`, 404, "BackupService.6105"},
		{get, "/v3/{p}/vault/none/tags", "", 404, "BackupService.6105"},
		{del, "/v3/{p}/vault/none/tags/k", "", 404, "BackupService.6105"},
		{post, "/v3/{p}/vault/resource_instances/action", `{"action":"filter","limit":20}`, 400, "BackupService.9900"},
		{post, "/v3/{p}/vault/resource_instances/action", `{"action":"filter","limit":"0"}`, 400, "limit"},
		{post, "/v3/{p}/vault/resource_instances/action", `{"action":"filter","offset":"x"}`, 400, "numbers in text"},
		{post, "/v3/{p}/vault/resource_instances/action", `{"action":"list"}`, 400, "action"},
		{post, "/v3/{p}/vault/resource_instances/action", `{"action":"filter","tags":[{"key":"k"}]}`, 400, "filter by tag"},
		{post, members, `{}`, 400, "members"},
		{post, "/v3/{p}/backups/none/members", `{"members":["p"]}`, 404, "BackupService.6200"},
		{get, "/v3/{p}/backups/none/members", "", 404, "BackupService.6200"},
		{get, members + "?status=x", "", 400, "status"},
		{get, members + "?sort=size", "", 400, "sort"},
		{get, members + "?marker=x", "", 400, "marker"},
		{get, members + "?limit=0", "", 400, "limit"},
		{get, members + "/p", "", 404, "BackupService.6705"},
		{post, "/v3/{p}/orders/change", `{"resource_id":"none","product_info":{}}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/orders/change", `{"resource_id":"` + prepaid + `","product_info":{"product_id":"p","resource_size":9,"resource_spec_code":"c"}}`, 400, "product_info"},
		{put, "/v3/{p}/orders/x", `{"resourceId":"` + prepaid + `","productInfo":{}}`, 400, "productInfo"},
		{put, "/v3/{p}/orders/x", `{"resourceId":"` + prepaid + `","productInfo":{"productId":"p","resourceSize":10,"resourceSpecCode":"c"}}`, 400, "the order is not"},
		{put, "/v3/{p}/orders/x", `{"resourceId":"` + first.ID + `"}`, 400, "BackupService.6110"},
		{post, "/v3/{p}/vaults/change-charge-mode", `{"vault_ids":["x"],"period_type":"month","period_num":10}`, 400, "period"},
		{post, "/v3/{p}/vaults/change-charge-mode", `{"vault_ids":["none"],"period_type":"month","period_num":1}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/vaults/change-charge-mode", `{"vault_ids":["` + prepaid + `"],"period_type":"month","period_num":1}`, 400, "BackupService.6110"},
		{post, "/v3/{p}/checkpoints/replicate", `{"replicate":{"vault_id":"none"}}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/checkpoints/replicate", `{"replicate":{"vault_id":"` + first.ID + `"}}`, 400, "destination"},
		{post, "/v3/{p}/checkpoints/sync", `{"sync":{"vault_id":"none"}}`, 404, "BackupService.6105"},
		{post, "/v3/{p}/backups/sync", `{"sync":[]}`, 400, "sync"},
		{put, "/v3/{p}/backups/none", `{"backup":{"name":"n"}}`, 404, "BackupService.6200"},
		{put, strings.TrimSuffix(members, "/members"), `{"backup":{"name":"a b"}}`, 400, "name"},
	} {
		r.want(tt.method, tt.path, tt.body, tt.status, tt.response)
	}
}

// TestVaultLimits: a resource is in one vault only, also on its way into one; a
// full vault takes no more backups; automatic backups in a locked one stay.
func TestVaultLimits(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	first, second := srv.Vaults()[0].ID, srv.AddVault(cbrtest.VaultSpec{SizeGB: 1, Resources: []cbrtest.ResourceSpec{{}}}).ID
	const add = `{"resources":[{"id":"x","type":"OS::Nova::Server"}]}`
	r.want(http.MethodPost, "/v3/{p}/vaults/"+first+"/addresources", add, 200, `{"add_resource_ids":["x"]}`)
	r.want(http.MethodPost, "/v3/{p}/vaults/"+second+"/addresources", add, 400, "BackupService.6103")

	now := cbrtest.New(cbrtest.WithDurations(0, 0, 0))
	r = with(t, now)
	small := now.AddVault(cbrtest.VaultSpec{SizeGB: 1, Resources: []cbrtest.ResourceSpec{{}}}).ID
	backUp := `{"checkpoint":{"vault_id":"` + small + `","parameters":{"auto_trigger":true}}}`
	r.want(http.MethodPost, "/v3/{p}/checkpoints", backUp, 200, "protecting")
	r.want(http.MethodGet, "/v3/{p}/vaults/"+small, "", 200, `"used":1024`)
	r.want(http.MethodPost, "/v3/{p}/checkpoints", backUp, 400, "BackupService.6114")
	r.want(http.MethodPut, "/v3/{p}/vaults/"+small, `{"vault":{"auto_expand":true,"locked":true}}`, 200, `"locked":true`)
	r.want(http.MethodPost, "/v3/{p}/checkpoints", backUp, 200, "protecting")
	_, _, out := r.do(http.MethodGet, "/v3/{p}/backups?vault_id="+small, "")
	id := fmt.Sprint(dig(out, "backups", "0", "id"))
	r.want(http.MethodDelete, "/v3/{p}/backups/"+id, "", 400, "BackupService.6220")
}
