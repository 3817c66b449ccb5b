package otel_test

import (
	"context"
	"fmt"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/otel"
)

// names prints the name of each span that ends.
type names struct{ sync.Mutex }

func (*names) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (n *names) OnEnd(span sdktrace.ReadOnlySpan) {
	n.Lock()
	defer n.Unlock()
	fmt.Println(span.Name())
}
func (*names) Shutdown(context.Context) error   { return nil }
func (*names) ForceFlush(context.Context) error { return nil }

// An observer serves any client. In a program the provider sends spans to a
// collector; this one prints their names.
func Example() {
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(&names{}))
	observer, err := otel.NewObserver(otel.WithTracerProvider(provider))
	if err != nil {
		fmt.Println(err)
		return
	}
	server := cloutilitytest.New() // stands in for the service
	defer server.Close()
	client, err := cloutility.New(server.Config(), append(server.Options(), backup.WithObserver(observer))...)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Users.Me(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// POST /v1/oauth
	// cloutility/createToken
	// GET /v1/me
	// cloutility/getMe
}
