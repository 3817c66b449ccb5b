package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/internal/hwsign"
)

// floor makes the calls as somebody would write them for one program: net/http,
// encoding/json, no retries, no errors beyond the status. It signs with the
// library's signer, so that the rest is what is compared.
type floor struct {
	base   string
	client *http.Client
	keys   bool
}

func (f *floor) send(ctx context.Context, method, url, contentType string, body []byte, out any) error {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		return err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if f.keys {
		req.Header.Set("X-Project-Id", projectID)
		if err := hwsign.Sign(req, accessKey, secretKey, time.Now(), "Host", "X-Project-Id", "X-Sdk-Date"); err != nil {
			return err
		}
	} else {
		req.Header.Set("X-Auth-Token", "a-ready-token")
	}
	return f.receive(req, out)
}

func (f *floor) receive(req *http.Request, out any) error {
	resp, err := f.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %s", resp.StatusCode, data)
	}
	return json.Unmarshal(data, out)
}

// The same payload as plain structs.
type (
	floorRequest struct {
		Checkpoint struct {
			VaultID    string `json:"vault_id"`
			Parameters struct {
				AutoTrigger bool     `json:"auto_trigger"`
				Description string   `json:"description"`
				Incremental bool     `json:"incremental"`
				Name        string   `json:"name"`
				Resources   []string `json:"resources"`
			} `json:"parameters"`
		} `json:"checkpoint"`
	}
	floorAnswer struct {
		Checkpoint struct {
			ID        string `json:"id"`
			ProjectID string `json:"project_id"`
			Status    string `json:"status"`
			CreatedAt string `json:"created_at"`
			ExtraInfo struct {
				Name              string `json:"name"`
				Description       string `json:"description"`
				RetentionDuration int64  `json:"retention_duration"`
			} `json:"extra_info"`
			Vault struct {
				ID        string `json:"id"`
				Name      string `json:"name"`
				Resources []struct {
					ID            string `json:"id"`
					Name          string `json:"name"`
					Type          string `json:"type"`
					ProtectStatus string `json:"protect_status"`
					ResourceSize  string `json:"resource_size"`
				} `json:"resources"`
				SkippedResources []struct {
					ID     string `json:"id"`
					Code   string `json:"code"`
					Reason string `json:"reason"`
				} `json:"skipped_resources"`
			} `json:"vault"`
		} `json:"checkpoint"`
	}
)

func (f *floor) createCheckpoint(ctx context.Context) error {
	var in floorRequest
	in.Checkpoint.VaultID = vaultID
	p := &in.Checkpoint.Parameters
	p.AutoTrigger, p.Incremental, p.Name, p.Description = true, true, "backup_name", "backup_description"
	p.Resources = []string{serverID}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	var out floorAnswer
	return f.send(ctx, http.MethodPost, f.base+"/v3/"+projectID+"/checkpoints", jsonType, body, &out)
}

func (f *floor) listBackups(ctx context.Context) error {
	_, err := f.backups(ctx, 0)
	return err
}

func (f *floor) backups(ctx context.Context, offset int) (int, error) {
	var out struct {
		Backups []cbr.Backup `json:"backups"`
		Count   int          `json:"count"`
	}
	err := f.send(ctx, http.MethodGet, f.base+"/v3/"+projectID+"/backups?limit=1000&offset="+strconv.Itoa(offset), "", nil, &out)
	return len(out.Backups), err
}

func (f *floor) allBackups(ctx context.Context) error {
	for offset := 0; ; offset += pageSize {
		n, err := f.backups(ctx, offset)
		if err != nil || n < pageSize {
			return err
		}
	}
}

func (f *floor) listConsumers(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+"/v1/bunits/17/consumers?limit=1000", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer an-access-token")
	req.Header.Set("Origin", "https://enrol.example.com")
	var out struct {
		Total int64 `json:"total"`
		Items []struct {
			Href        string `json:"href"`
			ID          int64  `json:"id"`
			Name        string `json:"name"`
			CreatedDate string `json:"createdDate"`
			Type        string `json:"type"`
			Notes       string `json:"notes"`
		} `json:"items"`
	}
	return f.receive(req, &out)
}

type wrapped struct {
	V string `json:"$"`
}

func (f *floor) listInstanceBackups(ctx context.Context) error {
	form := url.Values{"func": {"instances.fleio_bckps"}, "out": {"json"}, "lang": {"en"}, "auth": {"5d1f08c2a97be6430c8812fa"}, "elid": {"17"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.base+"/", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var out struct {
		Doc struct {
			Elem []struct {
				ID, Name                            wrapped
				FleioID                             wrapped `json:"fleio_id"`
				FleioStatus                         wrapped `json:"fleio_status"`
				BackupType                          wrapped `json:"backup_type"`
				Createdate, Protected, Region, Cost wrapped
				ImageSize                           wrapped `json:"image_size"`
				MinDisk                             wrapped `json:"min_disk"`
				MinRAM                              wrapped `json:"min_ram"`
			} `json:"elem"`
		} `json:"doc"`
	}
	return f.receive(req, &out)
}
