// Command cloutility shows the tree of business units, and creates and
// activates a backup node call by call. Client.Enroll does the second part
// in a way that can be run again: see examples/enroll.
//
//	go run ./examples/cloutility                  # against the built-in fake
//	go run ./examples/cloutility -live -name db-1 # see cloutility.ConfigFromEnv
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func main() {
	live := flag.Bool("live", false, "use Cloutility, configured by CLOUTILITY_… variables")
	name := flag.String("name", "example-host", "`name` of the consumption unit")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *live, *name)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cloutility:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, live bool, name string) error {
	client, err := connect(live)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()

	me, err := client.Users.Me(ctx)
	if err != nil {
		return err
	}
	for unit, err := range client.BusinessUnits.Walk(ctx, 0) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, strings.Repeat("  ", unit.Depth)+unit.Name)
	}
	unit := me.BusinessUnit.ID
	// Ids differ from one installation to the next: look for names.
	node := cloutility.CreateNodeInput{Contact: me.Name}
	if node.OperatingSystem, err = named(client.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}), "Linux",
		func(o cloutility.NodeOperatingSystem) (string, int64) { return o.Name, o.ID }); err != nil {
		return err
	}
	if node.Type, err = named(client.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}), "File server",
		func(t cloutility.NodeType) (string, int64) { return t.Name, t.ID }); err != nil {
		return err
	}
	if node.Domain, err = named(client.Servers.AllDomains(ctx, unit, cloutility.ListDomainsInput{}), "STANDARD",
		func(d cloutility.Domain) (string, int64) { return d.Name, d.ID }); err != nil {
		return err
	}
	// Names need not be unique, so a program that may run twice looks first.
	if _, err := named(client.Consumers.All(ctx, unit, cloutility.ListConsumersInput{}), name,
		func(c cloutility.Consumer) (string, int64) { return c.Name, c.ID }); err == nil {
		return fmt.Errorf("there is a consumption unit %q already", name)
	} else if !errors.Is(err, backup.ErrNotFound) {
		return err
	}
	consumer, err := client.Consumers.Create(ctx, unit, cloutility.CreateConsumerInput{Name: name})
	if err != nil {
		return err
	}
	if _, err := client.Nodes.Create(ctx, unit, consumer.ID, node); err != nil {
		return err
	}
	active, err := client.Nodes.Activate(ctx, unit, consumer.ID, cloutility.ActivateNodeInput{})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "created", consumer.Name, "in", me.BusinessUnit.Name)
	fmt.Fprintln(out, "node has a name:", active.TSMName != "", "and the password", active.TSMPassword)
	return nil
}

// named finds the entry with a name.
func named[T any](entries iter.Seq2[T, error], name string, of func(T) (string, int64)) (*cloutility.ObjectRef, error) {
	for entry, err := range entries {
		if err != nil {
			return nil, err
		}
		if n, id := of(entry); strings.EqualFold(n, name) {
			return &cloutility.ObjectRef{ID: id}, nil
		}
	}
	return nil, fmt.Errorf("%q: %w", name, backup.ErrNotFound)
}

// connect makes a client for the fake or for the service.
func connect(live bool) (*cloutility.Client, error) {
	if live {
		cfg, err := cloutility.ConfigFromEnv()
		if err != nil {
			return nil, err
		}
		return cloutility.New(cfg)
	}
	fake := cloutilitytest.New()
	return cloutility.New(fake.Config(), fake.Options()...)
}
