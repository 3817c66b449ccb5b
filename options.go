package backup

import (
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/time/rate"
)

// Option changes how a client works. All constructors take the same options.
type Option func(*Settings)

// Settings are the collected options of a client. Constructors make them with
// [NewSettings]; other code has no need for them.
type Settings struct {
	// HTTPClient is never nil. What a client calls besides its API, to sign
	// in, goes through it too and shares its connections.
	HTTPClient   *http.Client
	BaseURL      string
	InsecureHTTP bool
	Retry        RetryPolicy
	// Limiter bounds all requests of a client together, nil when none was
	// asked for.
	Limiter   *rate.Limiter
	Logger    *slog.Logger
	Observers []Observer
	UserAgent string
	Timeout   time.Duration
	// TokenStore keeps tokens between runs, nil when none was given.
	TokenStore TokenStore
}

// NewSettings applies options to the defaults.
func NewSettings(opts ...Option) Settings {
	s := Settings{
		Retry:     DefaultRetryPolicy(),
		UserAgent: defaultUserAgent,
		Timeout:   defaultTimeout,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	if s.HTTPClient == nil {
		s.HTTPClient = newHTTPClient()
	}
	return s
}

// idleConnsPerHost keeps the connections of a few dozen workers open; net/http
// keeps two.
const idleConnsPerHost = 64

// newHTTPClient makes a client with connections of its own, and otherwise as
// net/http does: proxies by environment, HTTP/2, timeouts for connecting.
func newHTTPClient() *http.Client {
	client := &http.Client{}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		own := t.Clone()
		own.MaxIdleConnsPerHost = idleConnsPerHost
		client.Transport = own
	}
	return client
}

// defaultTimeout bounds one attempt, answer included.
const defaultTimeout = time.Minute

// RetryPolicy says when a failed request is sent again.
//
// A request that provably never left (no connection) is retried whatever it
// is; after that only operations marked idempotent in their specification,
// on network failures and on status 429, 502, 503 and 504. Status 429 and 503
// with a Retry-After header are retried for every operation: the service says
// that it did nothing. A failed sign-in is never retried.
type RetryPolicy struct {
	// MaxAttempts counts all requests of a call, the first included. 1 turns
	// retries off.
	MaxAttempts int
	// BaseDelay is the upper bound of the first pause; it doubles with each
	// retry up to MaxDelay. The pause is random below the bound (full jitter).
	BaseDelay, MaxDelay time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. When the
	// service asks for more, the call fails at once and
	// [Error.RetryAfter] holds the wait.
	MaxRetryAfter time.Duration
	// Delay, if set, replaces the random pause: it gets the number of the
	// retry, counted from 1.
	Delay func(retry int) time.Duration
}

// DefaultRetryPolicy is 4 attempts, pauses below 0.5, 1 and 2 s, and
// Retry-After of up to a minute.
func DefaultRetryPolicy() RetryPolicy {
	return RetryPolicy{
		MaxAttempts:   4,
		BaseDelay:     500 * time.Millisecond,
		MaxDelay:      20 * time.Second,
		MaxRetryAfter: maxRetryAfter,
	}
}

// maxRetryAfter is the longest Retry-After that is waited for by default.
const maxRetryAfter = time.Minute

// WithHTTPClient sets the HTTP client, for proxies, certificates or a test's
// transport. It is copied. Its Timeout and redirect policy stay in force; a
// redirect to another origin is refused all the same.
func WithHTTPClient(client *http.Client) Option {
	return func(s *Settings) { s.HTTPClient = client }
}

// WithBaseURL sets the address of the API: absolute, without query, fragment
// or user. It must be https unless [WithInsecureHTTP] is given too.
func WithBaseURL(url string) Option {
	return func(s *Settings) { s.BaseURL = url }
}

// WithInsecureHTTP allows http addresses. Credentials then travel in the
// clear: it is meant for tests on loopback.
func WithInsecureHTTP() Option {
	return func(s *Settings) { s.InsecureHTTP = true }
}

// WithRetry sets the retry policy. Zero fields take their defaults; use
// MaxAttempts 1 for no retries.
func WithRetry(policy RetryPolicy) Option {
	return func(s *Settings) {
		d := DefaultRetryPolicy()
		if policy.MaxAttempts == 0 {
			policy.MaxAttempts = d.MaxAttempts
		}
		if policy.BaseDelay == 0 {
			policy.BaseDelay = d.BaseDelay
		}
		if policy.MaxDelay == 0 {
			policy.MaxDelay = d.MaxDelay
		}
		if policy.MaxRetryAfter == 0 {
			policy.MaxRetryAfter = d.MaxRetryAfter
		}
		s.Retry = policy
	}
}

// WithRateLimit bounds the requests of the client, those of its sign-ins
// included: a sustained rate per second and how many may go at once, at least
// one. A call waits for its turn as long as its context allows. A rate of 0 or
// less means no limit.
func WithRateLimit(perSecond float64, burst int) Option {
	return func(s *Settings) {
		s.Limiter = nil
		if perSecond > 0 {
			s.Limiter = rate.NewLimiter(rate.Limit(perSecond), max(1, burst))
		}
	}
}

// WithLogger logs each attempt at debug level and each retry at warn level,
// with a fixed list of fields: provider, operation, attempt, status, duration,
// request id, and the error. Headers and queries are never logged, and of a
// body only the error message in it.
func WithLogger(logger *slog.Logger) Option {
	return func(s *Settings) { s.Logger = logger }
}

// WithObserver adds an observer. Given several times, all are called, in order.
func WithObserver(observer Observer) Option {
	return func(s *Settings) { s.Observers = append(s.Observers, observer) }
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option {
	return func(s *Settings) { s.UserAgent = agent }
}

// WithTimeout bounds one attempt, from connecting to the last byte of the
// answer. The default is one minute; 0 leaves only the caller's context. A
// call with retries may take longer: bound it with its context.
func WithTimeout(d time.Duration) Option {
	return func(s *Settings) { s.Timeout = d }
}
