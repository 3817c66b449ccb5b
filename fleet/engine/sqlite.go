package engine

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/dbos-inc/dbos-transact-golang/dbos/driver/sqlite" // the pure Go driver "sqlite"
)

// openSQLite opens a file, which is made with create. Only its owner can read it.
func openSQLite(ctx context.Context, path string, create bool) (*database, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, invalid("Store", "needs the path of a file")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, invalid("Store", "%v", err)
	}
	d := &database{name: path, source: path}
	if err := checkFile(path, create); err != nil {
		return nil, d.fail("open", err)
	}
	// Its own few connections: DBOS has others.
	if d.sql, err = openSQLitePool(ctx, path, 3); err != nil {
		return nil, d.fail("open", err)
	}
	return d, nil
}

// checkFile looks at what is there before SQLite does, whose words for it are hard to
// understand.
func checkFile(path string, create bool) error {
	switch info, err := os.Stat(filepath.Dir(path)); {
	case err != nil:
		return errors.New("directory " + filepath.Dir(path) + ": " + cause(err))
	case !info.IsDir():
		return errors.New(filepath.Dir(path) + " is not a directory")
	}
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return errors.New(cause(err))
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 16)
	switch n, err := io.ReadFull(f, head); {
	case errors.Is(err, io.EOF): // new
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New(cause(err))
	case string(head[:n]) != "SQLite format 3\x00":
		return errors.New("the file is not a SQLite database")
	}
	return nil
}

// cause is an error of a file without its path, which the message has already.
func cause(err error) string {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// openSQLitePool opens connections that write at once or wait: a transaction that
// begins by reading could not go on to write when another one has.
func openSQLitePool(ctx context.Context, path string, most int) (*sql.DB, error) {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // a drive's letter
		slashed = "/" + slashed
	}
	dsn := (&url.URL{Scheme: "file", Path: slashed, RawQuery: "_txlock=immediate" +
		"&_pragma=busy_timeout(5000)&_pragma=foreign_keys(ON)&_pragma=synchronous(NORMAL)"}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	// Write-ahead logging stays with the file. A second process that opens it at the
	// same moment holds it for an instant.
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}
