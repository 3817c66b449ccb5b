package interop

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	officialrequest "github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/backup-sdk/backup-go/internal/hwsign"
)

// signing is one request of 1 KB, ready to be signed by both.
type signing struct {
	theirs *officialrequest.DefaultHttpRequest
	ours   *http.Request
	at     time.Time
	signed []string
}

const signedDate = "20260412T080000Z"

func newSigning(t testing.TB) *signing {
	t.Helper()
	const endpoint, path = "https://cbr.eu-west-101.myhuaweicloud.com", "/v3/" + projectID + "/checkpoints"
	body := `{"checkpoint":{"vault_id":"` + vaultID + `","parameters":{"description":"` + strings.Repeat("x", 1024-100) + `"}}}`
	at, err := time.Parse(hwsign.DateLayout, signedDate)
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]string{"X-Project-Id": projectID, "Host": "cbr.eu-west-101.myhuaweicloud.com", "X-Sdk-Date": signedDate}
	builder := officialrequest.NewHttpRequestBuilder().WithEndpoint(endpoint).WithMethod(http.MethodPost).WithPath(path).WithBody("", body)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		builder.AddHeaderParam(name, value)
		req.Header.Set(name, value)
	}
	return &signing{theirs: builder.Build(), ours: req, at: at, signed: []string{"host", "x-project-id", "x-sdk-date"}}
}

func (s *signing) byThem() (string, error) {
	header, err := signer.Sign(s.theirs, access, secret)
	return header["Authorization"], err
}

func (s *signing) byUs() (string, error) {
	err := hwsign.Sign(s.ours, access, secret, s.at, s.signed...)
	return s.ours.Header.Get("Authorization"), err
}

// TestSameSignature: both sign the same.
func TestSameSignature(t *testing.T) {
	s := newSigning(t)
	want, err := s.byThem()
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.byUs()
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("ours   %s\ntheirs %s", got, want)
	}
}

// BenchmarkSignRatio is how many times as fast ours is: at least 3 times is the
// goal. Both take turns, so that a busy machine slows both down, and the best of
// many short runs counts.
func BenchmarkSignRatio(b *testing.B) {
	s := newSigning(b)
	const calls = 20
	best := [2]time.Duration{time.Hour, time.Hour}
	for b.Loop() {
		for i, sign := range []func() (string, error){s.byThem, s.byUs} {
			start := time.Now()
			for range calls {
				if _, err := sign(); err != nil {
					b.Fatal(err)
				}
			}
			best[i] = min(best[i], time.Since(start)/calls)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(best[0]), "theirs-ns")
	b.ReportMetric(float64(best[1]), "ours-ns")
	b.ReportMetric(float64(best[0])/float64(best[1]), "x")
}

func BenchmarkSign(b *testing.B) {
	s := newSigning(b)
	for _, by := range []struct {
		name string
		sign func() (string, error)
	}{{"theirs", s.byThem}, {"ours", s.byUs}} {
		b.Run(by.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := by.sign(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
