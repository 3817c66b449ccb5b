package exporter

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/exporter-toolkit/web"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
)

// Config is what an exporter does.
type Config struct {
	// Listener is where it is reached.
	Listener net.Listener
	// WebConfig is a file with TLS and basic authentication, in the usual form;
	// empty for neither.
	WebConfig string
	// Every is the time between two collections.
	Every time.Duration
	// Collect asks all accounts.
	Collect func(context.Context) *status.Snapshot
	// Log is told of trouble.
	Log *slog.Logger
	// Healthy, if set, says what is wrong with the process beside this.
	Healthy func() error
	// Collectors are metrics beside those of machines.
	Collectors []prometheus.Collector
}

const (
	scrapesAtOnce = 10
	readTimeout   = 10 * time.Second
	writeTimeout  = time.Minute
	shutdown      = 600 * time.Millisecond // within what an interrupted command has
)

// Run serves until the context ends, and returns when everything has ended.
func Run(ctx context.Context, cfg Config) error {
	cache := new(Cache)
	handler, err := newHandler(cache, cfg)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		ErrorLog: slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn),
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var work sync.WaitGroup
	work.Go(func() { cache.Run(ctx, cfg.Every, cfg.Collect) })
	work.Go(func() {
		<-ctx.Done()
		stop, done := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
		defer done()
		if server.Shutdown(stop) != nil {
			_ = server.Close() // a scrape that hangs has had its time
		}
	})
	err = web.Serve(cfg.Listener, server, &web.FlagConfig{WebConfigFile: &cfg.WebConfig}, cfg.Log)
	cancel()
	work.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// newHandler serves the metrics, whether it is alive and whether it has values.
func newHandler(cache *Cache, cfg Config) (http.Handler, error) {
	registry := prometheus.NewPedanticRegistry()
	all := []prometheus.Collector{NewMetrics(cache), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})}
	for _, c := range append(all, cfg.Collectors...) {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: scrapesAtOnce}))
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) {
		if cfg.Healthy != nil && cfg.Healthy() != nil { // why, the log says: it may name what others must not see
			say(w, http.StatusServiceUnavailable, "not healthy: see the log")
			return
		}
		say(w, http.StatusOK, "healthy")
	})
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) {
		if cache.Values() == nil {
			say(w, http.StatusServiceUnavailable, "the first collection has not ended yet")
			return
		}
		say(w, http.StatusOK, "ready")
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusOK, "backupctl exporter: see /metrics")
	})
	return mux, nil
}

func say(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text+"\n")
}
