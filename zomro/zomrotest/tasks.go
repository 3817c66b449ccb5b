package zomrotest

import (
	"net/http"
	"strings"
	"time"
)

// task is a response that is not ready yet.
type task struct {
	readyAt  time.Time
	response *heldResponse
}

// taskPath is where the responses of long tasks are.
const taskPath = "/long/"

// taskDigits is the length of a task's id.
const taskDigits = 16

// postpone keeps a response for later and replaces it by a page that asks to
// wait. The address on it counts from the root of the host.
func (s *service) postpone(held *heldResponse, r *http.Request, d time.Duration) {
	id := s.ids.Hex(taskDigits)
	later := &heldResponse{header: held.header.Clone(), status: held.status}
	_, _ = later.Write(held.body.Bytes())
	s.tasks[id] = &task{s.now().Add(d), later}
	address := mountedAt(r) + taskPath + id + basePath
	held.rewrite(func([]byte) []byte { return []byte(waitPage(address)) })
	held.header = http.Header{"Content-Type": {htmlType}}
}

// mountedAt is the path below which the server stands on its host, empty when it
// has the host for itself.
func mountedAt(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	prefix, found := strings.CutSuffix(strings.TrimSuffix(path, "/"), strings.TrimSuffix(r.URL.Path, "/"))
	if !found || !strings.HasPrefix(prefix, "/") {
		return ""
	}
	return prefix
}

const htmlType = "text/html; charset=utf-8"

// waitPage is what the engine shows while a function runs.
func waitPage(address string) string {
	return `<!DOCTYPE html><html><head><title>Request in process</title>` +
		`<meta http-equiv="refresh" content="3; url=` + address + `"></head>` +
		`<body><p>Request in process, please wait</p></body></html>`
}

// serveTask is for whoever asks for the response of a long task. It takes no
// credentials: the address is all the panel sends.
func (s *service) serveTask(w http.ResponseWriter, r *http.Request) {
	id, ok := strings.CutPrefix(r.URL.Path, taskPath)
	id, ok2 := strings.CutSuffix(id, basePath)
	if !ok || !ok2 || r.Method != http.MethodGet {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	t := s.tasks[id]
	wait := t != nil && s.now().Before(t.readyAt)
	s.mu.Unlock()
	switch {
	case t == nil:
		http.NotFound(w, r)
	case wait:
		w.Header().Set("Content-Type", htmlType)
		_, _ = w.Write([]byte(waitPage(mountedAt(r) + r.URL.Path)))
	default:
		t.response.flush(w)
	}
}
