package hwsign

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSignVectors holds the three vectors published in the vendor's guide and
// client, and two for requests of this service.
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
		"https://h/a b/备/":          "/a%20b/%E5%A4%87/",
		"https://h/a b//":           "/a%20b//",
		"https://h/a+b~*":           "/a%2Bb~%2A/",
		"*":                         "%2A/", // of the whole server, in OPTIONS
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

// TestEscaping: every byte but the unreserved ones of RFC 3986 is encoded, those
// next to them in ASCII too.
func TestEscaping(t *testing.T) {
	t.Parallel()
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
	for c := range 256 {
		given := string([]byte{byte(c)})
		want := fmt.Sprintf("%%%02X", c)
		if strings.Contains(plain, given) {
			want = given
		}
		if got := string(appendEscaped(nil, given)); got != want {
			t.Errorf("byte %d becomes %s, want %s", c, got, want)
		}
	}
}

// TestDates: a date that is kept is not taken for another one. The first second
// of all is where clocks start that nobody has set.
func TestDates(t *testing.T) {
	t.Parallel()
	s := new(scratch)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Unix(0, 0), "19700101T000000Z"},
		{time.Unix(0, 999), "19700101T000000Z"},
		{time.Unix(1, 0), "19700101T000001Z"},
		{time.Unix(0, 0), "19700101T000000Z"},
		{time.Date(2026, 4, 12, 8, 0, 0, 0, time.FixedZone("east", 8*3600)), "20260412T000000Z"},
	} {
		if got := s.dateOf(tt.at); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.at, got, tt.want)
		}
	}
}

// TestSealWithAnyKey: the first key may be empty, and none stays for the next.
func TestSealWithAnyKey(t *testing.T) {
	t.Parallel()
	s := new(scratch)
	for _, key := range []string{"", "a", "a", "b", ""} {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte("text"))
		if got, want := s.seal(key, []byte("text")), mac.Sum(nil); !bytes.Equal(got, want) {
			t.Errorf("key %q: got %x, want %x", key, got, want)
		}
	}
}

// reference signs by the letter of the rules, without any care for speed.
func reference(req *http.Request, secret, body string, signed []string) (signature string, ok bool) {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	var path string
	for i, segment := range strings.Split(req.URL.EscapedPath(), "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return "", false
		}
		if i > 0 {
			path += "/"
		}
		path += escape(plain)
	}
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	values, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return "", false
	}
	var query []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range slices.Sorted(slices.Values(values[name])) {
			query = append(query, escape(name)+"="+escape(value))
		}
	}
	text := req.Method + "\n" + path + "\n" + strings.Join(query, "&") + "\n"
	for _, name := range signed {
		value := req.Header.Get(name)
		if name == "host" {
			value = req.URL.Host
		}
		text += name + ":" + strings.TrimSpace(value) + "\n"
	}
	text += "\n" + strings.Join(signed, ";") + "\n" + fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "SDK-HMAC-SHA256\n%s\n%x", req.Header.Get("X-Sdk-Date"), sha256.Sum256([]byte(text)))
	return fmt.Sprintf("%x", mac.Sum(nil)), true
}

// FuzzSign compares with the slow reference, and reads the header back.
func FuzzSign(f *testing.F) {
	f.Add("/v3/p/backups", "status=a&status=b&name=%E5", "v\r\nx", "{}")
	f.Add("//..%2f", "&&=&a=%zz;", "", "")
	f.Add("/v3/p/vault/v/tags/k%2F..%2Fx", "b=2&a=+&a=%2B&a=~*", " x ", "\n")
	f.Fuzz(func(t *testing.T, path, query, header, body string) {
		u := &url.URL{Scheme: "https", Host: "h", Path: path, RawQuery: query}
		req := &http.Request{Method: http.MethodPost, URL: u, Header: http.Header{"X-Project-Id": {header}}}
		req.Body = io.NopCloser(strings.NewReader(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
		const secret = "a-secret-key"
		signed := []string{"host", "x-project-id", "x-sdk-date"}
		if err := Sign(req, "ak", secret, time.Now(), signed...); err != nil {
			t.Fatal(err)
		}
		value := req.Header.Get("Authorization")
		got, ok := Parse(value)
		if !ok || got.Access != "ak" || !slices.Equal(got.Signed, signed) || len(got.Signature) != 2*sha256.Size || strings.Contains(value, secret) {
			t.Errorf("Authorization: %q", value)
		}
		if want, ok := reference(req, secret, body, signed); ok && got.Signature != want {
			t.Errorf("path %q, query %q: signature %s, want %s", path, query, got.Signature, want)
		}
		// A query that is canonical already stays as it is.
		if q := string(new(scratch).appendQuery(nil, query)); string(new(scratch).appendQuery(nil, q)) != q {
			t.Errorf("%q becomes %q and then %q", query, q, new(scratch).appendQuery(nil, q))
		}
	})
}

// TestSignManyKeys: what is kept of one key does not get into the signature of
// another, in any order and from any number of goroutines.
func TestSignManyKeys(t *testing.T) {
	t.Parallel()
	const goroutines, rounds = 8, 200
	at := time.Date(2026, 4, 12, 8, 0, 0, 0, time.UTC)
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() {
			for i := range rounds {
				key, body := fmt.Sprint("key-", (g+i)%3), strings.Repeat("b", i)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h/v3/p", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				signed := []string{"host", "x-sdk-date"}
				if err := Sign(req, "ak", key, at, signed...); err != nil {
					t.Error(err)
					return
				}
				got, _ := Parse(req.Header.Get("Authorization"))
				if want, _ := reference(req, key, body, signed); got.Signature != want {
					t.Errorf("key %s: signature %s, want %s", key, got.Signature, want)
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkSign(b *testing.B) {
	body := bytes.Repeat([]byte("x"), 1024)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "https://cbr.cn-north-4.myhuaweicloud.com/v3/f841e01fd2b14e7fa41b6ae7aa6b0594/checkpoints", bytes.NewReader(body))
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
