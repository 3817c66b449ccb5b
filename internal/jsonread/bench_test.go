package jsonread_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// backupsPage is a page of 1,000 backups as the service sends them.
func backupsPage() []byte {
	const item = `{"checkpoint_id":"91d3f5b7-08ac-4e2c-b6f1-3a5d7e9c0b24","created_at":"2026-04-12T22:00:05.201884","description":"",` +
		`"expired_at":"2026-07-12T22:00:05.201884","extend_info":{"auto_trigger":true,"bootable":true,"contain_system_disk":true,"supported_restore_mode":"backup","architecture":"x86_64"},` +
		`"id":"3e5a7c91-2d4f-46b8-a0c2-%012d","image_type":"backup","name":"nightly","parent_id":"","project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031",` +
		`"protected_at":"2026-04-12T22:10:59.090117","resource_az":"eu-west-101a","resource_id":"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23",` +
		`"resource_name":"ecs-payroll-1","resource_size":40,"resource_type":"OS::Nova::Server","status":"available","updated_at":"2026-04-12T22:11:41.667302",` +
		`"vault_id":"5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40","enterprise_project_id":"0","provider_id":"0daac4c5-6707-4851-97ba-169e36266b66","children":[],"incremental":true,"version":3}`
	items := make([]string, 1000)
	for i := range items {
		items[i] = fmt.Sprintf(item, i)
	}
	return []byte(`{"backups":[` + strings.Join(items, ",") + `],"count":50000,"limit":1000,"offset":0}`)
}

func BenchmarkPage(b *testing.B) {
	data := backupsPage()
	for name, unmarshal := range map[string]func([]byte, any) error{"jsonread": jsonread.Unmarshal, "json": json.Unmarshal} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var out struct {
					Backups []cbrapi.Backup `json:"backups"`
				}
				if err := unmarshal(data, &out); err != nil || len(out.Backups) != 1000 {
					b.Fatal(err)
				}
			}
		})
	}
}
