// Package serve is the mirror of internal/rest for the fakes: it reads requests
// as the specifications describe them and writes the responses.
package serve

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
)

// Route is an operation and what performs it. The generated servers make them.
type Route struct {
	Op   *backup.Operation
	Call func(*Request) (any, error)
}

// Responder is a result or an error that writes itself.
type Responder interface {
	WriteResponse(w http.ResponseWriter, r *http.Request)
}

// Response is a result that is more than a body.
type Response struct {
	// Status defaults to the first that the specification names.
	Status int
	// Header is set beside Content-Type, or in place of it.
	Header http.Header
	// Body is written as JSON; nil is no body.
	Body any
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
	// BadRequest responds to a request that cannot be read; nil sends a status 400
	// and the error as text.
	BadRequest func(w http.ResponseWriter, r *http.Request, err error)
	// Failed responds to an error that is no [Responder], see [Status]; nil sends
	// the error as text.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
	// FoldQuery takes the names of query parameters in any case.
	FoldQuery bool
	// Encode writes a result as JSON; nil is encoding/json.
	Encode func(v any) ([]byte, error)
	// ContentType is that of results; empty is "application/json".
	ContentType string
}

// Mount registers the routes of a service.
func Mount(router Router, routes []Route, o Options) {
	if o.BadRequest == nil {
		o.BadRequest = plainError(http.StatusBadRequest)
	}
	if o.Failed == nil {
		o.Failed = func(w http.ResponseWriter, _ *http.Request, err error) { http.Error(w, err.Error(), Status(err)) }
	}
	if o.Encode == nil {
		o.Encode = json.Marshal
	}
	if o.ContentType == "" {
		o.ContentType = "application/json"
	}
	for _, route := range routes {
		var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.serve(w, newRequest(w, r, o.FoldQuery), route) })
		if o.Wrap != nil {
			handler = o.Wrap(handler)
		}
		router.HandleFunc(route.Op.Method+" "+o.BasePath+route.Op.Route, handler.ServeHTTP)
	}
}

func plainError(status int) func(http.ResponseWriter, *http.Request, error) {
	return func(w http.ResponseWriter, _ *http.Request, err error) { http.Error(w, err.Error(), status) }
}

func (o Options) serve(w http.ResponseWriter, r *Request, route Route) {
	result, err := route.Call(r)
	var responder Responder
	var unreadable *badRequestError
	switch {
	case errors.As(err, &unreadable):
		o.BadRequest(w, r.Request, unreadable.err)
		return
	case errors.As(err, &responder):
		responder.WriteResponse(w, r.Request)
		return
	case err != nil:
		o.Failed(w, r.Request, err)
		return
	}
	if responder, ok := result.(Responder); ok {
		responder.WriteResponse(w, r.Request)
		return
	}
	response, ok := result.(Response)
	if !ok {
		response.Body = result
	}
	if response.Status == 0 {
		response.Status = route.Op.Success[0]
	}
	o.write(w, r.Request, response)
}

func (o Options) write(w http.ResponseWriter, r *http.Request, response Response) {
	var body []byte
	if response.Body != nil {
		var err error
		if body, err = o.Encode(response.Body); err != nil {
			o.Failed(w, r, err)
			return
		}
		body = append(body, '\n')
		w.Header().Set("Content-Type", o.ContentType)
	}
	maps.Copy(w.Header(), response.Header)
	w.WriteHeader(response.Status)
	if body != nil {
		_, _ = w.Write(body) // a client that has gone cannot be told
	}
}
