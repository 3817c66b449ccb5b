// Package emulator serves the fakes of the three services from one port.
package emulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
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

// Options say what is served, and where.
type Options struct {
	// Addr is host:port; port 0 takes a free one.
	Addr string
	Pace Pace
	// Scenario is one of [Scenarios], small by default.
	Scenario string
	// Cloud is one of [Clouds] that CBR is to be like; empty has every operation.
	Cloud string
	// State is a file that keeps the state between runs; empty keeps nothing. What
	// it was begun with stays, whatever the other options say.
	State string
	// Quirks are oddities of real services to switch on: one of [Quirks], or its name
	// without the service for all services that have it. A state has none.
	Quirks []string
	// Recording is a folder with a recording of an account: what was read then is
	// responded again, and everything else by the fakes. A state has none.
	Recording string
}

// Emulator is the three fakes on one address.
type Emulator struct {
	Cloutility *cloutilitytest.Server
	Zomro      *zomrotest.Server
	CBR        *cbrtest.Server
	// URL is the address, without a path.
	URL string

	file     *stateFile // nil without one
	recorder *recorder
	serving  *fake.Serving
}

// Start serves until [Emulator.Close].
func Start(ctx context.Context, o Options) (*Emulator, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	e := new(Emulator)
	handler, err := e.build(o)
	if err != nil {
		return nil, err
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", o.Addr)
	if err != nil {
		if inUse(err) {
			err = fmt.Errorf("%s is in use by another program, perhaps another emulator; --addr takes another host:port, and port 0 a free one: %w", o.Addr, err)
		} else {
			err = fmt.Errorf("cannot listen on %s: %w", o.Addr, err)
		}
		return nil, errors.Join(err, e.close())
	}
	e.URL = "http://" + listener.Addr().String()
	if e.recorder != nil {
		go e.recorder.keep()
	}
	e.serving = fake.Serve(listener, handler)
	return e, nil
}

// build makes the fakes, as they were left if there is a file that says so.
func (e *Emulator) build(o Options) (http.Handler, error) {
	if o.State == "" {
		e.fakes(o, new(clock))
		return e.recorded(o.Recording)
	}
	file, have, err := openState(o.State)
	if err != nil {
		return nil, err
	}
	if have == nil {
		have = &state{
			Format: stateFormat, Version: stateVersion, Scenario: o.Scenario, Cloud: o.Cloud, Pace: o.Pace, Started: time.Now().UTC(),
			Requests: []entry{},
		}
	}
	e.file = file
	kept := Options{Pace: have.Pace, Scenario: have.Scenario, Cloud: have.Cloud}
	if err := errors.Join(kept.check(), o.differs(kept)); err != nil {
		return nil, errors.Join(fmt.Errorf("state file %s: %w", o.State, err), file.close())
	}
	c := new(clock)
	c.stop(have.Started)
	e.fakes(kept, c)
	r := newRecorder(e.routes(), c, file, have)
	if err := r.replay(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := file.write(have); err != nil { // now, and not when the work is done
		return nil, errors.Join(fmt.Errorf("state file: %w", err), e.close())
	}
	e.recorder = r
	return r, nil
}

// differs rejects options that a state was not begun with.
func (o Options) differs(kept Options) error {
	switch {
	case o.Scenario != "" && o.Scenario != kept.Scenario:
		return fmt.Errorf("it was begun with the scenario %q, not %q", cmp.Or(kept.Scenario, ScenarioSmall), o.Scenario)
	case o.Cloud != "" && o.Cloud != kept.Cloud:
		return fmt.Errorf("it was begun with the cloud %q, not %q", kept.Cloud, o.Cloud)
	}
	return nil
}

// fakes makes the fakes of a scenario.
func (e *Emulator) fakes(o Options, c *clock) {
	p := o.Pace
	zomro := []zomrotest.Option{
		zomrotest.WithSavingTime(p.Saving), zomrotest.WithWorkTime(p.Restore), zomrotest.WithDeletionTime(p.Deletion), zomrotest.WithClock(c.now),
	}
	cbr := []cbrtest.Option{cbrtest.WithDurations(p.Checkpoint, p.Restore, p.Deletion), cbrtest.WithClock(c.now), cbrtest.WithCloud(o.Cloud)}
	portal := []cloutilitytest.Option{cloutilitytest.WithBasePath(CloutilityPath), cloutilitytest.WithClock(c.now)}
	for _, q := range quirks(o.Quirks) {
		switch service, name, _ := strings.Cut(q, ":"); service {
		case serviceCBR:
			cbr = append(cbr, cbrtest.WithQuirk(cbrtest.Quirk(name)))
		case serviceZomro:
			zomro = append(zomro, zomrotest.WithQuirk(zomrotest.Quirk(name)))
		case serviceCloutility:
			portal = append(portal, cloutilitytest.WithQuirk(cloutilitytest.Quirk(name)))
		}
	}
	if o.Scenario == ScenarioEmpty {
		zomro = append(zomro, zomrotest.WithoutInstances())
		cbr = append(cbr, cbrtest.WithoutVaults())
	}
	e.Cloutility = cloutilitytest.New(portal...)
	e.Zomro, e.CBR = zomrotest.New(zomro...), cbrtest.New(cbr...)
	if o.Scenario == ScenarioLarge {
		e.fill()
	}
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

// Close drops all connections, waits for everything to end, and keeps the state.
func (e *Emulator) Close() error {
	err := e.serving.Close()
	if e.recorder != nil {
		err = errors.Join(err, e.recorder.close())
	}
	return errors.Join(err, e.close())
}

// close ends what does not need a port.
func (e *Emulator) close() error {
	e.Cloutility.Close()
	e.Zomro.Close()
	e.CBR.Close()
	if e.file != nil {
		return e.file.close()
	}
	return nil
}
