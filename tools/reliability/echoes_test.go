package reliability

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// repeats are faults whose answers hold secrets: those of the caller, in every
// encoding, and those that a sign-in brings.
func repeats() []fault {
	var all []fault
	for i, enc := range encodings() {
		all = append(all, fault{
			name: "500 with the caller's secrets " + enc.name, want: want{status: 500, attempts: 1},
			strike: func(x *exchange) (*http.Response, error) {
				if i%2 == 1 {
					return x.origin.answer(x.req, 500, "text/plain", x.secrets(enc)), nil
				}
				return x.origin.answer(x.req, 500, "application/json", x.origin.provider.refusal(x.operation.ID, x.secrets(enc))), nil
			},
		})
	}
	for _, status := range []int{300, 304, 418, 500} {
		all = append(all, fault{
			name: strconv.Itoa(status) + " with a body of success", want: want{status: status, attempts: 1},
			strike: func(x *exchange) (*http.Response, error) {
				_, body := x.origin.service.example(x.operation)
				if status == http.StatusNotModified { // has no body on a wire
					body = ""
				}
				resp := x.origin.answer(x.req, status, "application/json", body)
				maps.Copy(resp.Header, x.origin.service.header[x.operation.ID])
				return resp, nil
			},
		})
	}
	literal := encodings()[0]
	return append(all,
		fault{name: "500 with a secret for its id", ownID: true, want: want{status: 500, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			resp := x.status(500)
			resp.Header.Set("X-Request-Id", x.secrets(literal))
			return resp, nil
		}},
		fault{name: "truncated body with a secret for its id", ownID: true, want: want{kind: backup.KindUnavailable, status: 200, attempts: most}, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			resp := x.origin.stream(x.req, 200, "application/json", io.MultiReader(strings.NewReader(`{"`), broken{}))
			resp.Header.Set("X-Request-Id", x.secrets(literal))
			return resp, nil
		}},
		fault{name: "success with a secret for its id", want: want{success: true, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			resp := x.succeed()
			resp.Header.Set("X-Request-Id", x.secrets(literal))
			return resp, nil
		}},
		fault{name: "JSON of secrets", want: want{kind: backup.KindUnreadable, status: 200, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			return x.origin.answer(x.req, 200, "application/json", `["`+inJSON(x.secrets(literal))+`"]`), nil
		}},
	)
}

// noise are texts that servers and proxies put before JSON.
func noise() []fault {
	before := func(name, text string, want want) fault {
		return fault{name: name, want: want, strike: func(x *exchange) (*http.Response, error) {
			resp := x.succeed()
			body, ok := resp.Body.(*counted)
			if !ok {
				return nil, fmt.Errorf("body %T", resp.Body)
			}
			body.Reader = io.MultiReader(strings.NewReader(text), body.Reader)
			resp.StatusCode, resp.ContentLength = http.StatusOK, resp.ContentLength+int64(len(text))
			return resp, nil
		}}
	}
	unreadable := want{kind: backup.KindUnreadable, status: 200, attempts: 1}
	return []fault{
		before("byte order mark before JSON", "\xef\xbb\xbf", want{success: true, attempts: 1}),
		before("guard against scripts before JSON", ")]}',\n", unreadable),
		before("NUL before JSON", "\x00", unreadable),
		before("word before JSON", "ok ", unreadable),
	}
}

// redirects lead to the same origin, where the request is carried out, and to
// another one, which must never hear of it.
func redirects() []fault {
	var all []fault
	for _, status := range []int{301, 302, 303, 307, 308} {
		text := strconv.Itoa(status)
		all = append(all, fault{
			name: text + " within the service", want: want{success: true, attempts: 2, repeat: true},
			strike: func(x *exchange) (*http.Response, error) {
				if x.number > 1 {
					return x.succeed(), nil
				}
				resp := x.origin.answer(x.req, status, "text/plain", "")
				resp.Header.Set("Location", x.req.URL.RequestURI())
				return resp, nil
			},
		}, fault{
			name: text + " to another host", want: want{status: status, attempts: 1},
			strike: func(x *exchange) (*http.Response, error) {
				resp := x.origin.answer(x.req, status, "text/plain", "")
				secrets := x.secrets(encodings()[0])
				resp.Header.Set("Location", "https://elsewhere.test/v1/"+url.PathEscape(secrets)+"?q="+url.QueryEscape(secrets))
				return resp, nil
			},
		})
	}
	return all
}

// twice are two faults in a row: what the second means depends on the first.
func twice() []fault {
	return []fault{
		{
			name: "session expired, then not found", want: want{kind: backup.KindNotFound, status: 404, attempts: 2, repeat: true},
			strike: func(x *exchange) (*http.Response, error) {
				if x.number == 1 {
					return x.reply(x.origin.provider.expired), nil
				}
				return x.reply(x.origin.provider.missing), nil
			},
		},
		{
			name: "reset after the work is done, then not found", want: want{kind: backup.KindNotFound, status: 404, attempts: 2},
			strike: func(x *exchange) (*http.Response, error) {
				if x.number == 1 {
					x.executed = true
					return nil, reset()
				}
				return x.reply(x.origin.provider.missing), nil
			},
		},
	}
}

func (x *exchange) reply(r reply) *http.Response {
	return x.origin.answer(x.req, r.status, "application/json", r.body)
}

// secrets are those of the caller that are in the request, encoded.
func (x *exchange) secrets(enc encoding) string {
	var sent []string
	texts := x.texts()
	for _, secret := range x.origin.provider.secrets() {
		for _, text := range texts {
			if strings.Contains(text, secret) {
				sent = append(sent, enc.of(secret))
				break
			}
		}
	}
	return strings.Join(sent, " ")
}

// texts are the values in a request, as a service reads them.
func (x *exchange) texts() []string {
	var out []string
	for _, values := range x.req.Header {
		out = append(out, values...)
	}
	if form, err := url.ParseQuery(x.body); err == nil {
		for _, values := range form {
			out = append(out, values...)
		}
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(x.body)))
	for {
		token, err := decoder.Token()
		if err != nil {
			return out
		}
		if text, ok := token.(string); ok {
			out = append(out, text)
		}
	}
}
