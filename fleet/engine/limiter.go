package engine

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// limiter spaces an account's calls, over all processes of a store: the store holds
// when the account's next call may begin. Who wants to call asks for turns there, one
// statement for all who wait at the moment, and each waits for its own. So no two
// processes have the same turn, none is reserved that nobody waits for, and a process
// that dies takes at most its waiters' turns with it.
type limiter struct {
	db      *database
	account string
	gap     time.Duration // between two calls
	lock    chan struct{} // held while turns are asked for
	waiting chan chan turn
}

// turn is how long to wait for it.
type turn struct {
	at  time.Time
	err error
}

func newLimiter(db *database, account string, perSecond float64) *limiter {
	return &limiter{
		db: db, account: account, gap: time.Duration(float64(time.Second) / perSecond),
		lock: make(chan struct{}, 1), waiting: make(chan chan turn, 4096),
	}
}

// Wait waits for the account's turn to make one call, see [Limits.PerSecond]. It
// returns at once for an account without a rate.
func (e *Engine) Wait(ctx context.Context, account string) error {
	if _, ok := e.cfg.Accounts[account]; !ok {
		return invalid("account", "%q is not among Config.Accounts", account)
	}
	l := e.limiters[account]
	if l == nil {
		return ctx.Err()
	}
	return l.wait(ctx)
}

func (l *limiter) wait(ctx context.Context) error {
	mine := make(chan turn, 1)
	select {
	case l.waiting <- mine:
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		select {
		case t := <-mine:
			if t.err != nil {
				return t.err
			}
			return sleepUntil(ctx, t.at)
		case l.lock <- struct{}{}: // ask for all who wait
			l.ask(ctx)
			<-l.lock
		case <-ctx.Done():
			return ctx.Err() // the turn is lost: nobody calls in it
		}
	}
}

// ask reserves turns for all who wait. A store that is away is asked again: what the
// call is for could not be recorded either.
func (l *limiter) ask(ctx context.Context) {
	var asking []chan turn
	for len(asking) < cap(l.waiting) {
		select {
		case c := <-l.waiting:
			asking = append(asking, c)
			continue
		default:
		}
		break
	}
	if len(asking) == 0 {
		return
	}
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		in, err := l.reserve(ctx, len(asking))
		if err == nil {
			now := time.Now()
			for i, c := range asking {
				c <- turn{at: now.Add(in + time.Duration(i)*l.gap)}
			}
			return
		}
		select {
		case <-ctx.Done(): // the others ask themselves
			for _, c := range asking {
				select {
				case l.waiting <- c:
				default:
					c <- turn{err: err}
				}
			}
			return
		case <-time.After(pause):
		}
	}
}

// reserve takes n turns and says how far away the first is.
func (l *limiter) reserve(ctx context.Context, n int) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	// next_us is when the account's next call may begin by the store's clock, of which
	// every process sees the same.
	var in int64
	err := l.db.sql.QueryRowContext(ctx, l.db.query(`INSERT INTO {}fleet_rates AS r (account, next_us) VALUES ($1, {now_us} + $2)
		ON CONFLICT (account) DO UPDATE SET next_us = CASE WHEN r.next_us > {now_us} THEN r.next_us ELSE {now_us} END + $2
		RETURNING next_us - $2 - {now_us}`), l.account, int64(n)*l.gap.Microseconds()).Scan(&in)
	if err != nil {
		return 0, l.db.fail("reserve a turn of account "+l.account, err)
	}
	return max(0, time.Duration(in)*time.Microsecond), nil
}

func sleepUntil(ctx context.Context, at time.Time) error {
	wait := time.Until(at)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Transport waits for the account's turn before each request, those of sign-ins and
// repetitions included, and sends it by base, [http.DefaultTransport] when nil.
func (e *Engine) Transport(account string, base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return limited{engine: e, account: account, base: base}
}

type limited struct {
	engine  *Engine
	account string
	base    http.RoundTripper
}

func (t limited) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.engine.Wait(r.Context(), t.account); err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, fmt.Errorf("rate of account %s: %w", t.account, err)
	}
	return t.base.RoundTrip(r)
}
