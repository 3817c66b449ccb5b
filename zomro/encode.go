package zomro

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/internal/form"
)

// Fields the client adds to the form of a function.
const (
	fieldFunc     = "func"
	fieldOut      = "out"
	fieldLang     = "lang"
	fieldAuth     = "auth"
	fieldAuthInfo = "authinfo"
)

// Words that forms have in common.
const (
	on  = "on"
	off = "off"
	// english is the language to ask for where the words of a response are read.
	english = "en"
	// buttonOK submits most forms, buttonBasket those of orders.
	buttonOK     = "ok"
	buttonBasket = "basket"
)

// onOff is a switch as a form field has it.
func onOff(value bool) string {
	if value {
		return on
	}
	return off
}

// text is an id as a form field has it.
func text(id int64) string { return strconv.FormatInt(id, 10) }

// formStage turns the fields of a call into its body. It is the last stage
// before the wire, so the credentials are among the fields.
type formStage struct {
	out, lang string
	multipart bool
	slash     bool // the configured address ends in a slash
}

func newFormStage(cfg Config, base string) formStage {
	return formStage{out: cfg.Out, lang: cfg.Lang, multipart: cfg.Multipart, slash: strings.HasSuffix(base, "/")}
}

// encode may see a request again that it has encoded before: later attempts are
// made from the first.
func (s formStage) encode(req *http.Request) error {
	fields := clone(req.PostForm)
	req.PostForm = fields
	// The fragment of the pseudo-path names the function: the specification is
	// the only place that spells it.
	if function, ok := strings.CutPrefix(req.URL.Fragment, "func="); ok {
		// What follows tells apart the operations of one function; it is among
		// the fields of the form as well.
		function, _, _ = strings.Cut(function, "&")
		fields.Set(fieldFunc, function)
	}
	fields.Set(fieldOut, s.out)
	if !fields.Has(fieldLang) {
		fields.Set(fieldLang, s.lang)
	}
	contentType, body := "", []byte(nil)
	if s.multipart {
		var err error
		if contentType, body, err = form.Multipart(fields); err != nil {
			return err
		}
	} else {
		contentType, body = form.URLEncoded(fields)
	}

	req.URL.Fragment, req.URL.RawFragment = "", ""
	if !s.slash && req.URL.Path != "/" {
		// Paths are put below a slash; the service may not know the address with it.
		req.URL.Path, req.URL.RawPath = strings.TrimSuffix(req.URL.Path, "/"), strings.TrimSuffix(req.URL.RawPath, "/")
	}
	req.Header.Set("Content-Type", contentType)
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// setField adds a credential to one attempt; the fields belong to the call.
func setField(req *http.Request, name, value string) {
	fields := clone(req.PostForm)
	fields.Set(name, value)
	req.PostForm = fields
}

// clone copies the fields. Their values are never changed in place.
func clone(fields url.Values) url.Values {
	out := make(url.Values, len(fields)+4)
	maps.Copy(out, fields)
	return out
}
