package specs_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Responses that services are known to give although their documents say
// otherwise, with values of our own. A validator that knows nothing but the
// specification admits them, so the clients of other generators can read them.
func TestKnownResponsesAreDeclared(t *testing.T) {
	for _, known := range []struct {
		spec, operation string
		status          int
		body            string
	}{
		{"cbr", "showCheckpoint", 200, `{"checkpoint":{"id":"c-1","status":"available","vault":null,"extra_info":null}}`},
		{"cbr", "showCheckpoint", 200, `{"checkpoint":{"id":"c-1","vault":{"id":"v-1","resources":[{"id":"s-1","resource_size":40,"backup_size":"0","backup_count":"0","extra_info":"{}"}]}}}`},
		{"cbr", "showCheckpoint", 200, `{"checkpoint":{"id":"c-1","vault":{"id":"v-1","resources":[{"id":"s-1","resource_size":"40","extra_info":{}}]}}}`},
		{"cbr", "showBackup", 200, `{"backup":{"id":"b-1","description":null,"expired_at":null,"parent_id":null,"protected_at":null,"resource_az":null,"updated_at":null,"extend_info":{"progress":null,"architecture":"x86_64"}}}`},
		{"cbr", "showBackup", 200, `{"backup":{"id":"b-1","enterprise_project_id":0,"created_at":"2026-02-11T06:20:45.209782"}}`},
		{"cbr", "showBackup", 200, `{"backup":{"id":"b-1","enterprise_project_id":"0","created_at":"2026-02-11T06:20:45.209+00:00"}}`},
		{"cbr", "showBackup", 401, `{"unauthorized":{"code":"401","message":"Malformed request url"}}`},
		{"cbr", "showVaultProjectTag", 200, `{"tags":[{"key":"team","values":"db"},{"key":"site","values":["a"]}]}`},
		{"cbr", "showPolicy", 200, `{"policy":{"id":"p-1","associated_vaults":null,"trigger":{"properties":{"start_time":"2026-05-08 06:57:05"}}}}`},
		{"cbr", "showVault", 200, `{"vault":{"id":"v-1","bind_rules":{},"tags":[{"key":"a","value":null}]}}`},
		{"cbr", "updateOrder", 200, `{"retCode":"0","orderId":"CS26"}`},
		{"cbr", "changeOrder", 200, `{"retCode":0}`},
		{"iam", "listProjects", 200, `{"links":{"next":null,"previous":null,"self":"https://iam.example/v3/projects"},"projects":[{"id":"a","name":"eu-de","description":"","enabled":true}]}`},
		{"cloutility", "listConsumers", 200, `[{"id":1,"name":"db"}]`},
		{"cloutility", "listConsumers", 200, `{"href":"https://portal.example/v1/bunits/57/consumers","total":1,"offset":0,"first":"https://portal.example/v1/bunits/57/consumers","items":[{"id":1,"archivedDate":null,"limitHighStorage":100.0}]}`},
		{"cloutility", "getBusinessUnit", 200, `{"id":57,"users":{"$type":"x","href":"https://portal.example/v1/bunits/57/users","total":0,"items":[]},"parentBusinessUnit":{"id":12,"name":"Partner","invoiceDay":15}}`},
		{"cloutility", "getBusinessUnit", 404, `{"status":404,"code":404,"message":null,"developerMessage":"No."}`},
		{"zomro", "listInstances", 200, `{"doc":{"$lang":"en","$func":"instances","metadata":{"$name":"instances","$type":"list","$key":"id","$mgr":"billmgr","toolbar":{}}}}`},
		{"zomro", "listInstances", 200, `{"doc":{"elem":{"id":{"$":"7310442"},"createdate":[{"$":"2026-02-11"},{"$":"2026-02-11"}],"ip":{},"name":"bare","item_status":{"$orig":"2","$":"Active","$color":"green"}}}}`},
		{"zomro", "listInstances", 200, `{"doc":{"messages":{"$name":"instances","msg":{"hint":"a bare text"}},"elem":[]}}`},
		{"zomro", "createBackup", 200, `{"doc":{"error":{"$type":"value","$object":"name","param":{"$name":"value","$":"x"}}}}`},
		{"zomro", "whoami", 200, `{"doc":{"ok":{"$":"func=totp.confirm"}}}`},
		{"zomro", "showImage", 200, `{"doc":{"plid":{"$":"7310442"},"elid":{"$":"7310519"},"min_ram":{},"description":{}}}`},
	} {
		t.Run(known.spec+" "+known.operation, func(t *testing.T) {
			s, err := spec.Load(dir + "/" + known.spec + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			var value any
			if err := json.Unmarshal([]byte(known.body), &value); err != nil {
				t.Fatal(err)
			}
			for _, item := range s.Doc.Paths.Map() {
				for _, o := range item.Operations() {
					if o.OperationID != known.operation {
						continue
					}
					response := o.Responses.Value(strconv.Itoa(known.status))
					if response == nil {
						response = o.Responses.Default()
					}
					if err := response.Value.Content.Get("application/json").Schema.Value.VisitJSON(value); err != nil {
						t.Errorf("%s\n%v", known.body, err)
					}
					return
				}
			}
			t.Fatal("no such operation")
		})
	}
}
