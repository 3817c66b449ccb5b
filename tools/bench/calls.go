package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// rivals are the makers of calls over one way to the service.
type rivals struct {
	floor, signedFloor *floor
	timedFloor         *floor
	sdk, signedSDK     *sdk
	peer               *peer
	generated          *generated
}

func newRivals(base string, transport http.RoundTripper) (*rivals, error) {
	r := &rivals{
		floor:       &floor{base: base, client: &http.Client{Transport: transport}},
		timedFloor:  &floor{base: base, client: &http.Client{Transport: transport, Timeout: time.Minute}},
		signedFloor: &floor{base: base, client: &http.Client{Transport: transport}, keys: true},
	}
	var err error
	if r.sdk, err = newSDK(base, transport, false); err != nil {
		return nil, err
	}
	if r.signedSDK, err = newSDK(base, transport, true); err != nil {
		return nil, err
	}
	if r.peer, err = newPeer(base, transport); err != nil {
		return nil, err
	}
	r.generated, err = newGenerated(base, transport)
	return r, err
}

type comparison struct {
	name string
	all  []*contender // the floor first
}

func (r *rivals) comparisons() []comparison {
	return []comparison{
		{oneObject, []*contender{
			{name: byHand, call: r.floor.createCheckpoint}, {name: byHand + ", with a timeout", call: r.timedFloor.createCheckpoint}, {name: ours, call: r.sdk.createCheckpoint},
			{name: ogens, call: r.generated.createCheckpoint},
		}},
		{"CBR: create checkpoint, AK/SK", []*contender{
			{name: byHand, call: r.signedFloor.createCheckpoint}, {name: ours, call: r.signedSDK.createCheckpoint}, {name: vendors, call: r.peer.createCheckpoint},
		}},
		{onePage, []*contender{
			{name: byHand, call: r.floor.listBackups}, {name: ours, call: r.sdk.listBackups}, {name: ogens, call: r.generated.listBackups},
			{name: vendors, call: r.peer.listBackups},
		}},
		{allPages, []*contender{
			{name: byHand, call: r.floor.allBackups}, {name: ours, call: r.sdk.allBackups}, {name: ogens, call: r.generated.allBackups},
			{name: vendors, call: r.peer.allBackups},
		}},
		{"Zomro: list 1,000 backups", []*contender{{name: byHand, call: r.floor.listInstanceBackups}, {name: ours, call: r.sdk.listInstanceBackups}}},
		{"Cloutility: list 1,000 consumers", []*contender{{name: byHand, call: r.floor.listConsumers}, {name: ours, call: r.sdk.listConsumers}}},
	}
}

func (r *results) compareCalls(ctx context.Context, out io.Writer, match *regexp.Regexp, turns int) error {
	s := newService()
	server := s.loopback()
	defer server.Close()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	for _, way := range []struct {
		title, base string
		transport   http.RoundTripper
	}{
		{inMemory, "http://service.test", memory{s}},
		{loopback, server.URL, transport},
	} {
		all, err := newRivals(way.base, way.transport)
		if err != nil {
			return err
		}
		if err := r.compareWay(ctx, out, way.title, all, match, turns); err != nil {
			return err
		}
		if err := r.compareWorkers(ctx, out, way.title, all, match); err != nil {
			return err
		}
	}
	return nil
}

func (r *results) compareWay(ctx context.Context, out io.Writer, title string, all *rivals, match *regexp.Regexp, turns int) error {
	fmt.Fprintf(out, "### %s\n\n| Call | Made | CPU | × | | Allocations | × | Bytes | × | Live heap |\n|---|---|---|---|---|---|---|---|---|---|\n", title)
	for _, c := range all.comparisons() {
		if !match.MatchString(c.name) {
			continue
		}
		n := turns
		if c.name == allPages {
			n = max(3, turns/4) // half a second each
		}
		if err := compete(ctx, n, c.all); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		base := c.all[0]
		for _, x := range c.all {
			live, err := liveHeap(ctx, x.call)
			if err != nil {
				return err
			}
			times := x.against(base)
			fmt.Fprintf(out, "| %s | %s | %s | %.2f | %.2f–%.2f | %.0f | %.2f | %.0f | %.2f | %.1f MB |\n", c.name, x.name, short(x.cpu()), times.median, times.low, times.high,
				x.allocs(), x.allocs()/base.allocs(), x.bytes(), x.bytes()/base.bytes(), float64(live)/1e6)
			r.rows = append(r.rows, row{way: title, call: c.name, contender: x, live: live})
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

const (
	workers = 64 // at the same time in the tests of throughput
	machine = "nothing but SHA-256 of 16 kB"
)

func (r *results) compareWorkers(ctx context.Context, out io.Writer, title string, all *rivals, match *regexp.Regexp) error {
	const name = "64 workers, create checkpoint, AK/SK"
	if !match.MatchString(name) {
		return nil
	}
	// The garbage of a benchmark is no measure of a program's: leave it more room.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	fmt.Fprintf(out, "#### %d workers, %s\n\nCalls a second, create checkpoint with AK/SK.\n\n| Made | 1 core | %d cores | × |\n|---|---|---|---|\n",
		workers, strings.ToLower(title), runtime.NumCPU())
	for _, x := range []contender{
		{name: byHand, call: all.signedFloor.createCheckpoint}, {name: ours, call: all.signedSDK.createCheckpoint},
		{name: vendors, call: all.peer.createCheckpoint}, {name: machine, call: hash},
	} {
		var best [2]float64
		for range 5 {
			for i, cores := range []int{1, runtime.NumCPU()} {
				old := runtime.GOMAXPROCS(cores)
				n, err := throughput(ctx, workers, x.call)
				runtime.GOMAXPROCS(old)
				if err != nil {
					return err
				}
				best[i] = max(best[i], n)
			}
		}
		fmt.Fprintf(out, "| %s | %.0f | %.0f | %.2f |\n", x.name, best[0], best[1], best[1]/best[0])
		if r.scaling[title] == nil {
			r.scaling[title] = make(map[string]float64)
		}
		r.scaling[title][x.name] = best[1] / best[0]
	}
	_, err := fmt.Fprintln(out)
	return err
}

// hash needs nothing but a core: what it gains by more of them is what the
// machine has to give.
func hash(context.Context) error {
	var block [16 << 10]byte
	_ = sha256.Sum256(block[:])
	return nil
}

// describe says what was measured where.
func describe(ctx context.Context, out io.Writer) error {
	commit := "unknown commit"
	if text, err := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		commit = strings.TrimSpace(string(text))
	}
	_, err := fmt.Fprintf(out, "## %s\n\n%s/%s, %d cores, commit %s, %s.\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		runtime.NumCPU(), commit, time.Now().UTC().Format(time.DateOnly))
	return err
}

func short(d time.Duration) string {
	switch {
	case d < 100*time.Microsecond:
		return fmt.Sprintf("%.1f µs", float64(d)/1e3)
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	default:
		return fmt.Sprintf("%.0f ms", float64(d)/1e6)
	}
}
