package zomrotest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// callInfo is what a handler wants to know of its request beside the typed form.
type callInfo struct {
	function, lang string
	form           url.Values
	user           string // who calls
	session        string // its id, empty with authinfo
}

type callKey struct{}

func callOf(ctx context.Context) callInfo {
	c, _ := ctx.Value(callKey{}).(callInfo)
	return c
}

// echo repeats the request's parameters, as the service does in every answer.
func (c callInfo) echo() zomroapi.Echo {
	echo := make(zomroapi.Echo, len(c.form))
	for name, values := range c.form {
		if len(values) > 0 && values[0] != "" {
			echo[name] = billmgr.Value{Text: values[0]}
		}
	}
	return echo
}

// done is the answer of a function that acts and shows nothing.
func (c callInfo) done() zomroapi.ActionDoc {
	return zomroapi.ActionDoc{Lang: c.lang, Func: c.function, Tparams: c.echo()}
}

// handler is the whole service. The stages in front of the generated router do
// what the engine does for every function: find the form, the function and the
// credentials.
func (s *service) handler() http.Handler {
	router := &fake.Router{NotFound: s.unknownFunction}
	strict := zomroserver.NewStrictHandlerWithOptions(s, nil, zomroserver.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) {
			// The only fields that can fail to bind are numbers.
			c := callOf(r.Context())
			field := badNumber(c.form)
			s.refuse(w, c, invalid(field, c.form.Get(field)))
		},
		ResponseErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) {
			var shown *form
			if errors.As(err, &shown) {
				shown.write(w)
				return
			}
			var why *refusal
			if !errors.As(err, &why) {
				why = &refusal{Type: "system", Text: err.Error()}
			}
			s.refuse(w, callOf(r.Context()), why)
		},
	})
	for _, base := range []string{"", "/billmgr"} {
		zomroserver.HandlerWithOptions(strict, zomroserver.StdHTTPServerOptions{BaseURL: base, BaseRouter: router})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, router) })
}

func (s *service) serve(w http.ResponseWriter, r *http.Request, router http.Handler) {
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "", "/", "/billmgr", "/billmgr/":
	default:
		s.serveTask(w, r)
		return
	}
	form, err := fake.Form(r)
	if err != nil {
		http.Error(w, "malformed form", http.StatusBadRequest)
		return
	}
	c := callInfo{function: form.Get("func"), lang: form.Get("lang"), form: form}
	if out := form.Get("out"); c.function == "" || out != "json" && out != "sjson" && out != "xjson" {
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

	// The answer is kept until the lock is free: a client that reads slowly must
	// not hold up the others.
	answer := &keptAnswer{header: make(http.Header)}
	s.mu.Lock()
	s.settle()
	s.call(answer, r, router, c)
	s.mu.Unlock()
	answer.flush(w)
}

// accountLang is the language of the account, used where a call names none.
const accountLang = "ru"

// call runs one function. The lock is held.
func (s *service) call(answer *keptAnswer, r *http.Request, router http.Handler, c callInfo) {
	why := s.admit(&c)
	if sok := c.form.Get("sok"); why == nil && sok != "" && sok != submit {
		why = wrongSubmit(sok)
	}
	if why != nil {
		s.refuse(answer, c, why)
	} else {
		router.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	}
	if s.quirks != nil {
		answer.rewrite(s.quirks.apply)
	}
	if d := s.cfg.longTasks[c.function]; d > 0 && why == nil {
		s.postpone(answer, r, d)
	}
}

// submit is the value of sok that performs a form.
const submit = string(zomroapi.SubmitOK)

// panel is what the service shows to browsers.
func panel(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>Control panel</title></head><body><form></form></body></html>")
}

func (s *service) unknownFunction(w http.ResponseWriter, r *http.Request) {
	c := callOf(r.Context())
	s.refuse(w, c, &refusal{
		Type: "missed", Object: "func", Text: "Function '__value__' was not found",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: c.function}},
	})
}

// badNumber finds the field that should be a number and is none.
func badNumber(form url.Values) string {
	for _, name := range []string{
		"elid", "plid", "p_num", "p_cnt", "backup_rotation", "order_count", "hours", "min_disk", "min_ram", "count", "maxcount",
	} {
		if v := form.Get(name); v != "" {
			if _, err := strconv.ParseInt(v, 10, 64); err != nil {
				return name
			}
		}
	}
	return ""
}

// formOf reads the fields of a logged request.
func formOf(r fake.Request) map[string][]string {
	form, err := fake.Form(&http.Request{
		Method: r.Method, Header: r.Header, Body: bodyOf(r.Body), URL: &url.URL{Path: "/", RawQuery: r.RawQuery},
	})
	if err != nil {
		return nil
	}
	return form
}
