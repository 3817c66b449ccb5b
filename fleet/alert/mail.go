package alert

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// MailSecurity is how a connection to a mail server is protected.
type MailSecurity string

// The ways.
const (
	// MailStartTLS begins in the clear and must change to TLS.
	MailStartTLS MailSecurity = "starttls"
	// MailTLS begins with TLS.
	MailTLS MailSecurity = "tls"
	// MailPlain is without TLS, for a server on this machine.
	MailPlain MailSecurity = "none"
)

// MailConfig says how to send events by SMTP.
type MailConfig struct {
	// Name tells mails apart; "mail" when empty.
	Name string
	// Host and Port are those of the server. Port is 587 when zero, with MailTLS 465,
	// with MailPlain 25.
	Host string
	Port int
	// Security is MailStartTLS when empty.
	Security MailSecurity
	// TLS has root certificates and such; nil is right for public servers.
	TLS *tls.Config
	// Username and Password, a reference, sign in; both or none.
	Username string
	Password string
	// Lookup finds the password; [Find] when nil.
	Lookup Lookup
	// From is the sender's address, To are the receivers', 1 to 100.
	From string
	To   []string
	// Timeout bounds a mail; 30 s when zero.
	Timeout time.Duration
}

// Mail sends events by SMTP.
type Mail struct{ cfg MailConfig }

const (
	mailTimeout  = 30 * time.Second
	maxReceivers = 100
	portStartTLS = 587
	portTLS      = 465
	portPlain    = 25
	maxPort      = 65535
)

// NewMail checks the configuration. It does no I/O.
func NewMail(cfg MailConfig) (*Mail, error) {
	cfg.Name, cfg.Security = cmp.Or(cfg.Name, "mail"), cmp.Or(cfg.Security, MailStartTLS)
	port, ok := map[MailSecurity]int{MailStartTLS: portStartTLS, MailTLS: portTLS, MailPlain: portPlain}[cfg.Security]
	switch {
	case !ok:
		return nil, &ArgumentError{"MailConfig.Security", "must be starttls, tls or none"}
	case cfg.Host == "" || strings.ContainsAny(cfg.Host, " \t\r\n/"):
		return nil, &ArgumentError{"MailConfig.Host", "must be the name of a host"}
	case cfg.Port < 0 || cfg.Port > maxPort:
		return nil, &ArgumentError{"MailConfig.Port", "must be at most 65535"}
	case cfg.Security == MailPlain && !isLocal(cfg.Host):
		return nil, &ArgumentError{"MailConfig.Security", "must be starttls or tls: events would be sent in the clear"}
	case (cfg.Username == "") != (cfg.Password == ""):
		return nil, &ArgumentError{"MailConfig.Password", "and Username belong together"}
	case cfg.Password != "" && !isReference(cfg.Password):
		return nil, &ArgumentError{"MailConfig.Password", "must be env:NAME or file:PATH"}
	case len(cfg.To) == 0 || len(cfg.To) > maxReceivers:
		return nil, &ArgumentError{"MailConfig.To", "must have 1 to 100 addresses"}
	case cfg.Timeout < 0:
		return nil, &ArgumentError{"MailConfig.Timeout", "must not be negative"}
	}
	message := mail.NewMsg()
	if err := message.From(cfg.From); err != nil {
		return nil, &ArgumentError{"MailConfig.From", "is no address"}
	}
	if err := message.To(cfg.To...); err != nil {
		return nil, &ArgumentError{"MailConfig.To", "has something that is no address"}
	}
	cfg.Port, cfg.Timeout = cmp.Or(cfg.Port, port), cmp.Or(cfg.Timeout, mailTimeout)
	if cfg.Lookup == nil {
		cfg.Lookup = Find
	}
	return &Mail{cfg}, nil
}

// Name implements [Sender].
func (m *Mail) Name() string { return m.cfg.Name }

// Send implements [Sender]. A mail that is sent twice has the same Message-ID.
func (m *Mail) Send(ctx context.Context, e Event) error {
	ctx, cancel := context.WithTimeoutCause(ctx, m.cfg.Timeout, fmt.Errorf("not done after %s", m.cfg.Timeout))
	defer cancel()
	var password backup.Secret
	if m.cfg.Password != "" {
		var err error
		if password, err = m.cfg.Lookup(ctx, m.cfg.Password); err != nil {
			return err
		}
	}
	message, err := m.message(e)
	if err != nil {
		return fmt.Errorf("alert: %s: %w", m.cfg.Name, err)
	}
	client, err := m.client(password)
	if err != nil {
		return fmt.Errorf("alert: %s: %w", m.cfg.Name, err)
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("alert: %s: %w", m.cfg.Name, context.Cause(ctx))
		}
		return fmt.Errorf("alert: %s: %w", m.cfg.Name, errors.New(program.Plain(without(err.Error(), m.spoken(password)...))))
	}
	return nil
}

// spoken are the forms of the password that are sent, which a server may repeat.
func (m *Mail) spoken(password backup.Secret) []backup.Secret {
	if password.IsZero() {
		return nil
	}
	encoded := func(text string) backup.Secret {
		return backup.NewSecret(base64.StdEncoding.EncodeToString([]byte(text)))
	}
	return []backup.Secret{password, encoded(password.Reveal()), encoded("\x00" + m.cfg.Username + "\x00" + password.Reveal())}
}

func (m *Mail) client(password backup.Secret) (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.cfg.Port), mail.WithTimeout(m.cfg.Timeout)}
	switch m.cfg.Security {
	case MailTLS:
		options = append(options, mail.WithSSL())
	case MailPlain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case MailStartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.cfg.TLS != nil {
		settings := m.cfg.TLS.Clone()
		settings.ServerName = cmp.Or(settings.ServerName, m.cfg.Host)
		options = append(options, mail.WithTLSConfig(settings))
	}
	if m.cfg.Username != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.cfg.Username), mail.WithPassword(password.Reveal()))
	}
	return mail.NewClient(m.cfg.Host, options...)
}

func (m *Mail) message(e Event) (*mail.Msg, error) {
	out := mail.NewMsg()
	if err := errors.Join(out.From(m.cfg.From), out.To(m.cfg.To...)); err != nil {
		return nil, err
	}
	out.Subject(e.Title())
	out.SetMessageIDWithValue(e.ID + "@backup-go-fleet")
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	out.SetDateWithValue(e.Since)
	out.SetBodyString(mail.TypeTextPlain, e.Body())
	return out, nil
}
