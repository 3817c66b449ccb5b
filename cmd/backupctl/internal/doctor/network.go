package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"
)

const (
	// skewTold is a difference of clocks that is worth a word, skewBad one with which
	// signed requests are refused: Huawei Cloud allows 15 minutes.
	skewTold = 30 * time.Second
	skewBad  = 10 * time.Minute
	// expiresSoon is when a certificate's end is worth a word.
	expiresSoon = 14 * 24 * time.Hour
)

// Network adds what was seen of a host.
func (r *Report) Network(context string, h Host, now time.Time) {
	switch {
	case h.Err != nil && !isTLS(h.Err):
		r.Addf(context, "address "+h.Name, Problem, "%s", unreached(h))
	case h.Proxy != "":
		r.Addf(context, "address "+h.Name, OK, "reached by the proxy %s in %s", h.Proxy, took(h.Time))
	default:
		r.Addf(context, "address "+h.Name, OK, "reached at %s in %s", h.Remote, took(h.Time))
	}
	switch {
	case h.Scheme == "http":
		r.Addf(context, "tls "+h.Name, Warning, "none: passwords and tokens travel in the clear")
	case h.Err != nil && isTLS(h.Err):
		r.Addf(context, "tls "+h.Name, Problem, "%s", trouble(h.Err))
	case h.TLS != nil && len(h.TLS.PeerCertificates) > 0:
		r.certificate(context, h, now)
	}
	if !h.Dated {
		return
	}
	skew := h.Skew.Abs()
	direction := "ahead of"
	if h.Skew < 0 {
		direction = "behind"
	}
	switch {
	case skew >= skewBad:
		r.Addf(context, "clock "+h.Name, Problem, "this machine is %s %s it: set its clock, signed requests are refused beyond 15 minutes", skew, direction)
	case skew >= skewTold:
		r.Addf(context, "clock "+h.Name, Warning, "this machine is %s %s it", skew, direction)
	default:
		r.Addf(context, "clock "+h.Name, OK, "within %s of it", skewTold)
	}
}

func took(d time.Duration) string { return d.Round(time.Millisecond).String() }

// certificate tells of the one that a host has.
func (r *Report) certificate(context string, h Host, now time.Time) {
	leaf := h.TLS.PeerCertificates[0]
	left := leaf.NotAfter.Sub(now)
	state := OK
	if left < expiresSoon {
		state = Warning
	}
	const day = 24 * time.Hour
	r.Addf(context, "tls "+h.Name, state, "%s, certificate by %s, valid for %d more days", tls.VersionName(h.TLS.Version), issuer(leaf), int(left/day))
}

// issuer is who signed a certificate, in few words.
func issuer(c *x509.Certificate) string {
	if len(c.Issuer.Organization) > 0 {
		return strings.Join(c.Issuer.Organization, ", ")
	}
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return "nobody named"
}

// isTLS reports a failure of certificates or of the handshake.
func isTLS(err error) bool {
	var certificate *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &certificate) || errors.As(err, &header) || errors.As(err, &alert) ||
		errors.As(err, new(x509.UnknownAuthorityError)) || errors.As(err, new(x509.HostnameError)) || errors.As(err, new(x509.CertificateInvalidError))
}

// trouble says what a failure of TLS means.
func trouble(err error) string {
	switch {
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "an authority that this machine does not know has signed the certificate: --ca-file trusts that of a proxy, or of your own"
	case errors.As(err, new(x509.HostnameError)):
		return "the certificate is for another name: is the address right?"
	case errors.As(err, new(x509.CertificateInvalidError)):
		return "the certificate is not valid now: " + last(err)
	case errors.As(err, new(tls.RecordHeaderError)):
		return "what is there does not speak TLS: is the address right, is a proxy needed?"
	}
	return last(err)
}

// unreached says why a host was not reached.
func unreached(h Host) string {
	by := ""
	if h.Proxy != "" {
		by = "by the proxy " + h.Proxy + ": "
	}
	name, isName := errors.AsType[*net.DNSError](h.Err)
	timeout, isTimeout := errors.AsType[net.Error](h.Err)
	switch {
	case isName && name.IsNotFound:
		return by + "the name " + name.Name + " is not known: is the address right?"
	case isName:
		return by + "the name " + name.Name + " cannot be looked up: " + name.Err
	case errors.Is(h.Err, syscall.ECONNREFUSED):
		return by + "nobody listens there: is the port right?"
	case isTimeout && timeout.Timeout():
		return by + "no response in time: does a firewall stand between, is a proxy needed?"
	}
	return by + last(h.Err)
}

// last is the innermost text of an error, without the address, which the check names.
func last(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
