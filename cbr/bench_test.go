package cbr_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
)

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"r-1"}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

// checkpointResponse has the size and shape of the documented response.
const checkpointResponse = `{"checkpoint":{"status":"protecting","created_at":"2026-04-12T22:00:04.733+00:00","vault":{"skipped_resources":[],` +
	`"id":"5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40","resources":[{"name":"ecs-pay-0001","resource_size":40,"protect_status":"available",` +
	`"type":"OS::Nova::Server","id":"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"}],"name":"vault-pay1"},"project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031",` +
	`"id":"91d3f5b7-08ac-4e2c-b6f1-3a5d7e9c0b24","extra_info":{"retention_duration":-1,"name":"backup_name","description":"backup_description"}}}`

// memory responds the way a server without a network would: it reads the body of
// the request.
func memory(status int, body string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
			if err := r.Body.Close(); err != nil {
				return nil, err
			}
		}
		return respond(status, body), nil
	}
}

// BenchmarkCreateCheckpoint compares the whole path with the same call written
// by hand. The goal is to take no longer, on no more than 40 allocations.
func BenchmarkCreateCheckpoint(b *testing.B) {
	transport := memory(http.StatusOK, checkpointResponse)
	b.Run("sdk", func(b *testing.B) {
		client := at(b, transport)
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if err := createBySDK(ctx, client); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand", func(b *testing.B) {
		client := &http.Client{Transport: transport}
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if _, err := createByHand(ctx, client); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCreateCheckpointRatio takes turns between both, so that a busy
// machine slows both down, and compares the best of many short runs.
func BenchmarkCreateCheckpointRatio(b *testing.B) {
	transport := memory(http.StatusOK, checkpointResponse)
	sdk, hand := at(b, transport), &http.Client{Transport: transport}
	ctx := context.Background()
	best := [2]time.Duration{time.Hour, time.Hour}
	calls := [2]func() error{
		func() error { return createBySDK(ctx, sdk) },
		func() error { _, err := createByHand(ctx, hand); return err },
	}
	const run = 50
	for b.Loop() {
		for i, call := range calls {
			start := time.Now()
			for range run {
				if err := call(); err != nil {
					b.Fatal(err)
				}
			}
			best[i] = min(best[i], time.Since(start)/run)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(best[0]), "sdk-ns")
	b.ReportMetric(float64(best[1]), "hand-ns")
	b.ReportMetric(float64(best[0])/float64(best[1]), "x")
}

func createBySDK(ctx context.Context, client *cbr.Client) error {
	_, err := client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40", Parameters: cbr.CheckpointParameters{
		AutoTrigger: true, Description: "backup_description", Incremental: new(true), Name: "backup_name",
		Resources: []string{"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"},
	}})
	return err
}

// The same payloads as plain structs, as somebody would write them by hand.
type (
	handRequest struct {
		Checkpoint handCreate `json:"checkpoint"`
	}
	handCreate struct {
		Parameters handParameters `json:"parameters"`
		VaultID    string         `json:"vault_id"`
	}
	handParameters struct {
		AutoTrigger bool     `json:"auto_trigger"`
		Description string   `json:"description"`
		Incremental bool     `json:"incremental"`
		Name        string   `json:"name"`
		Resources   []string `json:"resources"`
	}
	handAnswer struct {
		Checkpoint handCheckpoint `json:"checkpoint"`
	}
	handCheckpoint struct {
		ID        string    `json:"id"`
		ProjectID string    `json:"project_id"`
		Status    string    `json:"status"`
		CreatedAt string    `json:"created_at"`
		Vault     handVault `json:"vault"`
		ExtraInfo struct {
			Name              string `json:"name"`
			Description       string `json:"description"`
			RetentionDuration int64  `json:"retention_duration"`
		} `json:"extra_info"`
	}
	handVault struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Resources []struct {
			ID            string `json:"id"`
			Name          string `json:"name"`
			Type          string `json:"type"`
			ProtectStatus string `json:"protect_status"`
			ResourceSize  int64  `json:"resource_size"`
		} `json:"resources"`
		SkippedResources []struct {
			ID     string `json:"id"`
			Code   string `json:"code"`
			Reason string `json:"reason"`
		} `json:"skipped_resources"`
	}
)

func createByHand(ctx context.Context, client *http.Client) (*handCheckpoint, error) {
	body, err := json.Marshal(handRequest{Checkpoint: handCreate{
		VaultID: "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40",
		Parameters: handParameters{
			AutoTrigger: true, Description: "backup_description", Incremental: true, Name: "backup_name",
			Resources: []string{"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"},
		},
	}})
	if err != nil {
		return nil, err
	}
	url := "https://cbr.eu-west-101.myhuaweicloud.com/v3/" + projectID + "/checkpoints"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", jsonType)
	req.Header.Set("X-Auth-Token", "a-ready-token")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d: %s", resp.StatusCode, data)
	}
	var out handAnswer
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, err
	}
	return &out.Checkpoint, nil
}

// BenchmarkListBackups decodes a page of 1,000 backups through the whole path,
// and with encoding/json alone into the same types.
func BenchmarkListBackups(b *testing.B) {
	body, n := manyBackups()
	b.Run("sdk", func(b *testing.B) {
		client := at(b, memory(http.StatusOK, body))
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if err := listBySDK(client, n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if err := listByJSON([]byte(body), n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkListBackupsRatio takes turns between both and compares the best of
// many runs. The goal is at most 1.15.
func BenchmarkListBackupsRatio(b *testing.B) {
	body, n := manyBackups()
	client, data := at(b, memory(http.StatusOK, body)), []byte(body)
	best := [2]time.Duration{time.Hour, time.Hour}
	calls := [2]func() error{func() error { return listBySDK(client, n) }, func() error { return listByJSON(data, n) }}
	for b.Loop() {
		for i, call := range calls {
			start := time.Now()
			if err := call(); err != nil {
				b.Fatal(err)
			}
			best[i] = min(best[i], time.Since(start))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(best[0]), "sdk-ns")
	b.ReportMetric(float64(best[1]), "json-ns")
	b.ReportMetric(float64(best[0])/float64(best[1]), "x")
}

func listBySDK(client *cbr.Client, n int) error {
	page, err := client.Backups.List(context.Background(), cbr.ListBackupsInput{})
	if err == nil && len(page.Items) != n {
		err = fmt.Errorf("%d backups", len(page.Items))
	}
	return err
}

func listByJSON(body []byte, n int) error {
	var list struct {
		Backups []cbr.Backup `json:"backups"`
	}
	err := json.Unmarshal(body, &list)
	if err == nil && len(list.Backups) != n {
		err = fmt.Errorf("%d backups", len(list.Backups))
	}
	return err
}

// manyBackups is a page of 1,000 backups.
func manyBackups() (body string, n int) {
	const item = `{"checkpoint_id":"91d3f5b7-08ac-4e2c-b6f1-3a5d7e9c0b24","created_at":"2026-04-12T22:00:05.201884","description":null,"expired_at":null,` +
		`"extend_info":{"auto_trigger":true,"bootable":true,"contain_system_disk":true,"supported_restore_mode":"backup","architecture":"x86_64"},` +
		`"id":"3e5a7c91-2d4f-46b8-a0c2-00000000%04d","image_type":"backup","name":"nightly","parent_id":null,"project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031",` +
		`"protected_at":"2026-04-12T22:10:59.090117","resource_az":"eu-west-101a","resource_id":"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23",` +
		`"resource_name":"ecs-payroll-1","resource_size":40,"resource_type":"OS::Nova::Server","status":"available","updated_at":"2026-04-12T22:11:41.667302",` +
		`"vault_id":"5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40","enterprise_project_id":"0","provider_id":"0daac4c5-6707-4851-97ba-169e36266b66","children":[],"incremental":true,"version":3}`
	items := make([]string, 1000)
	for i := range items {
		items[i] = fmt.Sprintf(item, i)
	}
	return `{"backups":[` + strings.Join(items, ",") + `],"count":` + strconv.Itoa(len(items)) + `}`, len(items)
}
