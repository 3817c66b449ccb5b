package doctor

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Recorder looks at the requests that pass: which hosts they went to, how, and what
// the hosts say of the time. It keeps nothing of what is said.
type Recorder struct {
	Next http.RoundTripper
	// Proxy tells which proxy a request takes, as that of the transport does.
	Proxy func(*http.Request) (*url.URL, error)

	mu    sync.Mutex
	hosts []*Host
}

// Host is one that was asked.
type Host struct {
	// Scheme and Name are as in the address, the port included where it is written.
	Scheme, Name string
	// Addresses are those that its name, or its proxy's, has; Remote is the one that
	// was used.
	Addresses []string
	Remote    string
	// Proxy is the host of the proxy in between, empty for none.
	Proxy string
	// TLS is nil where there was none.
	TLS *tls.ConnectionState
	// Skew is how far this machine's clock is ahead of the host's, to a second; it is
	// known when Dated is set.
	Skew  time.Duration
	Dated bool
	// Err is the last failure to reach it, nil once a response came.
	Err error
	// Time is what its first response took.
	Time time.Duration
}

// Hosts are all that were asked, in their order.
func (r *Recorder) Hosts() []Host {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Host, len(r.hosts))
	for i, h := range r.hosts {
		out[i] = *h
		out[i].Addresses = slices.Clone(h.Addresses)
	}
	return out
}

// host finds or makes the entry of a host. The lock is held.
func (r *Recorder) host(scheme, name string) *Host {
	i := slices.IndexFunc(r.hosts, func(h *Host) bool { return h.Scheme == scheme && h.Name == name })
	if i < 0 {
		r.hosts = append(r.hosts, &Host{Scheme: scheme, Name: name})
		i = len(r.hosts) - 1
	}
	return r.hosts[i]
}

// RoundTrip implements [http.RoundTripper].
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	scheme, name := req.URL.Scheme, req.URL.Host
	note := func(f func(*Host)) {
		r.mu.Lock()
		defer r.mu.Unlock()
		f(r.host(scheme, name))
	}
	note(func(*Host) {}) // asked, whatever comes
	if r.Proxy != nil {
		if proxy, err := r.Proxy(req); err == nil && proxy != nil {
			note(func(h *Host) { h.Proxy = proxy.Host }) // without a password that may stand there
		}
	}
	trace := &httptrace.ClientTrace{
		DNSDone: func(info httptrace.DNSDoneInfo) {
			note(func(h *Host) {
				h.Addresses = nil
				for _, a := range info.Addrs {
					h.Addresses = append(h.Addresses, a.String())
				}
			})
		},
		GotConn: func(info httptrace.GotConnInfo) {
			note(func(h *Host) { h.Remote = remote(info.Conn) })
		},
	}
	start := time.Now()
	resp, err := r.Next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	took := time.Since(start)
	note(func(h *Host) {
		if err != nil {
			h.Err = err
			return
		}
		h.Err, h.TLS = nil, resp.TLS
		if h.Time == 0 {
			h.Time = took
		}
		if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
			// The header was written at some moment between the two, and has no
			// fractions of a second.
			h.Skew, h.Dated = start.Add(took/2).Sub(date).Truncate(time.Second), true
		}
	})
	return resp, err
}

// remote is the other end of a connection.
func remote(conn net.Conn) string {
	if conn == nil || conn.RemoteAddr() == nil {
		return ""
	}
	return conn.RemoteAddr().String()
}
