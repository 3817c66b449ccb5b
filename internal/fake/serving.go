package fake

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// Serving is an HTTP server at work.
type Serving struct {
	server *http.Server
	ended  chan struct{} // no more connections are accepted
	err    error         // why, once ended is closed
	conns  sync.WaitGroup
}

// headerTimeout drops clients that connect and say nothing.
const headerTimeout = time.Minute

// Serve serves a listener until Close.
func Serve(listener net.Listener, handler http.Handler) *Serving {
	s := &Serving{ended: make(chan struct{})}
	s.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout,
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				s.conns.Add(1)
			case http.StateClosed, http.StateHijacked:
				s.conns.Done()
			}
		},
	}
	go func() {
		defer close(s.ended)
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.err = err
		}
	}()
	return s
}

// Ended is closed when no more connections are accepted: after Close, or
// because the listener failed.
func (s *Serving) Ended() <-chan struct{} { return s.ended }

// Close drops all connections and waits for their goroutines: net/http lets
// some of them linger for half a second. It returns why serving ended if that
// was not Close.
func (s *Serving) Close() error {
	err := s.server.Close()
	<-s.ended
	s.conns.Wait()
	return errors.Join(err, s.err)
}
