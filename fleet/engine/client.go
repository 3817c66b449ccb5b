package engine

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// Client reads a store and gives an operator's commands. It takes no work, so it can be
// opened beside running engines. Its methods may be called by any number of goroutines.
type Client struct {
	db     *database
	dbos   dbos.Context
	logger *slog.Logger
}

// OpenClient opens a store that an engine has made. Its errors: an [*InvalidError],
// [ErrStore], [ErrStoreVersion].
func OpenClient(ctx context.Context, store string, logger *slog.Logger) (*Client, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	db, err := openDatabase(ctx, store, false)
	if err != nil {
		return nil, err
	}
	c := &Client{db: db, logger: logger}
	if c.dbos, err = db.client(context.WithoutCancel(ctx), logger); err != nil {
		_ = db.sql.Close()
		return nil, err
	}
	return c, nil
}

// Close ends the connections to the store.
func (c *Client) Close() error {
	err := dbos.Shutdown(c.dbos, 2*time.Second)
	if closeErr := c.db.sql.Close(); err == nil {
		err = closeErr
	}
	return c.db.fail("close", err)
}

// client makes DBOS's side of a store for reading.
func (d *database) client(ctx context.Context, logger *slog.Logger) (dbos.Context, error) {
	config := dbos.ClientConfig{AppName: application, DatabaseSchema: schema, Logger: newQuietLogger(logger, d.clean)}
	if d.postgres {
		pool, err := openPostgresPool(ctx, d.source, 0)
		if err != nil {
			return nil, d.fail("connect", err)
		}
		config.SystemDBPool = pool
		client, err := dbos.NewClient(ctx, config)
		if err != nil {
			pool.Close()
			return nil, d.fail("open", err)
		}
		return d.asContext(client)
	}
	pool, err := openSQLitePool(ctx, d.source, 2)
	if err != nil {
		return nil, d.fail("open", err)
	}
	config.SQLiteSystemDB = pool
	client, err := dbos.NewClient(ctx, config)
	if err != nil {
		_ = pool.Close()
		return nil, d.fail("open", err)
	}
	return d.asContext(client)
}

// asContext: DBOS's clients are contexts, which alone can be bounded by another.
func (d *database) asContext(client dbos.Client) (dbos.Context, error) {
	if ctx, ok := client.(dbos.Context); ok {
		return ctx, nil
	}
	return nil, d.fail("open", fmt.Errorf("DBOS gave a client of type %T", client))
}

// with bounds calls of DBOS by a caller's context. That may be a step's: what DBOS
// keeps in there must not make a step of the call.
func (c *Client) with(ctx context.Context) dbos.Context { return dbos.From(c.dbos, bare{ctx}) }

// bare is a context without values.
type bare struct{ context.Context } //nolint:containedctx // it is one

func (bare) Value(any) any { return nil }
