package alert_test

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/fleet/alert"
)

func mailTo(s *smtpServer) alert.MailConfig {
	return alert.MailConfig{
		Host: "127.0.0.1", Port: s.port(), Security: alert.MailPlain, From: "Backup <backup@example.com>",
		To: []string{"ops@example.com", "boss@example.com"}, Timeout: 10 * time.Second,
	}
}

func send(t *testing.T, cfg alert.MailConfig, e alert.Event) error {
	t.Helper()
	m, err := alert.NewMail(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m.Send(t.Context(), e)
}

func TestMail(t *testing.T) {
	s := newSMTP(t, nil)
	e := failed()
	e.Subject = "nightly\r\nBcc: evil@example.com"
	e.Text = "line\r\n.\r\nMAIL FROM:<evil@example.com>"
	for range 2 {
		if err := send(t, mailTo(s), e); err != nil {
			t.Fatal(err)
		}
	}
	got := s.got()
	if len(got) != 2 {
		t.Fatalf("%d mails", len(got))
	}
	if diff := cmp.Diff([]string{"TO:<ops@example.com>", "TO:<boss@example.com>"}, got[0].to); diff != "" || got[0].from != "FROM:<backup@example.com>" {
		t.Errorf("from %s\n%s", got[0].from, diff)
	}
	head, body, _ := strings.Cut(got[0].data, "\r\n\r\n")
	for _, want := range []string{"Message-ID: <5f0c2b7e@backup-go-fleet>", "Auto-Submitted: auto-generated", "has FAILED"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head has no %q:\n%s", want, head)
		}
	}
	if strings.Contains("\n"+head, "\nBcc:") || !strings.Contains(body, "since:    2026-11-30T02:17:00Z") || !strings.Contains(body, "expected: every 26h0m0s") {
		t.Errorf("%s\n\n%s", head, body)
	}
}

func TestMailStartTLS(t *testing.T) {
	cert, roots := certificate(t)
	s := newSMTP(t, func(s *smtpServer) {
		s.tls = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	})
	cfg := mailTo(s)
	cfg.Security, cfg.Username, cfg.Password = alert.MailStartTLS, "backup", secretFile(t, hookKey)
	if err := send(t, cfg, failed()); err == nil {
		t.Error("a certificate that nobody knows is accepted")
	}
	cfg.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	if err := send(t, cfg, failed()); err != nil {
		t.Fatal(err)
	}
	got := s.got()
	auth, err := base64.StdEncoding.DecodeString(got[0].auth)
	if err != nil || len(got) != 1 || !got[0].secure || string(auth) != "\x00backup\x00"+hookKey {
		t.Errorf("%+v, %v", got, err)
	}
}

// Without TLS nothing is sent to a server that should have it.
func TestMailNeedsTLS(t *testing.T) {
	s := newSMTP(t, nil)
	cfg := mailTo(s)
	cfg.Security = alert.MailStartTLS
	if err := send(t, cfg, failed()); err == nil || len(s.got()) != 0 {
		t.Errorf("%v, %d mails", err, len(s.got()))
	}
}

// What the server says is told, without secrets.
func TestMailFails(t *testing.T) {
	cert, roots := certificate(t)
	for _, verb := range []string{"AUTH", "RCPT"} {
		s := newSMTP(t, func(s *smtpServer) {
			s.tls, s.reject = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, verb
		})
		cfg := mailTo(s)
		cfg.Security, cfg.TLS = alert.MailStartTLS, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
		cfg.Username, cfg.Password = "backup", secretFile(t, hookKey)
		err := send(t, cfg, failed())
		secret := base64.StdEncoding.EncodeToString([]byte("\x00backup\x00" + hookKey))
		if err == nil || !strings.Contains(err.Error(), "5.7.8") || strings.Contains(err.Error(), hookKey) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", verb, err)
		}
	}
	s := newSMTP(t, func(s *smtpServer) { s.silent = true })
	cfg := mailTo(s)
	cfg.Timeout = 50 * time.Millisecond
	if err := send(t, cfg, failed()); err == nil {
		t.Error("a server that says nothing")
	}
	cfg.Port = 1
	if err := send(t, cfg, failed()); err == nil {
		t.Error("nobody listens")
	}
}

func TestMailArguments(t *testing.T) {
	good := alert.MailConfig{Host: "mail.example", From: "backup@example.com", To: []string{"ops@example.com"}}
	for field, change := range map[string]func(*alert.MailConfig){
		"MailConfig.Host":     func(c *alert.MailConfig) { c.Host = "a b" },
		"MailConfig.Port":     func(c *alert.MailConfig) { c.Port = 70000 },
		"MailConfig.Security": func(c *alert.MailConfig) { c.Security = alert.MailPlain },
		"MailConfig.Password": func(c *alert.MailConfig) { c.Username, c.Password = "backup", hookKey },
		"MailConfig.From":     func(c *alert.MailConfig) { c.From = "backup" },
		"MailConfig.To":       func(c *alert.MailConfig) { c.To = []string{"ops@example.com\r\nBcc: x"} },
		"MailConfig.Timeout":  func(c *alert.MailConfig) { c.Timeout = -1 },
	} {
		cfg := good
		change(&cfg)
		var bad *alert.ArgumentError
		if _, err := alert.NewMail(cfg); !errors.As(err, &bad) || bad.Field != field || strings.Contains(err.Error(), hookKey) {
			t.Errorf("%v, want %s", err, field)
		}
	}
	if _, err := alert.NewMail(good); err != nil {
		t.Error(err)
	}
}
