package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"hash/fnv"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres connects to a database that exists.
func openPostgres(ctx context.Context, store string) (*database, error) {
	cfg, err := pgx.ParseConfig(store)
	if err != nil { // its text may quote the URL
		return nil, invalid("Store", "is not a postgres:// URL that can be used")
	}
	d := &database{postgres: true, source: store}
	d.name = "postgres://" + cfg.Host + "/" + cfg.Database
	if strings.HasPrefix(cfg.Host, "/") { // a socket's directory
		d.name = "postgres:///" + cfg.Database + "?host=" + cfg.Host
	}
	if cfg.Password != "" {
		d.secrets = []string{cfg.Password, url.QueryEscape(cfg.Password), url.PathEscape(cfg.Password)}
	}
	configure(cfg)
	d.sql = stdlib.OpenDB(*cfg)
	d.sql.SetMaxOpenConns(5)
	d.sql.SetMaxIdleConns(5)
	d.sql.SetConnMaxIdleTime(5 * time.Minute)
	if err := d.sql.PingContext(ctx); err != nil {
		_ = d.sql.Close()
		return nil, d.fail("connect", err)
	}
	return d, nil
}

func configure(cfg *pgx.ConnConfig) {
	cfg.ConnectTimeout = 10 * time.Second
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = application
	}
	dial := cfg.DialFunc
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return cutConn{conn}, nil
	}
}

// cutConn calls a connection that ended by its name. A server that crashes in the
// middle of a response ends it, and pgx makes "unexpected EOF" of that, which DBOS
// does not know for a lost connection: it would not try again.
type cutConn struct{ net.Conn }

func (c cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		err = &net.OpError{Op: "read", Net: c.RemoteAddr().Network(), Err: syscall.ECONNRESET}
	}
	return n, err
}

// openPostgresPool opens DBOS's connections.
func openPostgresPool(ctx context.Context, store string, workers int) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(store)
	if err != nil {
		return nil, invalid("Store", "is not a postgres:// URL that can be used")
	}
	configure(cfg.ConnConfig)
	if u, err := url.Parse(store); err != nil || !u.Query().Has("pool_max_conns") {
		cfg.MaxConns = int32(min(20, 6+workers/2)) //nolint:gosec // at most 20
	}
	cfg.MaxConnLifetime, cfg.MaxConnIdleTime = time.Hour, 5*time.Minute
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	return pgxpool.NewWithConfig(ctx, cfg)
}

// lockTables keeps processes that start at once from making tables side by side. It
// asks again and again: one that waits in the server would hold up the making of
// indexes, which waits for all others.
func (d *database) lockTables(ctx context.Context) (unlock func(), err error) {
	if !d.postgres {
		return func() {}, nil
	}
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return nil, d.fail("connect", err)
	}
	for {
		var got bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, lockKey("tables", "")).Scan(&got); err != nil {
			_ = conn.Close()
			return nil, d.fail("lock its tables", err)
		}
		if got {
			return func() { unlockConn(conn, lockKey("tables", "")) }, nil
		}
		select {
		case <-ctx.Done():
			_ = conn.Close()
			return nil, d.fail("lock its tables", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// unlockConn gives a lock and its connection back; when that fails, it drops both.
func unlockConn(conn *sql.Conn, key int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, key); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = conn.Close()
}

// lockKey is the number of an advisory lock of the database.
func lockKey(what, name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(application + "\x00" + what + "\x00" + name))
	return int64(h.Sum64()) //nolint:gosec // any 64 bits will do
}
