// Package emulator serves the fakes of the three services from one port.
package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Where each API stands below the emulator's address. CBR and IAM are at its root
// too: the vendor's clients know no other place, and their signatures cover the
// path.
const (
	CloutilityPath = "/cloutility"
	ZomroPath      = "/zomro"
	CBRPath        = "/cbr"
	IAMPath        = "/iam"
)

// Pace is how long the fakes' work takes.
type Pace struct{ Saving, Checkpoint, Restore, Deletion time.Duration }

// Emulator is the three fakes on one address.
type Emulator struct {
	Cloutility *cloutilitytest.Server
	Zomro      *zomrotest.Server
	CBR        *cbrtest.Server
	// URL is the address, without a path.
	URL string

	serving *fake.Serving
}

// Start listens on addr and serves until [Emulator.Close].
func Start(ctx context.Context, addr string, p Pace) (*Emulator, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", addr)
	switch {
	case inUse(err):
		return nil, fmt.Errorf("%s is in use by another program, perhaps another emulator; --addr takes another host:port, and port 0 a free one: %w", addr, err)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	e := &Emulator{
		Cloutility: cloutilitytest.New(cloutilitytest.WithBasePath(CloutilityPath)),
		Zomro:      zomrotest.New(zomrotest.WithSavingTime(p.Saving), zomrotest.WithWorkTime(p.Restore), zomrotest.WithDeletionTime(p.Deletion)),
		CBR:        cbrtest.New(cbrtest.WithDurations(p.Checkpoint, p.Restore, p.Deletion)),
		URL:        "http://" + listener.Addr().String(),
	}
	e.serving = fake.Serve(listener, e.routes())
	return e, nil
}

// routes leads to each fake.
func (e *Emulator) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(CloutilityPath+"/", e.Cloutility)
	// Without the slash too: the one endpoint is called as it is configured.
	mux.Handle(ZomroPath, http.StripPrefix(ZomroPath, e.Zomro))
	mux.Handle(ZomroPath+"/", http.StripPrefix(ZomroPath, e.Zomro))
	mux.Handle(CBRPath+"/", http.StripPrefix(CBRPath, e.CBR))
	mux.Handle(IAMPath+"/", http.StripPrefix(IAMPath, e.CBR)) // one fake: it tells them apart by path
	own := []string{CloutilityPath, ZomroPath, CBRPath, IAMPath}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, path := range own {
			if under(r.URL.Path, path) {
				mux.ServeHTTP(w, r)
				return
			}
		}
		e.CBR.ServeHTTP(w, r) // past the mux, which would redirect a path that is not clean
	})
}

// under reports whether a path is another one or below it.
func under(path, root string) bool {
	return len(path) >= len(root) && path[:len(root)] == root && (len(path) == len(root) || path[len(root)] == '/')
}

// errInUse is what Windows says of a port that is in use; package syscall has
// a number of its own for it there.
const errInUse = syscall.Errno(10048)

func inUse(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, errInUse)
}

// Options point a client at the fake below a path.
func (e *Emulator) Options(path string) []backup.Option {
	return []backup.Option{backup.WithBaseURL(e.URL + path), backup.WithInsecureHTTP()}
}

// Ended is closed when serving has ended by itself; Close then tells why.
func (e *Emulator) Ended() <-chan struct{} { return e.serving.Ended() }

// Close drops all connections and waits for everything to end.
func (e *Emulator) Close() error {
	e.Cloutility.Close()
	e.Zomro.Close()
	e.CBR.Close()
	return e.serving.Close()
}
