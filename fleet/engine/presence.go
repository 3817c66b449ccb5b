package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

const (
	beatEvery = 2 * time.Second
	// aliveFor is how old the last sign of life of a living executor may be.
	aliveFor = 15 * time.Second
)

// nameLock is an executor's name, held by one process: by a lock of the file system
// beside a SQLite file, by one of the session in PostgreSQL. Both end with the
// process, so that it can be started again at once.
type nameLock struct {
	db   *database
	id   string
	file *flock.Flock // SQLite
	conn *sql.Conn    // PostgreSQL
}

// lockName takes a name. ok is false when another process holds it.
func (d *database) lockName(ctx context.Context, id string) (lock *nameLock, ok bool, err error) {
	lock = &nameLock{db: d, id: id}
	if !d.postgres {
		lock.file = flock.New(d.source+"."+id+".lock", flock.SetPermissions(0o600))
		ok, err = lock.file.TryLock()
		if err != nil {
			return nil, false, d.fail("lock the executor's name", err)
		}
		return lock, ok, nil
	}
	if lock.conn, err = d.sql.Conn(ctx); err != nil {
		return nil, false, d.fail("lock the executor's name", err)
	}
	// A host without power says no goodbye: the server asks for it sooner than by
	// default, after which it is two hours. Sockets of the same host need none.
	_, _ = lock.conn.ExecContext(ctx, `SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)`)
	if err := lock.conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, lockKey("executor", id)).Scan(&ok); err != nil {
		_ = lock.conn.Close()
		return nil, false, d.fail("lock the executor's name", err)
	}
	if !ok {
		_ = lock.conn.Close()
		return nil, false, nil
	}
	return lock, true, nil
}

// held is whether the lock is still there. A server that was away has lost it, and
// then it is taken again; false means that another process was quicker.
func (l *nameLock) held(ctx context.Context) (bool, error) {
	if l.file != nil {
		return true, nil
	}
	if err := l.conn.PingContext(ctx); err == nil {
		return true, nil
	}
	_ = l.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = l.conn.Close()
	again, ok, err := l.db.lockName(ctx, l.id)
	if err != nil {
		return true, err // the store is away: nobody else has it either
	}
	if ok {
		l.conn = again.conn
	}
	return ok, nil
}

func (l *nameLock) release() {
	if l.file != nil {
		_ = l.file.Unlock()
		return
	}
	unlockConn(l.conn, lockKey("executor", l.id))
}

// presence is this process under its executor's name.
type presence struct {
	lock  *nameLock
	token string
}

// arrive takes the executor's name. A process that was killed a moment ago may not be
// quite gone, so it tries for a while.
func (d *database) arrive(ctx context.Context, cfg *Config) (*presence, error) {
	patience := time.Now().Add(3 * time.Second)
	for {
		lock, ok, err := d.lockName(ctx, cfg.Executor)
		if err != nil {
			return nil, err
		}
		if !ok {
			if time.Now().After(patience) {
				return nil, d.inUse(ctx, cfg.Executor)
			}
			select {
			case <-ctx.Done():
				return nil, d.fail("lock the executor's name", ctx.Err())
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		host, _ := os.Hostname()
		if alive, err := d.stillThere(ctx, cfg.Executor, host); err != nil || alive {
			lock.release()
			if err == nil {
				err = d.inUse(ctx, cfg.Executor)
			}
			return nil, err
		}
		p := &presence{lock: lock, token: uuid.NewString()}
		_, err = d.sql.ExecContext(ctx, d.query(`INSERT INTO {}fleet_executors (id, token, host, pid, version, started_ms, seen_ms, stopped, activities)
			VALUES ($1, $2, $3, $4, $5, {now}, {now}, 0, '[]')
			ON CONFLICT (id) DO UPDATE SET token = excluded.token, host = excluded.host, pid = excluded.pid, version = excluded.version,
				started_ms = excluded.started_ms, seen_ms = excluded.seen_ms, stopped = 0, activities = '[]'`),
			cfg.Executor, p.token, host, os.Getpid(), cfg.Version)
		if err != nil {
			lock.release()
			return nil, d.fail("write the executor's record", err)
		}
		return p, nil
	}
}

// stillThere is whether the executor lives although its lock is free: a PostgreSQL that
// was restarted has forgotten all locks, and their owners need a moment to take them
// again. One of whom the last sign is fresh is watched for the next.
func (d *database) stillThere(ctx context.Context, id, host string) (bool, error) {
	if !d.postgres {
		return false, nil
	}
	look := func() (owner string, pid int, seen int64, fresh bool, err error) {
		var age int64
		var stopped int
		err = d.sql.QueryRowContext(ctx, d.query(`SELECT host, pid, seen_ms, {now} - seen_ms, stopped FROM {}fleet_executors WHERE id = $1`), id).Scan(&owner, &pid, &seen, &age, &stopped)
		if errors.Is(err, sql.ErrNoRows) {
			return "", 0, 0, false, nil
		}
		return owner, pid, seen, stopped == 0 && age <= aliveFor.Milliseconds(), d.fail("read the executor's record", err)
	}
	owner, pid, before, fresh, err := look()
	if err != nil || !fresh || owner == host && pid != os.Getpid() && !processExists(pid) {
		return false, err
	}
	for until := time.Now().Add(2*beatEvery + beatEvery/4); time.Now().Before(until); {
		select {
		case <-ctx.Done():
			return false, d.fail("wait for the executor's sign of life", ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
		if _, _, now, fresh, err := look(); err != nil || !fresh || now != before {
			return fresh, err
		}
	}
	return false, nil
}

func (d *database) inUse(ctx context.Context, id string) error {
	out := &ExecutorInUseError{ID: id}
	var seen int64
	if d.sql.QueryRowContext(ctx, d.query(`SELECT host, pid, seen_ms FROM {}fleet_executors WHERE id = $1`), id).Scan(&out.Host, &out.PID, &seen) == nil {
		out.Seen = fromMillis(seen)
	}
	return out
}

// beat gives a sign of life. It is an [ErrExecutorInUse] when another process has the
// name by now.
func (d *database) beat(ctx context.Context, p *presence, activities []Activity, stopped bool) error {
	held, err := p.lock.held(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(activities)
	if err != nil {
		return err
	}
	result, err := d.sql.ExecContext(ctx, d.query(`UPDATE {}fleet_executors SET seen_ms = {now}, stopped = $1, activities = $2 WHERE id = $3 AND token = $4`),
		boolInt(stopped), string(text), p.lock.id, p.token)
	if err != nil {
		return d.fail("write a sign of life", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		if !held { // the other one holds the lock and has not written yet, or it is our old session
			return nil
		}
		return err
	}
	return d.inUse(ctx, p.lock.id)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Executor is a process that takes or took work from the store.
type Executor struct {
	ID      string    `json:"id"`
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Version string    `json:"version,omitempty"`
	Started time.Time `json:"started"`
	// Seen is its last sign of life, given every two seconds.
	Seen time.Time `json:"seen"`
	// Alive is whether that is at most 15 seconds ago and it has not stopped.
	Alive bool `json:"alive"`
	// Stopped is whether it was closed in order, or its work adopted.
	Stopped bool `json:"stopped"`
	// Jobs is how many jobs are under way in its name. When it is not alive, they
	// wait for it, or for [Client.Adopt].
	Jobs int `json:"jobs"`
	// Activities are what it did at its last sign of life.
	Activities []Activity `json:"activities,omitempty"`
}

// Activity is a job under way in a process.
type Activity struct {
	Run   string    `json:"run"`
	Job   string    `json:"job"`
	Kind  string    `json:"kind"`
	Step  string    `json:"step,omitempty"`
	Note  string    `json:"note,omitempty"`
	Since time.Time `json:"since"`
}

// Executors are all that the store knows of, by name.
func (c *Client) Executors(ctx context.Context) ([]Executor, error) {
	rows, err := c.db.sql.QueryContext(ctx, c.db.query(`SELECT id, host, pid, version, started_ms, seen_ms, stopped, activities, {now} FROM {}fleet_executors ORDER BY id`))
	if err != nil {
		return nil, c.db.fail("list executors", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Executor
	for rows.Next() {
		var e Executor
		var started, seen, now int64
		var stopped int
		var activities string
		if err := rows.Scan(&e.ID, &e.Host, &e.PID, &e.Version, &started, &seen, &stopped, &activities, &now); err != nil {
			return nil, c.db.fail("list executors", err)
		}
		e.Started, e.Seen, e.Stopped = fromMillis(started), fromMillis(seen), stopped != 0
		e.Alive = !e.Stopped && now-seen <= aliveFor.Milliseconds()
		if !e.Stopped {
			_ = json.Unmarshal([]byte(activities), &e.Activities) // only for show
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, c.db.fail("list executors", err)
	}
	counts, err := c.pendingByExecutor(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Jobs = counts[out[i].ID]
	}
	return out, nil
}

// executorSeen is the age of an executor's last sign of life.
func (d *database) executorSeen(ctx context.Context, id string) (age time.Duration, known bool, err error) {
	var ms int64
	err = d.sql.QueryRowContext(ctx, d.query(`SELECT {now} - seen_ms FROM {}fleet_executors WHERE id = $1`), id).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return time.Duration(ms) * time.Millisecond, err == nil, d.fail("read the executor's record", err)
}
