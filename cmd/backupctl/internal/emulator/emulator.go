// Package emulator serves the fakes of the three services from one port.
package emulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Where each API stands below the emulator's address.
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
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	e := &Emulator{
		Cloutility: cloutilitytest.New(cloutilitytest.WithBasePath(CloutilityPath)),
		Zomro:      zomrotest.New(zomrotest.WithSavingTime(p.Saving), zomrotest.WithWorkTime(p.Restore), zomrotest.WithDeletionTime(p.Deletion)),
		CBR:        cbrtest.New(cbrtest.WithDurations(p.Checkpoint, p.Restore, p.Deletion)),
		URL:        "http://" + listener.Addr().String(),
	}
	mux := http.NewServeMux()
	mux.Handle(CloutilityPath+"/", e.Cloutility)
	// Without the slash too: the one endpoint is called as it is configured.
	mux.Handle(ZomroPath, http.StripPrefix(ZomroPath, e.Zomro))
	mux.Handle(ZomroPath+"/", http.StripPrefix(ZomroPath, e.Zomro))
	mux.Handle(CBRPath+"/", http.StripPrefix(CBRPath, e.CBR))
	mux.Handle(IAMPath+"/", http.StripPrefix(IAMPath, e.CBR)) // one fake: it tells them apart by path
	e.serving = fake.Serve(listener, mux)
	return e, nil
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
