package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

const (
	benchProject    = "9a8b7c6d5e4f40319a8b7c6d5e4f4031"
	benchCheckpoint = `{"checkpoint":{"status":"protecting","created_at":"2026-04-12T22:00:04.733+00:00","vault":{"skipped_resources":[],` +
		`"id":"5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40","resources":[{"name":"ecs-pay-0001","resource_size":"40","protect_status":"available","type":"OS::Nova::Server",` +
		`"id":"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"}],"name":"vault-pay1"},"project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031","id":"91d3f5b7-08ac-4e2c-b6f1-3a5d7e9c0b24",` +
		`"extra_info":{"retention_duration":-1,"name":"backup_name","description":"backup_description"}}}`
)

// memoryService reads a request and has the response ready.
type memoryService struct{}

func (memoryService) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
		if _, err := io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header:        http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"r-1"}},
		Body:          io.NopCloser(bytes.NewReader([]byte(benchCheckpoint))),
		ContentLength: int64(len(benchCheckpoint)),
	}, nil
}

type fixedToken struct{}

func (fixedToken) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	req.Header["X-Auth-Token"] = []string{"a-ready-token"}
	return 0, nil
}

func (fixedToken) Rejected(context.Context, token.Generation, *backup.Error) bool { return false }

var createCheckpoint = backup.Operation{Provider: "cbr", ID: "createCheckpoint", Method: "POST", Route: "/v3/{project_id}/checkpoints", Success: []int{200}}

func BenchmarkCreateCheckpoint(b *testing.B) {
	client, err := rest.New(rest.Config{
		Provider: "cbr", BaseURL: "http://service.test", Auth: fixedToken{}, RequestIDHeaders: []string{"X-Request-Id"},
		Settings: backup.Settings{HTTPClient: &http.Client{Transport: memoryService{}}, InsecureHTTP: true, UserAgent: "backup-go", Timeout: backup.NewSettings().Timeout},
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	call := func() error {
		body := cbrapi.CreateCheckpointInput{VaultID: "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40", Parameters: cbrapi.CheckpointParameters{
			AutoTrigger: true, Description: "backup_description", Incremental: new(true), Name: "backup_name", Resources: []string{"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"},
		}}
		r := rest.Request{Op: &createCheckpoint}
		r.Path(rest.Text("projectID", benchProject))
		r.JSON("application/json", &cbrapi.CreateCheckpointRequest{Checkpoint: body})
		out := new(cbrapi.CheckpointEnvelope)
		r.Missing = func() string {
			if out.Checkpoint == nil {
				return "checkpoint"
			}
			return ""
		}
		return client.Do(ctx, &r, out)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLeast is what net/http and encoding/json need at the least.
func BenchmarkLeast(b *testing.B) {
	client := &http.Client{Transport: memoryService{}}
	ctx := context.Background()
	_ = ctx
	b.ReportAllocs()
	for b.Loop() {
		body, err := json.Marshal(cbrapi.CreateCheckpointRequest{Checkpoint: cbrapi.CreateCheckpointInput{VaultID: "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40", Parameters: cbrapi.CheckpointParameters{
			AutoTrigger: true, Description: "backup_description", Incremental: new(true), Name: "backup_name", Resources: []string{"c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"},
		}}})
		if err != nil {
			b.Fatal(err)
		}
		req, _ := http.NewRequestWithContext(ctx, "POST", "http://service.test/v3/"+benchProject+"/checkpoints", bytes.NewReader(body))
		req.Header.Set("X-Auth-Token", "a-ready-token")
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		data, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		out := new(cbrapi.CheckpointEnvelope)
		if err := json.Unmarshal(data, out); err != nil {
			b.Fatal(err)
		}
	}
}
