package jsonread_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// backupsPage is a page of 1,000 backups as the service sends them.
func backupsPage() []byte {
	// One of fifty servers each, in one of five vaults, an hour after the one before.
	const item = `{"checkpoint_id":"91d3f5b7-08ac-4e2c-b6f1-%012d","created_at":"%s:00:05.201884","description":"",` +
		`"expired_at":"%s:00:05.201884","extend_info":{"auto_trigger":true,"bootable":true,"contain_system_disk":true,"supported_restore_mode":"backup","architecture":"x86_64"},` +
		`"id":"3e5a7c91-2d4f-46b8-a0c2-%012d","image_type":"backup","name":"nightly_%02d","parent_id":"","project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031",` +
		`"protected_at":"%s:10:59.090117","resource_az":"eu-west-101a","resource_id":"c7e1a9f2-3d58-4b60-8a94-%012d",` +
		`"resource_name":"ecs-payroll-%02d","resource_size":40,"resource_type":"OS::Nova::Server","status":"available","updated_at":"%s:11:41.667302",` +
		`"vault_id":"5c9a0d1e-6f0b-4f51-9d6e-%012d","enterprise_project_id":"0","provider_id":"0daac4c5-6707-4851-97ba-169e36266b66","children":[],"incremental":true,"version":3}`
	start := time.Date(2026, 4, 12, 22, 0, 0, 0, time.UTC)
	items := make([]string, 1000)
	for i := range items {
		at := start.Add(time.Duration(i) * time.Hour)
		hour, end := at.Format("2006-01-02T15"), at.AddDate(0, 3, 0).Format("2006-01-02T15")
		items[i] = fmt.Sprintf(item, i/50, hour, end, i, i%50, hour, i%50, i%50, hour, i%5)
	}
	return []byte(`{"backups":[` + strings.Join(items, ",") + `],"count":50000,"limit":1000,"offset":0}`)
}

// BenchmarkPage reads a page of 1,000 backups in turns with encoding/json, so that
// a busy machine slows down both. This package is worth its code as long as the
// ratio is below two thirds.
func BenchmarkPage(b *testing.B) {
	data := backupsPage()
	read := func(unmarshal func([]byte, any) error) time.Duration {
		var out struct {
			Backups []cbrapi.Backup `json:"backups"`
		}
		start := time.Now()
		if err := unmarshal(data, &out); err != nil || len(out.Backups) != 1000 {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	var ratios []float64
	for b.Loop() {
		ours, standard := read(jsonread.Unmarshal), read(json.Unmarshal)
		ratios = append(ratios, float64(ours)/float64(standard))
	}
	slices.Sort(ratios)
	b.ReportMetric(0, "ns/op") // of both: says nothing
	b.ReportMetric(ratios[len(ratios)/2], "of-encoding/json")
}

// BenchmarkUnmarshal is the same page by this package alone.
func BenchmarkUnmarshal(b *testing.B) {
	data := backupsPage()
	b.ReportAllocs()
	for b.Loop() {
		var out struct {
			Backups []cbrapi.Backup `json:"backups"`
		}
		if err := jsonread.Unmarshal(data, &out); err != nil {
			b.Fatal(err)
		}
	}
}
