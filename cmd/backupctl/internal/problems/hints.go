package problems

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"syscall"

	backup "github.com/backup-sdk/backup-go"
)

// CurrentContext stands in hints for the name of the context in use.
const CurrentContext = "CONTEXT"

// hint is what may help, by what went wrong and not by its kind alone.
func hint(err error, code int) string {
	if text := connection(err); text != "" {
		return text
	}
	switch code {
	case NotFound:
		if wrongAddress(err) {
			return "what is at this address is not the service: check --url, or the address in `backupctl context show " + CurrentContext + "`; --debug shows what was sent"
		}
		return "look at the list of what is there; the account may be another one than you think: `backupctl context list`"
	case Unauthenticated:
		return "check the credentials of the context: `backupctl context show " + CurrentContext + "`; too many wrong passwords block an account"
	case Permission:
		return "the account is known but may not do this"
	case Conflict, Busy:
		return "something else is going on with it; try again when that has ended"
	case RateLimited:
		return "wait a little before trying again"
	case Unavailable:
		if errors.Is(err, backup.ErrUnreadable) {
			return "a page came in place of the service's response: a proxy may stand between, or the address be wrong; --debug shows what was sent"
		}
		return "check the network and the address of the service; --debug shows what was sent"
	case Timeout:
		return "the work may still go on; --timeout gives it longer"
	}
	return ""
}

// wrongAddress reports that what is not there is the service: its own errors have
// a code.
func wrongAddress(err error) bool {
	api, ok := errors.AsType[*backup.Error](err)
	return ok && api.Code == "" && api.StatusCode != 0
}

// connection is about failures on the way to the service.
func connection(err error) string {
	const where = "check --url, or the address in `backupctl context show " + CurrentContext + "`"
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var untrusted *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	var name *net.DNSError
	switch {
	case errors.As(err, &host):
		return "the certificate there is for another name than that of the address: " + where
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &untrusted):
		return "this machine does not trust the certificate there: a proxy may stand between, or a root certificate or the right time be missing here"
	case errors.As(err, &header), errors.Is(err, http.ErrSchemeMismatch):
		return "the address begins with https, and something else is spoken there: " + where
	case errors.As(err, &name):
		return "the name of the host is not known: " + where + ", and the network"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there: " + where
	}
	return ""
}
