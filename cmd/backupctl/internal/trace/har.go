package trace

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
)

// Archive collects exchanges for a file in the format HAR 1.2.
type Archive struct {
	mu      sync.Mutex
	file    *os.File
	entries []entry
}

// Create opens the file at once, so that a path that cannot be written is
// known before anything is sent. It is for the user alone, also when it was there
// before and others could read it.
func Create(path string) (*Archive, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec,mnd // the user names it
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm() != 0o600 { //nolint:mnd // the user alone
		err = f.Chmod(0o600) //nolint:mnd // the user alone
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Archive{file: f}, nil
}

// Close writes the archive.
func (a *Archive) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := json.NewEncoder(a.file).Encode(map[string]any{"log": map[string]any{
		"version": "1.2",
		"creator": map[string]string{"name": "backupctl", "version": backup.Version},
		"entries": append([]entry{}, a.entries...),
	}})
	return errors.Join(err, a.file.Close())
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type content struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
}

type postData struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []pair    `json:"cookies"`
	Headers     []pair    `json:"headers"`
	QueryString []pair    `json:"queryString"`
	PostData    *postData `json:"postData,omitempty"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int       `json:"bodySize"`
}

type harResponse struct {
	Status      int     `json:"status"`
	StatusText  string  `json:"statusText"`
	HTTPVersion string  `json:"httpVersion"`
	Cookies     []pair  `json:"cookies"`
	Headers     []pair  `json:"headers"`
	Content     content `json:"content"`
	RedirectURL string  `json:"redirectURL"`
	HeadersSize int     `json:"headersSize"`
	BodySize    int     `json:"bodySize"`
	Error       string  `json:"_error,omitempty"`
}

type timings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type entry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  timings     `json:"timings"`
}

func (a *Archive) add(k *redact.Known, x *exchange) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 } //nolint:mnd // of a millisecond
	e := entry{
		Started: x.started.Format(time.RFC3339Nano), Time: ms(x.wait + x.receive),
		Timings: timings{Wait: ms(x.wait), Receive: ms(x.receive)},
		Request: harRequest{
			Method: x.request.Method, URL: address(k, x.request.URL), HTTPVersion: "HTTP/1.1",
			Cookies: []pair{}, Headers: pairs(headers(k, x.request.Header)), QueryString: []pair{}, HeadersSize: -1, BodySize: len(x.sent),
		},
		Response: harResponse{
			HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: []pair{}, HeadersSize: -1, BodySize: len(x.received),
		},
	}
	if len(x.sent) > 0 {
		e.Request.PostData = &postData{MimeType: x.request.Header.Get("Content-Type"), Text: body(k, x.request.Header, x.sent)}
	}
	for _, name := range sortedKeys(x.request.URL.Query()) {
		e.Request.QueryString = append(e.Request.QueryString, pair{k.Cut(name), k.Cut(field(k, name, x.request.URL.Query().Get(name)))})
	}
	if x.err != nil {
		e.Response.Error = k.Cut(x.err.Error())
	}
	if r := x.response; r != nil {
		e.Response.Status, e.Response.StatusText, e.Response.HTTPVersion = r.StatusCode, k.Cut(r.Status), r.Proto
		e.Response.Headers = pairs(headers(k, r.Header))
		e.Response.Content = content{Size: len(x.received), MimeType: k.Cut(r.Header.Get("Content-Type")), Text: body(k, r.Header, x.received)}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.entries = append(a.entries, e)
}

func pairs(list [][2]string) []pair {
	out := make([]pair, 0, len(list))
	for _, p := range list {
		out = append(out, pair{p[0], p[1]})
	}
	return out
}

func size(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.Itoa(n) + " bytes"
}

var _ io.Closer = (*Archive)(nil)
