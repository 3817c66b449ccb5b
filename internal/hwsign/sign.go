// Package hwsign signs requests as Huawei Cloud wants them, SDK-HMAC-SHA256. It
// looks like AWS Signature V4 but is not: the secret key itself keys the HMAC,
// and there is no scope. It is for the client and for the fake that checks it.
package hwsign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Algorithm begins the Authorization header of a signed request.
const Algorithm = "SDK-HMAC-SHA256"

// DateLayout is the form of X-Sdk-Date, in UTC.
const DateLayout = "20060102T150405Z"

// Headers of signed requests.
const (
	HeaderDate          = "X-Sdk-Date"
	HeaderProject       = "X-Project-Id"
	HeaderDomain        = "X-Domain-Id"
	HeaderSecurityToken = "X-Security-Token"
	HeaderContentHash   = "X-Sdk-Content-Sha256" // replaces the hash of the body
)

// ErrBodyOnce is a body that cannot be read for its hash and then sent.
var ErrBodyOnce = errors.New("body can be read once only, so it cannot be signed")

// Sign adds X-Sdk-Date and Authorization to a request. Signed are the headers
// named in lower case and ascending order; "host" is the request's host, and
// one that is missing counts as empty. Sign few, and none that a proxy may
// rewrite, as the vendor's own client does with User-Agent.
func Sign(req *http.Request, accessKey, secretKey string, at time.Time, signed ...string) error {
	s, _ := scratches.Get().(*scratch)
	defer scratches.Put(s)
	date := s.dateOf(at)
	req.Header[HeaderDate] = []string{date}
	canonical, err := s.appendCanonical(s.buf[:0], req, signed)
	if err != nil {
		return err
	}
	digest := s.hash(canonical)

	text := canonical[:0]
	text = append(text, Algorithm+"\n"...)
	text = append(text, date...)
	text = append(text, '\n')
	text = hex.AppendEncode(text, digest)
	signature := s.seal(secretKey, text)

	value := text[:0]
	value = append(value, Algorithm+" Access="...)
	value = append(value, accessKey...)
	value = append(value, ", SignedHeaders="...)
	value = appendJoined(value, signed)
	value = append(value, ", Signature="...)
	value = hex.AppendEncode(value, signature)
	req.Header["Authorization"] = []string{string(value)}
	s.buf = value[:0]
	return nil
}

// Canonical is the text whose hash is signed. The gateway shows it when a
// signature is wrong.
func Canonical(req *http.Request, signed ...string) (string, error) {
	text, err := new(scratch).appendCanonical(nil, req, signed)
	return string(text), err
}

// scratch is what signing writes to, kept from one request to the next.
type scratch struct {
	buf        []byte
	parameters []parameter
	digest     hash.Hash
	mac        hash.Hash // for key: most programs have one
	key        string
	sum        [sha256.Size]byte
	second     int64  // since 1970
	date       string // of that second
}

// dateOf is the date of a request. Many requests have that of the one before.
func (s *scratch) dateOf(at time.Time) string {
	if second := at.Unix(); s.date == "" || s.second != second {
		s.second, s.date = second, at.UTC().Format(DateLayout)
	}
	return s.date
}

// hash returns the hash of data, until the next call of a method.
func (s *scratch) hash(data []byte) []byte {
	h := s.hasher()
	h.Write(data)
	return h.Sum(s.sum[:0])
}

func (s *scratch) hasher() hash.Hash {
	if s.digest == nil {
		s.digest = sha256.New()
	}
	s.digest.Reset()
	return s.digest
}

// seal returns the HMAC of text, until the next call of a method.
func (s *scratch) seal(key string, text []byte) []byte {
	if s.mac == nil || s.key != key {
		s.mac, s.key = hmac.New(sha256.New, []byte(key)), key
	}
	s.mac.Reset()
	s.mac.Write(text)
	return s.mac.Sum(s.sum[:0])
}

var scratches = sync.Pool{New: func() any { return &scratch{buf: make([]byte, 0, canonicalSize)} }} //nolint:gochecknoglobals // a pool is made to be shared

func (s *scratch) appendCanonical(dst []byte, req *http.Request, signed []string) ([]byte, error) {
	dst = append(dst, req.Method...)
	dst = append(dst, '\n')
	dst = appendURI(dst, req.URL)
	dst = append(dst, '\n')
	dst = s.appendQuery(dst, req.URL.RawQuery)
	dst = append(dst, '\n')
	for _, name := range signed {
		dst = append(dst, name...)
		dst = append(dst, ':')
		dst = append(dst, strings.TrimSpace(headerValue(req, name))...)
		dst = append(dst, '\n')
	}
	dst = append(dst, '\n')
	dst = appendJoined(dst, signed)
	dst = append(dst, '\n')
	return s.appendPayloadHash(dst, req)
}

func appendJoined(dst []byte, names []string) []byte {
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, name...)
	}
	return dst
}

// canonicalSize holds the canonical form of most requests.
const canonicalSize = 1024

func headerValue(req *http.Request, name string) string {
	switch name {
	case "host":
	case "x-sdk-date": // the usual ones, without making the name canonical
		return first(req.Header[HeaderDate])
	case "x-project-id":
		return first(req.Header[HeaderProject])
	case "x-security-token":
		return first(req.Header[HeaderSecurityToken])
	default:
		return req.Header.Get(name)
	}
	if req.Host != "" {
		return req.Host
	}
	return req.URL.Host
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// emptyHash is the hash of no body at all.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// appendPayloadHash appends the hash of the bytes that will be sent, or what
// X-Sdk-Content-Sha256 says in its place.
func (s *scratch) appendPayloadHash(dst []byte, req *http.Request) ([]byte, error) {
	if given := first(req.Header[HeaderContentHash]); given != "" {
		return append(dst, given...), nil
	}
	if req.Body == nil || req.Body == http.NoBody {
		return append(dst, emptyHash...), nil
	}
	if req.GetBody == nil {
		return nil, ErrBodyOnce
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	h := s.hasher()
	_, err = io.Copy(h, body)
	if closeErr := body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	return hex.AppendEncode(dst, h.Sum(s.sum[:0])), nil
}

// appendURI appends the path, each segment encoded anew. It always ends in a
// slash here, also when the path on the wire does not.
func appendURI(dst []byte, u *url.URL) []byte {
	path := u.EscapedPath()
	if !strings.ContainsFunc(path, func(r rune) bool { return r != '/' && !unreserved(r) }) {
		dst = append(dst, path...) // as most are
		if !strings.HasSuffix(path, "/") {
			dst = append(dst, '/')
		}
		return dst
	}
	for segment := range strings.SplitSeq(path, "/") {
		if strings.Contains(segment, "%") {
			if plain, err := url.PathUnescape(segment); err == nil {
				segment = plain
			}
		}
		dst = appendEscaped(dst, segment)
		dst = append(dst, '/')
	}
	if strings.HasSuffix(path, "/") {
		dst = dst[:len(dst)-1] // the empty segment behind the last slash
	}
	return dst
}

// parameter is one of a query, decoded.
type parameter struct{ name, value string }

func (p parameter) before(q parameter) bool {
	return p.name < q.name || p.name == q.name && p.value < q.value
}

// appendQuery appends the parameters in the order of their names and, within a
// name, of their values, both compared before they are encoded.
func (s *scratch) appendQuery(dst []byte, raw string) []byte {
	if raw == "" {
		return dst
	}
	parameters := s.parameters[:0]
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		parameters = append(parameters, parameter{unescapeQuery(name), unescapeQuery(value)})
	}
	// A query has a handful of parameters, and the generic sort of a type of its
	// own is 20 kB of every program.
	for i := range parameters {
		for j := i; j > 0 && parameters[j].before(parameters[j-1]); j-- {
			parameters[j], parameters[j-1] = parameters[j-1], parameters[j]
		}
	}
	for i, p := range parameters {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = appendEscaped(dst, p.name)
		dst = append(dst, '=')
		dst = appendEscaped(dst, p.value)
	}
	clear(parameters)
	s.parameters = parameters[:0]
	return dst
}

func unescapeQuery(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// appendEscaped percent-encodes all but letters, digits and - _ . ~ in upper
// case hex. Neither of net/url's encodings does: a blank is %20 here, not +.
func appendEscaped(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; unreserved(rune(c)) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', digits[c>>4], digits[c&0xf])
		}
	}
	return dst
}

func unreserved(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~'
}
