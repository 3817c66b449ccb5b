package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/fake"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Where each API stands below the emulator's address.
const (
	cloutilityPath = "/cloutility"
	zomroPath      = "/zomro"
	cbrPath        = "/cbr"
	iamPath        = "/iam"
)

// pace is how long the fakes' work takes.
type pace struct{ saving, checkpoint, restore, deletion time.Duration }

// emulator serves the fakes of the three services from one port.
type emulator struct {
	cloutility *cloutilitytest.Server
	zomro      *zomrotest.Server
	cbr        *cbrtest.Server

	url     string
	serving *fake.Serving
}

// startEmulator listens on addr and serves until close.
func startEmulator(ctx context.Context, addr string, p pace) (*emulator, error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	e := &emulator{
		cloutility: cloutilitytest.New(cloutilitytest.WithBasePath(cloutilityPath)),
		zomro:      zomrotest.New(zomrotest.WithSavingTime(p.saving), zomrotest.WithWorkTime(p.restore), zomrotest.WithDeletionTime(p.deletion)),
		cbr:        cbrtest.New(cbrtest.WithDurations(p.checkpoint, p.restore, p.deletion)),
		url:        "http://" + listener.Addr().String(),
	}
	mux := http.NewServeMux()
	mux.Handle(cloutilityPath+"/", e.cloutility)
	// Without the slash too: the one endpoint is called as it is configured, and
	// the mux's redirect would turn a POST into a GET (before Go 1.26).
	mux.Handle(zomroPath, http.StripPrefix(zomroPath, e.zomro))
	mux.Handle(zomroPath+"/", http.StripPrefix(zomroPath, e.zomro))
	mux.Handle(cbrPath+"/", http.StripPrefix(cbrPath, e.cbr))
	mux.Handle(iamPath+"/", http.StripPrefix(iamPath, e.cbr)) // one fake: it tells them apart by path
	e.serving = fake.Serve(listener, mux)
	return e, nil
}

// close drops all connections and waits for everything to end.
func (e *emulator) close() error {
	e.cloutility.Close()
	e.zomro.Close()
	e.cbr.Close()
	return e.serving.Close()
}
