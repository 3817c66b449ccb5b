package cli

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"path/filepath"
)

// caVariable names the file of --ca-file.
const caVariable = "BACKUPCTL_CA_FILE"

// caFile is the file of --ca-file in full, for a context that keeps it.
func (a *app) caFile() string {
	if a.global.caFile == "" {
		return ""
	}
	path, err := filepath.Abs(a.inDir(a.global.caFile))
	if err != nil { // there is no working directory any more
		return a.global.caFile
	}
	return path
}

// trust adds the certificate authorities of --ca-file, of the variable or of the
// context to those of the system.
func (s *session) trust(t *http.Transport) error {
	path := cmp.Or(s.app.global.caFile, s.app.Getenv(caVariable), s.account.CAFile)
	if path == "" {
		return nil
	}
	pem, err := s.app.readFile(path)
	if err != nil {
		return usagef("--ca-file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return usagef("--ca-file: %s has no certificate in PEM", path)
	}
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	t.ForceAttemptHTTP2 = true // a configuration of one's own would turn it off
	return nil
}
