package zomrotest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// callInfo is what a handler wants to know of its request beside the typed form.
type callInfo struct {
	function, lang string
	form           url.Values
	user           string // who calls
	session        string // its id, empty with authinfo
	templates      bool   // see QuirkTemplates
}

type callKey struct{}

func callOf(ctx context.Context) callInfo {
	c, _ := ctx.Value(callKey{}).(callInfo)
	return c
}

// echo repeats the request's parameters, as the service does in every response.
func (c callInfo) echo() zomroapi.Echo {
	echo := make(zomroapi.Echo, len(c.form))
	for name, values := range c.form {
		if len(values) > 0 && values[0] != "" {
			echo[name] = billmgr.Value{Text: values[0]}
		}
	}
	return echo
}

// done is the response of a function that acts and shows nothing.
func (c callInfo) done() zomroapi.ActionDoc {
	return zomroapi.ActionDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
}

// handler is the whole service. The stages in front of the generated routes do
// what the engine does for every function: find the form, the function and the
// credentials.
func (s *service) handler() http.Handler {
	router := &fake.Router{NotFound: unknownFunction}
	for _, base := range []string{"", basePath} {
		serve.Mount(router, zomroserver.Routes(s), serve.Options{
			BasePath: base, BadRequest: badRequest, Failed: failed, Encode: encode,
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, router) })
}

// badRequest responds to a form that does not fit its operation.
func badRequest(w http.ResponseWriter, r *http.Request, err error) {
	var wrong *serve.FieldError
	if !errors.As(err, &wrong) {
		failed(w, r, err)
		return
	}
	invalid(wrong.Field, callOf(r.Context()).form.Get(wrong.Field)).WriteResponse(w, r)
}

// failed responds to an error of the fake itself.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	(&serviceError{Type: "system", Text: err.Error()}).WriteResponse(w, r)
}

func (s *service) serve(w http.ResponseWriter, r *http.Request, router http.Handler) {
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "", "/", basePath, basePath + "/":
	default:
		s.serveTask(w, r)
		return
	}
	form, err := fake.Form(r)
	if err != nil {
		http.Error(w, "malformed form", http.StatusBadRequest)
		return
	}
	c := callInfo{function: form.Get("func"), lang: form.Get("lang"), form: form, templates: s.cfg.has(QuirkTemplates)}
	write, ok := outputs()[form.Get("out")]
	if c.function == "" || !ok {
		panel(w)
		return
	}
	if c.lang == "" {
		c.lang = accountLang
	}
	// The engine reads GET and POST, query and body the same way, and a field
	// that is empty as one that was not sent.
	filled := make(url.Values, len(form))
	for name, values := range form {
		if len(values) > 0 && values[0] != "" {
			filled[name] = values[:1]
		}
	}
	r = r.Clone(r.Context())
	r.Method, r.URL.RawQuery = http.MethodPost, ""
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Body = io.NopCloser(strings.NewReader(filled.Encode()))

	// The response is held until the lock is free: a client that reads slowly must
	// not hold up the others.
	held := &heldResponse{header: make(http.Header)}
	s.mu.Lock()
	s.settle()
	s.call(held, r, router, c)
	s.mu.Unlock()
	if write != nil {
		write(held)
	}
	held.flush(w)
}

// accountLang is the language of the account, used where a call names none.
const accountLang = "ru"

// call runs one function. The lock is held.
func (s *service) call(held *heldResponse, r *http.Request, router http.Handler, c callInfo) {
	why := s.admit(&c)
	if sok := c.form.Get("sok"); why == nil && sok != "" && sok != submit {
		why = wrongSubmit(sok)
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	if why != nil {
		why.WriteResponse(held, r)
	} else {
		router.ServeHTTP(held, r)
	}
	if s.quirks != nil {
		held.rewrite(s.quirks.apply)
	}
	if d := s.cfg.longTasks[c.function]; d > 0 && why == nil {
		s.postpone(held, r, d)
	}
}

// submit is the value of sok that performs a form.
const submit = string(zomroapi.SubmitOK)

// panel is what the service shows to browsers.
func panel(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>Control panel</title></head><body><form></form></body></html>")
}

func unknownFunction(w http.ResponseWriter, r *http.Request) {
	(&serviceError{
		Type: "missed", Object: "func", Text: "Function '__value__' was not found",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: callOf(r.Context()).function}},
	}).WriteResponse(w, r)
}
