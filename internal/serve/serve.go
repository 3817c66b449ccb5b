// Package serve is the mirror of internal/rest for the fakes: it reads requests
// as the specifications describe them and writes the responses.
package serve

import (
	"encoding/json"
	"errors"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
)

// Route is an operation and what performs it.
type Route struct {
	Op   *backup.Operation
	Call func(*Request) (any, error)
}

// Responder is a result or an error that writes itself.
type Responder interface {
	WriteResponse(w http.ResponseWriter, r *http.Request)
}

// Router takes handlers by "METHOD /path/{parameter}".
type Router interface {
	HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request))
}

// Options say how a service's routes are mounted.
type Options struct {
	// BasePath comes before all routes, such as "/billmgr".
	BasePath string
	// Wrap is put around each operation, for what comes before the request is
	// read: credentials.
	Wrap func(http.Handler) http.Handler
	// BadRequest answers a request that cannot be read.
	BadRequest func(w http.ResponseWriter, r *http.Request, err error)
	// Failed answers an error that is no [Responder].
	Failed func(w http.ResponseWriter, r *http.Request, err error)
	// Encode writes a result as JSON; nil is encoding/json.
	Encode func(v any) ([]byte, error)
	// ContentType is that of results; empty is "application/json".
	ContentType string
}

// Mount registers the routes of a service.
func Mount(router Router, routes []Route, o Options) {
	if o.Encode == nil {
		o.Encode = json.Marshal
	}
	if o.ContentType == "" {
		o.ContentType = "application/json"
	}
	for _, route := range routes {
		var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.serve(w, r, route) })
		if o.Wrap != nil {
			handler = o.Wrap(handler)
		}
		router.HandleFunc(route.Op.Method+" "+o.BasePath+route.Op.Route, handler.ServeHTTP)
	}
}

func (o Options) serve(w http.ResponseWriter, r *http.Request, route Route) {
	result, err := route.Call(&Request{Request: r})
	var responder Responder
	var unreadable *badRequest
	switch {
	case errors.As(err, &unreadable):
		o.BadRequest(w, r, unreadable.err)
		return
	case errors.As(err, &responder):
		responder.WriteResponse(w, r)
		return
	case err != nil:
		o.Failed(w, r, err)
		return
	}
	if responder, ok := result.(Responder); ok {
		responder.WriteResponse(w, r)
		return
	}
	status := route.Op.Success[0]
	if result == nil {
		w.WriteHeader(status)
		return
	}
	body, err := o.Encode(result)
	if err != nil {
		o.Failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", o.ContentType)
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone cannot be told
}
