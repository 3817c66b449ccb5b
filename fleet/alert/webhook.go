package alert

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// The headers of a webhook.
const (
	SignatureHeader = "Backup-Signature"
	EventHeader     = "Backup-Event"
)

// WebhookConfig says where to post events.
type WebhookConfig struct {
	// Name tells webhooks apart; "webhook" when empty.
	Name string
	// URL is the address, or a reference to it where it holds a secret: env:NAME or
	// file:PATH. It is https, or http on this machine.
	URL string
	// Secret is a reference to the key of the signature. Without one nothing is signed.
	Secret string
	// Lookup finds secrets; [Find] when nil.
	Lookup Lookup
	// Client sends; one of its own when nil. Redirects are never followed.
	Client *http.Client
	// Timeout bounds one try; 15 s when zero. Tries is how many there are; 4 when
	// zero, at most 10.
	Timeout time.Duration
	Tries   int
	// Pause comes after the first try that failed, and doubles up to a minute; 2 s
	// when zero. Retry-After of a response stretches it, up to a minute.
	Pause time.Duration
	// Now is the clock of signatures, time.Now when nil.
	Now func() time.Time
}

// Webhook posts events as JSON.
type Webhook struct {
	cfg    WebhookConfig
	client http.Client
}

const (
	hookTimeout  = 15 * time.Second
	hookTries    = 4
	maxTries     = 10
	hookPause    = 2 * time.Second
	longestPause = time.Minute
	maxResponse  = 4 << 10
)

// NewWebhook checks the configuration. It does no I/O.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	if !isReference(cfg.URL) {
		if _, err := hookURL(cfg.URL); err != nil {
			return nil, err
		}
	}
	switch {
	case cfg.Secret != "" && !isReference(cfg.Secret):
		return nil, &ArgumentError{"WebhookConfig.Secret", "must be env:NAME or file:PATH"}
	case cfg.Tries < 0 || cfg.Tries > maxTries:
		return nil, &ArgumentError{"WebhookConfig.Tries", "must be at most 10"}
	case cfg.Timeout < 0, cfg.Pause < 0:
		return nil, &ArgumentError{"WebhookConfig.Timeout", "and Pause must not be negative"}
	}
	cfg.Name = cmp.Or(cfg.Name, "webhook")
	cfg.Timeout, cfg.Tries, cfg.Pause = cmp.Or(cfg.Timeout, hookTimeout), cmp.Or(cfg.Tries, hookTries), cmp.Or(cfg.Pause, hookPause)
	if cfg.Lookup == nil {
		cfg.Lookup = Find
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	w := &Webhook{cfg: cfg}
	if cfg.Client != nil {
		w.client = *cfg.Client
	}
	w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return w, nil
}

// hookURL rejects addresses that others could listen at. Nothing of the value is in
// the error.
func hookURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &ArgumentError{"WebhookConfig.URL", "must be an address that begins with https://, or env:NAME or file:PATH"}
	}
	if u.Scheme == "http" && !isLocal(u.Hostname()) {
		return nil, &ArgumentError{"WebhookConfig.URL", "must begin with https://: events would be sent in the clear"}
	}
	return u, nil
}

// isLocal reports whether a host is this machine.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name implements [Sender].
func (w *Webhook) Name() string { return w.cfg.Name }

// Send implements [Sender]. It tries again what may work later.
func (w *Webhook) Send(ctx context.Context, e Event) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("alert: %s: %w", w.cfg.Name, err)
	}
	target, key, err := w.secrets(ctx)
	if err != nil {
		return err
	}
	pause := w.cfg.Pause
	for try := 1; ; try++ {
		after, again, err := w.post(ctx, target, key, e.ID, body)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil, !again, try == w.cfg.Tries:
			return fmt.Errorf("alert: %s: %w", w.cfg.Name, err)
		}
		if err := backup.Sleep(ctx, min(max(pause, after), longestPause)); err != nil {
			return fmt.Errorf("alert: %s: %w", w.cfg.Name, err)
		}
		pause = min(2*pause, longestPause)
	}
}

// secrets are the address and the key.
func (w *Webhook) secrets(ctx context.Context) (target *url.URL, key backup.Secret, err error) {
	address := w.cfg.URL
	if isReference(address) {
		found, err := w.cfg.Lookup(ctx, address)
		if err != nil {
			return nil, key, err
		}
		address = found.Reveal()
	}
	if w.cfg.Secret != "" {
		if key, err = w.cfg.Lookup(ctx, w.cfg.Secret); err != nil {
			return nil, key, err
		}
	}
	target, err = hookURL(address)
	return target, key, err
}

// post sends an event once. It says how long to wait before another try, if that may
// work. Errors do not have the address, which may be a secret.
func (w *Webhook) post(ctx context.Context, target *url.URL, key backup.Secret, id string, body []byte) (after time.Duration, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return 0, false, errors.New("the request cannot be made")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "backup-go-fleet")
	r.Header.Set(EventHeader, id)
	if !key.IsZero() {
		r.Header.Set(SignatureHeader, Signature(key, w.cfg.Now(), body))
	}
	resp, err := w.client.Do(r)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return 0, true, err
	}
	defer func() { _ = resp.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if resp.StatusCode/100 == 2 {
		return 0, false, nil
	}
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err == nil && seconds > 0 {
		const most = int(longestPause / time.Second)
		after = time.Duration(min(seconds, most)) * time.Second
	}
	again = resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusRequestTimeout
	text := without(string(said), key, backup.NewSecret(target.String()), backup.NewSecret(target.RequestURI()))
	return after, again, fmt.Errorf("status %d: %s", resp.StatusCode, program.Plain(strings.TrimSpace(text)))
}

// Signature is the value of the header [SignatureHeader] for a body that is sent at a
// time.
func Signature(key backup.Secret, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac(key, seconds, body))
}

func mac(key backup.Secret, seconds string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	h.Write([]byte(seconds + "."))
	h.Write(body)
	return h.Sum(nil)
}

// ErrSignature says that a webhook's signature does not fit its body, or is too old.
var ErrSignature = errors.New("alert: the signature does not fit")

// VerifySignature checks the header [SignatureHeader] of a webhook: that its body is
// the one that was signed, not more than tolerance ago (5 minutes when zero) or ahead.
// The header may have several v1, where a key is being replaced. Everything that does
// not fit is [ErrSignature].
func VerifySignature(key backup.Secret, header string, body []byte, now time.Time, tolerance time.Duration) error {
	const usual = 5 * time.Minute
	var seconds string
	var macs [][]byte
	for field := range strings.SplitSeq(header, ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(field), "="); name {
		case "t":
			if seconds != "" {
				return ErrSignature
			}
			seconds = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil {
				macs = append(macs, sum)
			}
		}
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || key.IsZero() {
		return ErrSignature
	}
	if age := now.Sub(time.Unix(at, 0)); age.Abs() > cmp.Or(max(tolerance, 0), usual) {
		return ErrSignature
	}
	want := mac(key, seconds, body)
	for _, sum := range macs {
		if subtle.ConstantTimeCompare(sum, want) == 1 {
			return nil
		}
	}
	return ErrSignature
}
