package hwsign

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestSignVectors holds two published vectors of the vendor's guide and client,
// and two for requests of this service.
func TestSignVectors(t *testing.T) {
	t.Parallel()
	const project = "f841e01fd2b14e7fa41b6ae7aa6b0594"
	for _, tt := range []struct {
		name, method, url, body, ak, sk, date string
		header                                map[string]string
		signed                                []string
		signature                             string
	}{
		{
			name: "the guide's", method: http.MethodGet,
			url: "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
			ak:  "QTWAOYTTINDUT2QVKYUC", sk: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc", date: "20191115T033655Z",
			header: map[string]string{"Content-Type": "application/json"}, signed: []string{"content-type", "host", "x-sdk-date"},
			signature: "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
		}, {
			name: "a query", method: http.MethodGet, url: "https://h/path?limit=1", ak: "AccessKey", sk: "SecretKey", date: "20060102T150405Z",
			signed: []string{"x-sdk-date"}, signature: "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
		}, {
			name: "a body", method: http.MethodPost, url: "https://h/path?key=value", body: "{\"Name\":\"test\",\"Id\":1}\n",
			ak: "AccessKey", sk: "SecretKey", date: "20060102T150405Z", signed: []string{"x-sdk-date"},
			signature: "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
		}, {
			name: "a checkpoint", method: http.MethodPost, url: "https://cbr.cn-north-4.myhuaweicloud.com/v3/" + project + "/checkpoints",
			body: `{"checkpoint":{"parameters":{"incremental":true,"name":"backup_name"},"vault_id":"3b5816b5-f29c-4172-9d9a-76c719a659ce"}}`,
			ak:   "AccessKey", sk: "SecretKey", date: "20240312T080000Z",
			header: map[string]string{"Content-Type": "application/json", "X-Project-Id": project},
			signed: []string{"content-type", "host", "x-project-id", "x-sdk-date"}, signature: "974ec16604813d48af582228425db2c1969ae8d634f84df7a5fb9fafb39478ac",
		}, {
			name: "a list with a security token", method: http.MethodGet,
			url: "https://cbr.cn-north-4.myhuaweicloud.com/v3/" + project + "/backups?" + url.Values{
				"status": {"error", "available"}, "limit": {"50"}, "offset": {"0"}, "name": {"备份 a+b"},
			}.Encode(),
			ak: "AccessKey", sk: "SecretKey", date: "20240312T080000Z",
			header:    map[string]string{"X-Project-Id": project, "X-Security-Token": "TOKEN"},
			signed:    []string{"host", "x-project-id", "x-sdk-date", "x-security-token"},
			signature: "7e9da7325ec9b7735da9cfe71ec6e46de86fa88818a4a0af1d9be7d7fcd65455",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(DateLayout, tt.date)
			if err != nil {
				t.Fatal(err)
			}
			var body io.Reader
			if tt.body != "" {
				body = strings.NewReader(tt.body)
			}
			req, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, body)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range tt.header {
				req.Header.Set(name, value)
			}
			// The local zone must not matter.
			if err := Sign(req, tt.ak, tt.sk, at.In(time.FixedZone("east", 8*3600)), tt.signed...); err != nil {
				t.Fatal(err)
			}
			want := "SDK-HMAC-SHA256 Access=" + tt.ak + ", SignedHeaders=" + strings.Join(tt.signed, ";") + ", Signature=" + tt.signature
			if got := req.Header.Get("Authorization"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if got := req.Header.Get("X-Sdk-Date"); got != tt.date {
				t.Errorf("X-Sdk-Date %s, want %s", got, tt.date)
			}
			if tt.body != "" {
				if sent, err := io.ReadAll(req.Body); err != nil || string(sent) != tt.body {
					t.Errorf("the body was used up: %q, %v", sent, err)
				}
			}
		})
	}
}

func TestCanonicalQuery(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"": "",
		url.Values{
			"enable": {"true"}, "limit": {"1"}, "multi": {"3", "1", "2"}, "path": {"/tmp/123"}, "test": {"一 (&=?!#%.*)"},
		}.Encode(): "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29",
		"a=+b&a=%2B":     "a=%20b&a=%2B",
		"empty=&bare&x":  "bare=&empty=&x=",
		"b=1&a=2&&b=0":   "a=2&b=0&b=1",
		"a%3Db=1&a=~-_.": "a=~-_.&a%3Db=1",
	} {
		if got := string(new(scratch).appendQuery(nil, raw)); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", raw, got, want)
		}
	}
}

func TestCanonicalURI(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://h":                 "/",
		"https://h/":                "/",
		"https://h/v3/a":            "/v3/a/",
		"https://h/v3/a/":           "/v3/a/",
		"https://h/tags/k%2F..%2Fx": "/tags/k%2F..%2Fx/",
		"https://h/a b/备":           "/a%20b/%E5%A4%87/",
		"https://h/a+b~*":           "/a%2Bb~%2A/",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendURI(nil, u)); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
}

func TestSignRefusesAStream(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h/", io.MultiReader(strings.NewReader("x")))
	if err != nil {
		t.Fatal(err)
	}
	if err := Sign(req, "a", "s", time.Now(), "host"); !errors.Is(err, ErrBodyOnce) {
		t.Errorf("error %v", err)
	}
	req.Header.Set(HeaderContentHash, "UNSIGNED-PAYLOAD")
	if err := Sign(req, "a", "s", time.Now(), "host"); err != nil {
		t.Errorf("with a given hash: %v", err)
	}
}

func FuzzSign(f *testing.F) {
	f.Add("/v3/p/backups", "status=a&status=b&name=%E5", "v\r\nx", []byte("{}"))
	f.Add("//..%2f", "&&=&a=%zz;", "", []byte(nil))
	f.Fuzz(func(t *testing.T, path, query, header string, body []byte) {
		u := &url.URL{Scheme: "https", Host: "h", Path: path, RawQuery: query}
		req := &http.Request{Method: http.MethodPost, URL: u, Header: http.Header{"X-Project-Id": {header}}}
		req.Body = io.NopCloser(strings.NewReader(string(body)))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(body))), nil }
		const secret = "a-secret-key"
		if err := Sign(req, "ak", secret, time.Now(), "host", "x-project-id", "x-sdk-date"); err != nil {
			t.Fatal(err)
		}
		value := req.Header.Get("Authorization")
		if len(value) != len("SDK-HMAC-SHA256 Access=ak, SignedHeaders=host;x-project-id;x-sdk-date, Signature=")+64 || strings.Contains(value, secret) {
			t.Errorf("Authorization: %q", value)
		}
		uri := string(appendURI(nil, u))
		if !strings.HasSuffix(uri, "/") || strings.ContainsAny(uri, "?# +") {
			t.Errorf("canonical path %q", uri)
		}
		// A query that is canonical already stays as it is.
		if q := string(new(scratch).appendQuery(nil, query)); string(new(scratch).appendQuery(nil, q)) != q {
			t.Errorf("%q becomes %q and then %q", query, q, new(scratch).appendQuery(nil, q))
		}
	})
}

func BenchmarkSign(b *testing.B) {
	body := strings.Repeat("x", 1024)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "https://cbr.cn-north-4.myhuaweicloud.com/v3/f841e01fd2b14e7fa41b6ae7aa6b0594/checkpoints", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("X-Project-Id", "f841e01fd2b14e7fa41b6ae7aa6b0594")
	at := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		if err := Sign(req, "AccessKey", "SecretKey", at, "host", "x-project-id", "x-sdk-date"); err != nil {
			b.Fatal(err)
		}
	}
}
