package cloutility_test

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

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// canned responds from memory: the sign-in, and one body for all else.
type canned []byte

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte(c)
	if strings.HasSuffix(req.URL.Path, "/oauth") {
		body = []byte(`{"access_token":"at-1","token_type":"bearer","expires_in":86400}`)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), Request: req,
	}, nil
}

func benchClient(b *testing.B, body []byte) *cloutility.Client {
	b.Helper()
	client, err := cloutility.New(fill(func(c *cloutility.Config) { c.BaseURL = "https://portal.example" }),
		backup.WithHTTPClient(&http.Client{Transport: canned(body)}))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// consumerList is a list as the service sends it.
func consumerList(n int) []byte {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"allowNoActivity":false,"createdDate":"2024-03-04T12:40:09.78Z","dataSourceIsPotentialParent":false,`+
			`"dataSourceState":{"id":3,"name":"Active"},"dataSourceType":{"id":1,"name":"SP Backup node"},`+
			`"href":"https://portal.example/v1/bunits/57/consumers/%d","id":%d,"name":"host-%d","tags":[]}`, 900+i, 900+i, i)
	}
	return fmt.Appendf(nil, `{"first":"https://portal.example/v1/bunits/57/consumers?offset=0","href":"https://portal.example/v1/bunits/57/consumers","items":[%s],"offset":0,"total":%d}`,
		strings.Join(items, ","), n)
}

const listed = 1000

func BenchmarkListConsumers(b *testing.B) {
	body := consumerList(listed)
	client := benchClient(b, body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		page, err := client.Consumers.List(b.Context(), 57, cloutility.ListConsumersInput{})
		if err != nil || len(page.Items) != listed {
			b.Fatal(err)
		}
	}
}

// BenchmarkListConsumersByHand is the same with net/http and encoding/json, in
// the same types.
func BenchmarkListConsumersByHand(b *testing.B) {
	body := consumerList(listed)
	client := &http.Client{Transport: canned(body)}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var list struct {
			Total int64
			Items []cloutility.Consumer
		}
		byHand(b, client, "https://portal.example/v1/bunits/57/consumers", &list)
		if len(list.Items) != listed {
			b.Fatal("items are missing")
		}
	}
}

func BenchmarkGetConsumer(b *testing.B) {
	client := benchClient(b, oneConsumer())
	b.ReportAllocs()
	for b.Loop() {
		unit, err := client.Consumers.Get(b.Context(), 57, 901)
		if err != nil || unit.ID != 901 {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetConsumerByHand(b *testing.B) {
	client := &http.Client{Transport: canned(oneConsumer())}
	b.ReportAllocs()
	for b.Loop() {
		var unit cloutility.Consumer
		byHand(b, client, "https://portal.example/v1/bunits/"+strconv.Itoa(57)+"/consumers/"+strconv.Itoa(901), &unit)
		if unit.ID != 901 {
			b.Fatal("not the unit")
		}
	}
}

func oneConsumer() []byte {
	return []byte(`{"id":901,"name":"host-1","createdDate":"2024-03-04T12:40:09.78Z","dataSourceState":{"id":3,"name":"Active"},"tags":[]}`)
}

func byHand(b *testing.B, client *http.Client, url string, out any) {
	ctx, cancel := context.WithTimeout(b.Context(), 60e9)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer at-1")
	req.Header.Set("Origin", "https://enrol.nordlicht.example")
	req.Header.Set("User-Agent", "by hand")
	resp, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.Fatal(resp.Status)
	}
	if err := json.Unmarshal(data, out); err != nil {
		b.Fatal(err)
	}
}
