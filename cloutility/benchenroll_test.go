package cloutility_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

const (
	benchHosts   = 1000
	benchWorkers = 16
	benchPage    = 500
)

// paged sends a list of consumption units page by page, from memory.
type paged [][]byte

func newPaged(b testing.TB, total int) paged {
	b.Helper()
	var whole struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(consumerList(total), &whole); err != nil {
		b.Fatal(err)
	}
	var p paged
	for from := 0; from < total; from += benchPage {
		page, err := json.Marshal(map[string]any{
			"href": "https://portal.example/v1/bunits/57/consumers", "total": total, "offset": from, "items": whole.Items[from:min(from+benchPage, total)],
		})
		if err != nil {
			b.Fatal(err)
		}
		p = append(p, page)
	}
	return p
}

func (p paged) RoundTrip(req *http.Request) (*http.Response, error) {
	offset, _ := strconv.Atoi(req.URL.Query().Get("offset")) // none is 0
	return canned(p[offset/benchPage]).RoundTrip(req)
}

func clientOf(b testing.TB, transport http.RoundTripper) *cloutility.Client {
	b.Helper()
	client, err := cloutility.New(fill(func(c *cloutility.Config) { c.BaseURL = "https://portal.example" }),
		backup.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// inUse is the memory that is reachable.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools have kept goes with the second
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// walkAll reads a whole list and returns the most memory that was in use, above
// what was in use before, seen from the middle of each page.
func walkAll(b testing.TB, client *cloutility.Client, want int, measure bool) (peak int64) {
	b.Helper()
	before := int64(0)
	if measure {
		before = inUse()
	}
	n := 0
	for _, err := range client.Consumers.All(b.Context(), 57, cloutility.ListConsumersInput{}) {
		if err != nil {
			b.Fatal(err)
		}
		if n++; measure && n%benchPage == benchPage/2 {
			peak = max(peak, inUse()-before)
		}
	}
	if n != want {
		b.Fatalf("%d entries", n)
	}
	return peak
}

// TestAllHoldsOnePage: a list five times as long takes no more memory.
func TestAllHoldsOnePage(t *testing.T) {
	var peaks []int64
	for _, total := range []int{2 * benchPage, 10 * benchPage} {
		client := clientOf(t, newPaged(t, total))
		walkAll(t, client, total, false) // sign-in and buffers are not the list's
		peaks = append(peaks, walkAll(t, client, total, true))
	}
	t.Logf("in use: %d bytes for %d entries, %d bytes for %d", peaks[0], 2*benchPage, peaks[1], 10*benchPage)
	const slack = 256 << 10
	if peaks[1] > peaks[0]+peaks[0]/2+slack {
		t.Errorf("%d bytes in use for %d entries, %d for %d", peaks[0], 2*benchPage, peaks[1], 10*benchPage)
	}
}

func BenchmarkAllConsumers(b *testing.B) {
	for _, total := range []int{1000, 10_000} {
		b.Run(strconv.Itoa(total), func(b *testing.B) {
			client := clientOf(b, newPaged(b, total))
			b.ReportAllocs()
			for b.Loop() {
				walkAll(b, client, total, false)
			}
			b.StopTimer()
			b.ReportMetric(float64(walkAll(b, client, total, true)), "peak-B")
		})
	}
}

// benchFake is a fresh service for each round.
func benchFake(b *testing.B) (*cloutilitytest.Server, *cloutility.Client) {
	b.Helper()
	srv := cloutilitytest.New()
	client, err := cloutility.New(srv.Config(), srv.Options()...)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := client.System.Version(b.Context()); err != nil {
		b.Fatal(err)
	}
	return srv, client
}

// perHost runs rounds of a way to enrol all hosts.
func perHost(b *testing.B, enrol func(srv *cloutilitytest.Server, client *cloutility.Client)) {
	b.Helper()
	b.ReportAllocs()
	for range b.N {
		b.StopTimer()
		srv, client := benchFake(b)
		b.StartTimer()
		enrol(srv, client)
		b.StopTimer()
		if srv.ConsumerCount() != benchHosts || srv.Count("activateNode") != benchHosts {
			b.Fatal(writes(srv))
		}
		srv.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/benchHosts, "µs/host")
}

// BenchmarkEnroll is 1,000 hosts with 16 workers: by EnrollAll, with the same
// five calls of the client and nothing around them, and with net/http alone.
// Against the fake, nearly all of the time is the fake's; against canned
// responses it is the client's.
func BenchmarkEnroll(b *testing.B) {
	b.Run("fake/EnrollAll", func(b *testing.B) {
		perHost(b, func(_ *cloutilitytest.Server, client *cloutility.Client) { bulk(b, client) })
	})
	b.Run("fake/calls", func(b *testing.B) {
		perHost(b, func(_ *cloutilitytest.Server, client *cloutility.Client) { bare(b, client) })
	})
	b.Run("fake/net-http", func(b *testing.B) {
		perHost(b, func(srv *cloutilitytest.Server, _ *cloutility.Client) {
			token := signIn(b, srv)
			workers(b, func(ctx context.Context, name string) error { return rawEnrol(ctx, srv, token, name) })
		})
	})
	for name, enrol := range map[string]func(*testing.B, *cloutility.Client){"canned/EnrollAll": bulk, "canned/calls": bare} {
		b.Run(name, func(b *testing.B) {
			client := clientOf(b, new(agreeable))
			b.ReportAllocs()
			for b.Loop() {
				enrol(b, client)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/benchHosts, "µs/host")
		})
	}
}

func bulk(b *testing.B, client *cloutility.Client) {
	b.Helper()
	report, err := client.EnrollAll(b.Context(), cloutility.EnrollAllInput{Machines: machines(benchHosts), Workers: benchWorkers})
	if err != nil || report.Changed != benchHosts {
		b.Fatal(err, report.Summary())
	}
}

func bare(b *testing.B, client *cloutility.Client) {
	b.Helper()
	workers(b, func(ctx context.Context, name string) error {
		unit, err := client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: name})
		if err != nil {
			return err
		}
		if _, err = client.Nodes.Create(ctx, home, unit.ID, nodeInput()); err != nil {
			return err
		}
		_, err = client.Nodes.Activate(ctx, home, unit.ID, cloutility.ActivateNodeInput{})
		return err
	})
}

// agreeable responds to each request of an enrolment as if all went well. It keeps
// no state but a counter.
type agreeable struct{ ids atomic.Int64 }

func (a *agreeable) RoundTrip(req *http.Request) (*http.Response, error) {
	const catalogue = `{"total":2,"items":[{"id":3,"name":"Linux"},{"id":1,"name":"File server"}]}`
	const node = `{"id":4,"createdDate":"2024-03-04T12:40:09.78Z","operatingSystem":{"id":3,"name":"Linux"},"type":{"id":1,"name":"File server"},` +
		`"domain":{"id":7,"name":"90DAYS","server":{"id":4,"name":"sp-nord-1","nodeNetworkAddress":"sp-nord-1.backup.example","nodeNetworkPort":1600}}`
	body := node + `}`
	switch path := req.URL.Path; {
	case path == "/v1/me":
		body = `{"id":2,"businessUnit":{"id":57,"name":"Nordlicht GmbH"}}`
	case strings.HasSuffix(path, "/consumers") && req.Method == http.MethodGet:
		body = `{"total":0,"items":[]}`
	case strings.HasSuffix(path, "/consumers"):
		body = fmt.Sprintf(`{"id":%d,"name":"x","createdDate":"2024-03-04T12:40:09.78Z","dataSourceState":{"id":1,"name":"Unregistered"}}`, a.ids.Add(1))
	case strings.HasSuffix(path, "/domains"):
		body = `{"total":1,"items":[{"id":7,"name":"90DAYS"}]}`
	case strings.HasSuffix(path, "/clientoptionsets"):
		body = `{"total":1,"items":[{"id":2,"name":"COMPRESS"}]}`
	case strings.HasPrefix(path, "/v1/node"):
		body = catalogue
	case strings.HasSuffix(path, "/spname"), strings.HasSuffix(path, "/activate"):
		body = `"5D20E8A4F61B"`
	case req.Method == http.MethodGet:
		body = node + `,"tsmName":"5D20E8A4F61B","tsmPassword":"np-1","activatedDate":"2024-03-04T12:41:09.78Z"}`
	}
	return canned(body).RoundTrip(req)
}

// workers calls do for each host, several at a time.
func workers(b *testing.B, do func(ctx context.Context, name string) error) {
	b.Helper()
	names := make(chan string)
	var wg sync.WaitGroup
	for range benchWorkers {
		wg.Go(func() {
			for name := range names {
				if err := do(b.Context(), name); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, spec := range machines(benchHosts) {
		names <- spec.Name
	}
	close(names)
	wg.Wait()
}

func signIn(b *testing.B, srv *cloutilitytest.Server) string {
	b.Helper()
	form := url.Values{"client_id": {srv.Account().ClientID}, "grant_type": {"password"}, "username": {srv.Account().Username}, "password": {srv.Account().Password}}
	var response struct {
		Token string `json:"access_token"`
	}
	if err := raw(b.Context(), srv, "", http.MethodPost, "/v1/oauth", []byte(form.Encode()), &response); err != nil || response.Token == "" {
		b.Fatal(err)
	}
	return response.Token
}

// rawEnrol is what a program without the library does at least.
func rawEnrol(ctx context.Context, srv *cloutilitytest.Server, token, name string) error {
	var unit struct{ ID int64 }
	if err := raw(ctx, srv, token, http.MethodPost, "/v1/bunits/57/consumers", fmt.Appendf(nil, `{"name":%q}`, name), &unit); err != nil {
		return err
	}
	at := fmt.Sprintf("/v1/bunits/57/consumers/%d/node", unit.ID)
	var node struct{ TSMName, TSMPassword string }
	body := []byte(`{"operatingSystem":{"id":3},"type":{"id":1},"domain":{"id":7},"clientOptionSet":{"id":2},"contact":"storage@nordlicht.example","cpuCount":1}`)
	if err := raw(ctx, srv, token, http.MethodPost, at, body, &node); err != nil {
		return err
	}
	var spName string
	if err := raw(ctx, srv, token, http.MethodGet, at+"/spname", nil, &spName); err != nil {
		return err
	}
	var activated string
	if err := raw(ctx, srv, token, http.MethodGet, at+"/activate?tsmName="+url.QueryEscape(spName), nil, &activated); err != nil {
		return err
	}
	return raw(ctx, srv, token, http.MethodGet, at, nil, &node)
}

func raw(ctx context.Context, srv *cloutilitytest.Server, token, method, path string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, srv.URL()+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Origin", srv.Account().Origin)
	req.Header.Set("Content-Type", "application/json")
	if token == "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	return json.Unmarshal(data, out)
}
