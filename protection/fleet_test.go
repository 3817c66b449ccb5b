package protection_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/cbrsource"
	"github.com/backup-sdk/backup-go/protection/cloutilitysource"
	"github.com/backup-sdk/backup-go/protection/zomrosource"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A fleet of 5,000 machines: a vault with one server each, instances, nodes.
const (
	vaults    = 1000
	instances = 2000
	nodes     = 2000
)

// fleet makes the three services and a source for each. Each request takes
// latency.
func fleet(t testing.TB, latency time.Duration) (sources []protection.Source, counts []func() int) {
	t.Helper()
	c := cbrtest.New(cbrtest.WithoutVaults(), cbrtest.WithVaultQuota(vaults))
	for i := range vaults {
		v := c.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Name: fmt.Sprintf("server-%d", i)}}})
		c.AddBackups(v.ID, 7)
	}
	z := zomrotest.New()
	for i := range instances - 2 { // two are there
		id := z.AddInstance(zomrotest.Instance{ServerName: fmt.Sprintf("instance-%d", i)})
		for range 3 {
			z.AddBackup(zomrotest.Backup{InstanceID: id, SizeGB: 3})
		}
	}
	p := cloutilitytest.New()
	for unit := range 20 {
		below := p.AddBusinessUnit(cloutilitytest.HomeUnit, fmt.Sprintf("customer-%d", unit))
		for i := range nodes / 20 {
			id := p.AddNode(below, fmt.Sprintf("node-%d-%d", unit, i))
			p.RunBackup(cloutilitytest.Backup{ConsumerID: id, Duration: time.Minute, Files: 1, MegaBytes: 10})
		}
	}
	if latency > 0 {
		c.Inject(cbrtest.FaultDelay("", latency))
		z.Inject(zomrotest.FaultDelay("", latency))
		p.Inject(cloutilitytest.FaultDelay("", latency))
	}
	cc, err := cbr.New(c.Config(), c.Options()...)
	check(t, err)
	zc, err := zomro.New(z.Config(), z.Options()...)
	check(t, err)
	pc, err := cloutility.New(p.Config(), p.Options()...)
	check(t, err)
	t.Cleanup(func() { cc.CloseIdleConnections(); zc.CloseIdleConnections(); pc.CloseIdleConnections() })
	return []protection.Source{
		cbrsource.New(cbrsource.Config{Client: cc, Account: "cloud"}),
		zomrosource.New(zomrosource.Config{Client: zc, Account: "shop"}),
		cloutilitysource.New(cloutilitysource.Config{Client: pc, Account: "portal"}),
	}, []func() int{func() int { return c.Count("") }, func() int { return z.Count("") }, func() int { return p.Count("") }}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bare is how long so many requests take that do nothing, within the same bounds.
func bare(t testing.TB, latency time.Duration, requests int) time.Duration {
	t.Helper()
	ask := protection.NewAsker(protection.Collector{})
	start := time.Now()
	var work sync.WaitGroup
	for range requests {
		work.Go(func() {
			_ = ask.Do(t.Context(), func(context.Context) error {
				time.Sleep(latency)
				return nil
			})
		})
	}
	work.Wait()
	return time.Since(start)
}

// Collecting 5,000 machines takes no more than a fifth longer than the requests
// themselves. The time is that of the bubble: it counts waiting, not the work of
// this machine, which benchmarks measure.
func TestFleetTakesItsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const latency = 50 * time.Millisecond
		sources, counts := fleet(t, latency)
		start := time.Now()
		rows := 0
		for _, err := range protection.Collect(t.Context(), sources...) {
			check(t, err)
			rows++
		}
		took := time.Since(start)
		if rows != vaults+instances+nodes {
			t.Errorf("%d rows", rows)
		}
		var longest time.Duration
		for i, count := range counts {
			longest = max(longest, bare(t, latency, count()))
			t.Logf("%s: %d requests", sources[i].Account(), count())
		}
		t.Logf("collected in %v, bare requests %v", took, longest)
		if took > longest*12/10 {
			t.Errorf("took %v, bare requests take %v", took, longest)
		}
	})
}

// BenchmarkCollect is the work of this machine for 5,000 machines, that of the
// fakes included, and the most memory beyond that of the fakes.
func BenchmarkCollect(b *testing.B) {
	sources, _ := fleet(b, 0)
	for b.Loop() {
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		var most uint64
		rows := 0
		for _, err := range (protection.Collector{PerSecond: -1}).Collect(b.Context(), sources...) {
			check(b, err)
			if rows++; rows%500 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}
		b.ReportMetric(float64(most)/(1<<20), "MiB-held")
		b.ReportMetric(float64(rows), "rows")
	}
}

// BenchmarkCollectOf is the same for each service alone.
func BenchmarkCollectOf(b *testing.B) {
	sources, _ := fleet(b, 0)
	for _, source := range sources {
		b.Run(source.Account().Provider, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range (protection.Collector{PerSecond: -1}).Collect(b.Context(), source) {
					check(b, err)
				}
			}
		})
	}
}
