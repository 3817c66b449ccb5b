package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/exporter"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
)

const exporterLong = `Tell Prometheus what is protected, how old its newest backup is and whether it is
good, over all contexts or those that are named. Metrics are at /metrics, whether
it is alive at /-/healthy, and whether it has values yet at /-/ready.

It asks the services in the background: a scrape reads what is there and never
waits for them. When an account cannot be asked, its machines are told as they
were for a day, and backup_provider_up and backup_collect_timestamp_seconds say
so.

--web-config-file names a file with TLS and basic authentication, in the form
that all of Prometheus' own exporters have.`

const exporterExample = `  backupctl exporter
  backupctl exporter prod shop --listen 0.0.0.0:9786 --web-config-file web.yml
  backupctl exporter --print-rules > backup.rules.yaml
  backupctl exporter --print-dashboard > dashboard.json`

func (a *app) newExporter() *cobra.Command {
	s := &survey{app: a}
	var listen, webConfig string
	var every period
	var printRules, printDashboard bool
	cmd := &cobra.Command{
		Use: "exporter [CONTEXT...]", Short: "Tell Prometheus about all backups", Long: exporterLong, Example: exporterExample,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case printRules:
				return a.printFile(exporter.Rules)
			case printDashboard:
				return a.printFile(exporter.Dashboard)
			}
			if err := s.check(); err != nil {
				return err
			}
			f, err := a.openFleet(cmd.Context(), args)
			if err != nil {
				return err
			}
			defer f.close()
			listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", listen)
			if err != nil {
				return fmt.Errorf("cannot listen on %s: %w", listen, err)
			}
			log := slog.New(slog.NewTextHandler(a.Stderr, nil))
			a.sayf("serving %s/metrics, asking every %v", listener.Addr(), time.Duration(every))
			err = exporter.Run(cmd.Context(), exporter.Config{
				Listener: listener, WebConfig: a.inDirIfAny(webConfig), Every: time.Duration(every), Log: log,
				Collect: func(ctx context.Context) *status.Snapshot { return s.collect(ctx, f, log) },
			})
			if err == nil {
				a.sayf("stopped")
			}
			return err
		},
	}
	s.flags(cmd)
	fs := cmd.Flags()
	fs.StringVar(&listen, "listen", "127.0.0.1:9786", "`host:port` to listen on; port 0 takes a free one")
	fs.StringVar(&webConfig, "web-config-file", "", "`file` with TLS and basic authentication, as for other exporters")
	every = period(5 * time.Minute) //nolint:mnd // the flag's default
	fs.Var(&every, "interval", "`time` between the end of a collection and the next one")
	fs.BoolVar(&printRules, "print-rules", false, "print alert rules for Prometheus, and do nothing else")
	fs.BoolVar(&printDashboard, "print-dashboard", false, "print a dashboard for Grafana, and do nothing else")
	return cmd
}

// collect takes a snapshot in silence, and logs what could not be asked.
func (s *survey) collect(ctx context.Context, f *fleet, log *slog.Logger) *status.Snapshot {
	snapshot := status.Take(ctx, s.collector(), s.policy, f.sources())
	if ctx.Err() != nil {
		return snapshot
	}
	for _, gap := range snapshot.Gaps {
		log.WarnContext(ctx, "could not ask", "provider", gap.Provider, "account", gap.Account.Name, "reason", gap.Reason)
	}
	return snapshot
}

func (a *app) printFile(content func() ([]byte, error)) error {
	data, err := content()
	if err != nil {
		return err
	}
	return a.print(string(data))
}

// inDirIfAny is a path as the user means it, empty when there is none.
func (a *app) inDirIfAny(path string) string {
	if path == "" {
		return ""
	}
	return a.inDir(path)
}
