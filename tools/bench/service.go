package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// service answers the calls that are compared, from memory: a server that costs
// next to nothing.
type service struct {
	pages map[string][]byte // by method and path, or by func
	total int               // backups that the list pages through
}

const (
	projectID = "9a8b7c6d5e4f40319a8b7c6d5e4f4031"
	vaultID   = "5c9a0d1e-6f0b-4f51-9d6e-1f2a7c3b8e40"
	serverID  = "c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23"
	pageSize  = 1000

	jsonType = "application/json"
)

func newService() *service {
	s := &service{pages: make(map[string][]byte), total: 50 * pageSize}
	s.pages["checkpoint"] = []byte(`{"checkpoint":{"status":"protecting","created_at":"2026-04-12T22:00:04.733+00:00","vault":{"skipped_resources":[],` +
		`"id":"` + vaultID + `","resources":[{"name":"ecs-pay-0001","resource_size":"40","protect_status":"available","type":"OS::Nova::Server",` +
		`"id":"` + serverID + `"}],"name":"vault-pay1"},"project_id":"` + projectID + `","id":"91d3f5b7-08ac-4e2c-b6f1-3a5d7e9c0b24",` +
		`"extra_info":{"retention_duration":-1,"name":"backup_name","description":"backup_description"}}}`)
	for page := range s.total / pageSize {
		s.pages["backups "+strconv.Itoa(page*pageSize)] = backupsPage(page*pageSize, s.total)
	}
	s.pages["consumers"] = listOf(pageSize, `{"total":%d,"offset":0,"limit":1000,"items":[`, `{"href":"https://portal.test/v1/bunits/17/consumers/%d","id":%[1]d,`+
		`"name":"host-%04[1]d","createdDate":"2026-02-11T08:30:00","type":"SP","notes":"made by a benchmark"}`, `]}`)
	s.pages["instances.fleio_bckps"] = listOf(pageSize, `{"doc":{"$lang":"en","$func":"instances.fleio_bckps","p_num":{"$":"1"},"p_cnt":{"$":"1000"},"p_elems":{"$":"%d"},"elem":[`,
		`{"id":{"$":"%d"},"name":{"$":"before-upgrade"},"fleio_id":{"$":"0c9a7f12-63d4-4a0e-8a57-2e1b40c7d9f3"},"fleio_status":{"$":"Active"},`+
			`"backup_type":{"$":"manual"},"createdate":{"$":"2026-08-17"},"image_size":{"$":"7"},"min_disk":{"$":"40"},"min_ram":{"$":"0"},`+
			`"protected":{"$":"off"},"region":{"$":"Poland-1"},"cost":{"$":"0.07 EUR / Day"}}`, `]}}`)
	return s
}

func backupsPage(from, total int) []byte {
	// One of fifty servers each, in one of five vaults, an hour after the one before.
	const item = `{"checkpoint_id":"91d3f5b7-08ac-4e2c-b6f1-%012d","created_at":"%s:00:05.201884","description":"",` +
		`"expired_at":"%s:00:05.201884","extend_info":{"auto_trigger":true,"bootable":true,"contain_system_disk":true,"supported_restore_mode":"backup","architecture":"x86_64"},` +
		`"id":"3e5a7c91-2d4f-46b8-a0c2-%012d","image_type":"backup","name":"nightly_%02d","parent_id":"","project_id":"9a8b7c6d5e4f40319a8b7c6d5e4f4031",` +
		`"protected_at":"%s:10:59.090117","resource_az":"eu-west-101a","resource_id":"c7e1a9f2-3d58-4b60-8a94-%012d",` +
		`"resource_name":"ecs-payroll-%02d","resource_size":40,"resource_type":"OS::Nova::Server","status":"available","updated_at":"%s:11:41.667302",` +
		`"vault_id":"5c9a0d1e-6f0b-4f51-9d6e-%012d","enterprise_project_id":"0","provider_id":"0daac4c5-6707-4851-97ba-169e36266b66","children":[],"incremental":true,"version":3}`
	start := time.Date(2026, 4, 12, 22, 0, 0, 0, time.UTC)
	items := make([]string, pageSize)
	for i := range items {
		n, at := from+i, start.Add(time.Duration(from+i)*time.Hour)
		hour, end := at.Format("2006-01-02T15"), at.AddDate(0, 3, 0).Format("2006-01-02T15")
		items[i] = fmt.Sprintf(item, n/50, hour, end, n, n%50, hour, n%50, n%50, hour, n%5)
	}
	return []byte(`{"backups":[` + strings.Join(items, ",") + `],"count":` + strconv.Itoa(total) + `,"limit":1000,"offset":` + strconv.Itoa(from) + `}`)
}

func listOf(n int, head, item, tail string) []byte {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(item, i+1)
	}
	return []byte(fmt.Sprintf(head, n) + strings.Join(items, ",") + tail)
}

// reply finds the answer to a request whose body has been read.
func (s *service) reply(req *http.Request, body []byte) []byte {
	switch path := req.URL.Path; {
	case strings.HasSuffix(path, "/checkpoints"):
		return s.pages["checkpoint"]
	case strings.HasSuffix(path, "/backups"):
		offset := req.URL.Query().Get("offset")
		if offset == "" {
			offset = "0"
		}
		if page, ok := s.pages["backups "+offset]; ok {
			return page
		}
		return []byte(`{"backups":[],"count":` + strconv.Itoa(s.total) + `}`)
	case strings.HasSuffix(path, "/consumers"):
		return s.pages["consumers"]
	case strings.HasSuffix(path, "/oauth"):
		return []byte(`{"access_token":"an-access-token","token_type":"bearer","expires_in":86400,"refresh_token":"a-refresh-token"}`)
	case bytes.Contains(body, []byte("func=instances.fleio_bckps")):
		return s.pages["instances.fleio_bckps"]
	}
	return []byte(`{}`)
}

// memory is the service without a network.
type memory struct{ service *service }

// RoundTrip implements [http.RoundTripper].
func (m memory) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	answer := m.service.reply(req, body)
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header:        http.Header{"Content-Type": {jsonType}, "X-Request-Id": {"r-1"}},
		Body:          io.NopCloser(bytes.NewReader(answer)),
		ContentLength: int64(len(answer)),
	}, nil
}

// loopback serves over TCP on this machine.
func (s *service) loopback() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("X-Request-Id", "r-1")
		answer := s.reply(req, body)
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer)
	}))
}
