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
	"github.com/backup-sdk/backup-go/internal/dollar"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// refusal is an error of the service: an answer under HTTP 200.
type refusal struct {
	Type, Object, Text string
	Params             []zomroapi.ErrorParam
}

func (r *refusal) Error() string { return r.Type + " " + r.Object + ": " + r.Text }

func (r *refusal) answer(lang, function string, echo zomroapi.Echo) zomroapi.ErrorAnswer {
	doc := &zomroapi.ErrorDoc{Type: r.Type, Object: r.Object, Lang: lang, Params: r.Params}
	if r.Text != "" {
		doc.Msg, doc.Detail = dollar.Value{Text: r.Text}, dollar.Value{Text: r.Text}
	}
	if function != "" {
		doc.Stack = &zomroapi.ErrorStack{Actions: []zomroapi.ErrorAction{{Level: "0", Text: function}}}
	}
	return zomroapi.ErrorAnswer{Doc: zomroapi.ErrorHolder{Lang: lang, Func: function, Error: doc, Tparams: echo}}
}

// callInfo is what a handler wants to know of its request beside the typed form.
type callInfo struct {
	function, lang string
	form           url.Values
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
			echo[name] = dollar.Value{Text: values[0]}
		}
	}
	return echo
}

// handler is the whole service. The stages in front of the generated router do
// what the engine does for every function: find the form, the function and the
// credentials.
func (s *service) handler() http.Handler {
	router := &fake.Router{NotFound: s.unknownFunction}
	strict := zomroserver.NewStrictHandlerWithOptions(s, nil, zomroserver.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) {
			// The only fields that can fail to bind are numbers, all of them ids or pages.
			s.refuse(w, r, &refusal{Type: "value", Object: badNumber(callOf(r.Context()).form), Text: "Invalid value"})
		},
		ResponseErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, err error) {
			var why *refusal
			if !errors.As(err, &why) {
				why = &refusal{Type: "system", Text: err.Error()}
			}
			s.refuse(w, r, why)
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
		http.NotFound(w, r)
		return
	}
	form, err := fake.Form(r)
	if err != nil {
		http.Error(w, "malformed form", http.StatusBadRequest)
		return
	}
	function := form.Get("func")
	if out := form.Get("out"); function == "" || out != "json" && out != "sjson" && out != "xjson" {
		panel(w)
		return
	}
	lang := form.Get("lang")
	if lang == "" {
		lang = "ru" // the account's language
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, callInfo{function: function, lang: lang, form: form}))
	if r.Method == http.MethodGet {
		// The engine reads both the same way.
		r.Method = http.MethodPost
		r.Header = r.Header.Clone()
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
	}

	// The answer is kept until the lock is free: a client that reads slowly must
	// not hold up the others.
	answer := &keptAnswer{ResponseWriter: w}
	defer answer.flush(s.quirks)
	s.mu.Lock()
	defer s.mu.Unlock()
	if why := s.admit(function, form); why != nil {
		s.refuse(answer, r, why)
		return
	}
	router.ServeHTTP(answer, r)
}

// panel is what the service shows to browsers.
func panel(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>Control panel</title></head><body><form></form></body></html>")
}

func (s *service) unknownFunction(w http.ResponseWriter, r *http.Request) {
	c := callOf(r.Context())
	s.refuse(w, r, &refusal{
		Type: "missed", Object: "func", Text: "Function '__value__' was not found",
		Params: []zomroapi.ErrorParam{{Name: "value", Text: c.function}},
	})
}

func (s *service) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	c := callOf(r.Context())
	fake.WriteJSON(w, http.StatusOK, why.answer(c.lang, c.function, c.echo()))
}

func badNumber(form url.Values) string {
	for _, name := range []string{"elid", "plid", "p_num", "p_cnt"} {
		if v := form.Get(name); v != "" {
			if _, err := strconv.ParseInt(v, 10, 64); err != nil {
				return name
			}
		}
	}
	return ""
}

func errorBody(errorType, object, message string) string {
	rec := &bodyWriter{}
	fake.WriteJSON(rec, http.StatusOK, (&refusal{Type: errorType, Object: object, Text: message}).answer("en", "", nil))
	return rec.String()
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

func value(s string) dollar.Value { return dollar.Value{Text: s} }

func number(n int) dollar.Value { return dollar.Value{Text: strconv.Itoa(n)} }
