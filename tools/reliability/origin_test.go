package reliability

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// origin answers every operation of a service with the example of its
// specification, without a socket. One operation, the target, meets a fault.
type origin struct {
	service  *service
	provider provider
	host     map[string]bool // the hosts that credentials may go to
	signIns  map[string]bool

	mu       sync.Mutex
	target   backup.Operation
	fault    fault
	sent     int // requests of the target that arrived, in whole or in part
	executed int // those that the service carried out
	open     int // bodies of answers that nobody has closed
	others   int // requests that are none of the service's operations
	foreign  int // requests to another host

	cancel context.CancelFunc // of the caller
}

// cancelSoon ends the call under way, a second from now.
func (o *origin) cancelSoon() { time.AfterFunc(time.Second, o.cancel) }

// aim sends the next requests of an operation into a fault.
func (o *origin) aim(target backup.Operation, f fault) {
	o.target, o.fault = target, f
	o.sent, o.executed, o.open, o.others, o.foreign = 0, 0, 0, 0, 0
}

// RoundTrip implements [http.RoundTripper].
func (o *origin) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readRequest(req)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.host[req.URL.Host] {
		o.foreign++
		return o.answer(req, http.StatusOK, "application/json", "{}"), nil
	}
	operation, ok := o.service.find(req, body)
	if !ok {
		o.others++
		return nil, fmt.Errorf("no operation for %s %s %s", req.Method, req.URL, body)
	}
	if operation.ID != o.target.ID || operation.Provider != o.target.Provider {
		if o.fault.cancel == signingIn && o.signIns[operation.ID] {
			o.cancelSoon()
			return nil, (&exchange{origin: o, req: req}).wait()
		}
		return o.succeed(req, operation), nil
	}
	o.sent++
	x := &exchange{origin: o, req: req, body: string(body), operation: operation, number: o.sent}
	resp, err := o.fault.strike(x)
	if x.executed {
		o.executed++
	}
	return resp, err
}

func readRequest(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, req.Context().Err()
	}
	defer req.Body.Close()
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return io.ReadAll(req.Body)
}

// exchange is one request of the target.
type exchange struct {
	origin    *origin
	req       *http.Request
	body      string
	operation backup.Operation
	number    int  // which request of the target it is, from 1
	executed  bool // set by the fault
}

// succeed carries the request out.
func (x *exchange) succeed() *http.Response {
	x.executed = true
	return x.origin.succeed(x.req, x.operation)
}

// status answers with a status and a body that repeats all the service got:
// careless servers do.
func (x *exchange) status(code int) *http.Response {
	return x.origin.answer(x.req, code, "text/plain", "no: "+x.echo())
}

// echo is the request as a careless page shows it.
func (x *exchange) echo() string {
	var b strings.Builder
	_ = x.req.Header.Write(&b)
	return b.String() + x.body
}

func (o *origin) succeed(req *http.Request, op backup.Operation) *http.Response {
	status, body := o.service.example(op)
	if b := before[o.target.ID]; b.operation == op.ID && o.executed == 0 {
		body = b.body
	}
	if c := changed[o.target.ID]; c.list == op.ID && o.executed > 0 {
		body = strings.ReplaceAll(body, c.old, c.new)
	}
	resp := o.answer(req, status, "application/json", body)
	maps.Copy(resp.Header, o.service.header[op.ID])
	return resp
}

const requestID = "req-5f21"

func (o *origin) answer(req *http.Request, status int, kind, body string) *http.Response {
	resp := o.stream(req, status, kind, strings.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp
}

func (o *origin) stream(req *http.Request, status int, kind string, body io.Reader) *http.Response {
	o.open++
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1, Request: req,
		Header: http.Header{"Content-Type": {kind}, "X-Request-Id": {requestID}},
		Body:   &counted{Reader: body, origin: o},
	}
}

// counted is a body that reports when it is closed.
type counted struct {
	io.Reader
	origin *origin
	once   sync.Once
}

// Close implements [io.Closer].
func (c *counted) Close() error {
	c.once.Do(func() {
		c.origin.mu.Lock()
		c.origin.open--
		c.origin.mu.Unlock()
	})
	return nil
}

// service is what the specifications say of one package.
type service struct {
	operations []backup.Operation
	examples   map[string]example // by "provider operation"
	header     map[string]http.Header
}

type example struct {
	status int
	body   string
}

func (s *service) example(op backup.Operation) (int, string) {
	if e, ok := s.examples[op.String()]; ok {
		return e.status, e.body
	}
	return op.Success[0], ""
}

// readExamples keeps the first example of each success body.
func (s *service) readExamples(specification *spec.Spec) error {
	all, err := specification.Examples()
	if err != nil {
		return err
	}
	for _, e := range all {
		key := specification.Name + " " + e.Operation
		if _, have := s.examples[key]; have || e.Part == "request" {
			continue
		}
		status, err := strconv.Atoi(e.Part)
		if err != nil {
			return err
		}
		body, err := json.Marshal(e.Value)
		if err != nil {
			return err
		}
		if bytes.Contains(body, []byte(`"error":{`)) {
			continue // Zomro's refusals are examples too
		}
		s.examples[key] = example{status, string(body)}
	}
	return nil
}

// find names the operation of a request. Of several that fit, the one that says
// most about the path and the form is meant.
func (s *service) find(req *http.Request, body []byte) (found backup.Operation, ok bool) {
	form, _ := url.ParseQuery(string(body))
	best := -1
	for _, op := range s.operations {
		if n := weight(op, req, form); n > best {
			best, found, ok = n, op, true
		}
	}
	return found, ok
}

// weight is how much of a request a route names, -1 when it does not fit.
func weight(op backup.Operation, req *http.Request, form url.Values) int {
	if op.Method != req.Method {
		return -1
	}
	route, fields, remote := strings.Cut(op.Route, "#")
	n := 0
	for field := range strings.SplitSeq(fields, "&") {
		name, value, _ := strings.Cut(field, "=")
		if remote && form.Get(name) != value {
			return -1
		}
		n++
	}
	want, have := strings.Split(route, "/"), strings.Split(req.URL.EscapedPath(), "/")
	if len(want) != len(have) {
		return -1
	}
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], "{"):
			if have[i] == "" {
				return -1
			}
		case want[i] != have[i]:
			return -1
		default:
			n++
		}
	}
	return n
}
