package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	// format is the version of the tables below and of what the records hold. A store
	// with a higher one is a newer program's.
	format = 1
	// schema holds everything in PostgreSQL, the engine's tables and DBOS's.
	schema = "backup_fleet"
	// application is the owner of the records, and their version is fixed: a build's
	// own would leave behind what an earlier build has begun. Kind.Steps stands guard
	// over what a handler's steps are instead.
	application = "backup-fleet"
	version     = "1"
)

// tables are the engine's own. DBOS keeps jobs and steps in its tables.
func tables() []string {
	return []string{
		`CREATE TABLE IF NOT EXISTS {}fleet_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS {}fleet_runs (run TEXT PRIMARY KEY, created_ms BIGINT NOT NULL, stored_ms BIGINT NOT NULL, executor TEXT NOT NULL, labels TEXT NOT NULL, jobs TEXT NOT NULL, total INTEGER NOT NULL, digest TEXT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS {}fleet_executors (id TEXT PRIMARY KEY, token TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, version TEXT NOT NULL, started_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL, stopped INTEGER NOT NULL, activities TEXT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS {}fleet_rates (account TEXT PRIMARY KEY, next_us BIGINT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS {}fleet_ticks (schedule TEXT PRIMARY KEY, tick_ms BIGINT NOT NULL)`,
	}
}

// database is a store's connection for the engine's own tables.
type database struct {
	name     string // for messages: no password
	postgres bool
	source   string // SQLite: the file's path, PostgreSQL: the URL
	sql      *sql.DB
	secrets  []string
}

// openDatabase connects to a store, and makes its tables when create is set.
func openDatabase(ctx context.Context, store string, create bool) (*database, error) {
	var d *database
	var err error
	switch {
	case store == "":
		return nil, invalid("Store", "is needed: a file's path or a postgres:// URL")
	case strings.HasPrefix(store, "postgres://"), strings.HasPrefix(store, "postgresql://"):
		d, err = openPostgres(ctx, store)
	case strings.Contains(store, "://"):
		scheme, _, _ := strings.Cut(store, "://")
		return nil, invalid("Store", "%q is no store: a file's path or a postgres:// URL is", scheme+"://…")
	default:
		d, err = openSQLite(ctx, strings.TrimPrefix(store, "sqlite:"), create)
	}
	if err != nil {
		return nil, err
	}
	if err := d.prepare(ctx, create); err != nil {
		_ = d.sql.Close()
		return nil, err
	}
	return d, nil
}

// query writes a statement for the store's dialect.
func (d *database) query(text string) string {
	if d.postgres {
		text = strings.ReplaceAll(text, "{}", schema+".")
		text = strings.ReplaceAll(text, "{now}", "CAST(extract(epoch FROM clock_timestamp())*1000 AS BIGINT)")
		return strings.ReplaceAll(text, "{now_us}", "CAST(extract(epoch FROM clock_timestamp())*1000000 AS BIGINT)")
	}
	text = strings.ReplaceAll(text, "{}", "")
	text = strings.ReplaceAll(text, "{now}", "CAST(unixepoch('subsec')*1000 AS INTEGER)")
	text = strings.ReplaceAll(text, "{now_us}", "CAST(unixepoch('subsec')*1000 AS INTEGER)*1000")
	return strings.ReplaceAll(text, "$", "?") // numbered parameters
}

// clean cuts passwords out of a text of the driver's.
func (d *database) clean(text string) string {
	for _, secret := range d.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// prepare looks whose the store is before anything is written into it.
func (d *database) prepare(ctx context.Context, create bool) error {
	unlock, err := d.lockTables(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	all, err := d.tableNames(ctx)
	if err != nil {
		return d.fail("read the list of tables", err)
	}
	known := false
	for _, name := range all {
		known = known || name == "fleet_meta"
	}
	switch {
	case !known && len(all) > 0:
		return fmt.Errorf("%w: %s holds the tables of another program (%s)", ErrStoreVersion, d.name, all[0])
	case !known && !create:
		return &storeError{doing: "open", store: d.name, cause: "it is empty: nothing has been run with it yet"}
	}
	if known {
		if err := d.checkFormat(ctx); err != nil {
			return err
		}
	}
	if !create {
		return nil
	}
	tx, err := d.sql.BeginTx(ctx, nil)
	if err != nil {
		return d.fail("make its tables", err)
	}
	defer func() { _ = tx.Rollback() }()
	statements := tables()
	if d.postgres {
		statements = append([]string{"CREATE SCHEMA IF NOT EXISTS " + schema}, statements...)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, d.query(statement)); err != nil {
			return d.fail("make its tables", err)
		}
	}
	if _, err := tx.ExecContext(ctx, d.query(`INSERT INTO {}fleet_meta (name, value) VALUES ('format', $1) ON CONFLICT (name) DO NOTHING`), strconv.Itoa(format)); err != nil {
		return d.fail("make its tables", err)
	}
	return d.fail("make its tables", tx.Commit())
}

func (d *database) checkFormat(ctx context.Context) error {
	var value string
	err := d.sql.QueryRowContext(ctx, d.query(`SELECT value FROM {}fleet_meta WHERE name = 'format'`)).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %s says no format", ErrStoreVersion, d.name)
	}
	if err != nil {
		return d.fail("read its format", err)
	}
	if value != strconv.Itoa(format) {
		return fmt.Errorf("%w: %s has format %.20s, this program knows %d: use the program that made it, or a newer one", ErrStoreVersion, d.name, value, format)
	}
	return nil
}

// tableNames are the tables of the store's own space.
func (d *database) tableNames(ctx context.Context) ([]string, error) {
	text := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`
	if d.postgres {
		text = `SELECT table_name FROM information_schema.tables WHERE table_schema = '` + schema + `' ORDER BY table_name`
	}
	rows, err := d.sql.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// fromMillis is a time as the tables hold it.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
