// Package fake is what the fakes of the three services share: a server with
// fault injection, a request log and counters (Server), a router for the two
// cases net/http's cannot do (Router), deterministic ids (IDs) and a clock.
//
// A fake keeps its state, mounts the operations of its generated server on a
// Router with internal/serve, and puts a Server in front:
//
//	router := &fake.Router{NotFound: svc.notFound}
//	serve.Mount(router, cbrserver.Routes(svc), serve.Options{
//		Wrap: svc.authorize, BadRequest: svc.badRequest, Failed: svc.failed,
//	})
//	srv := fake.New(fake.Config{Handler: router, Operation: fake.Namer("", cbrapi.Operations())})
//	srv.Start(t) // or leave it without a socket: srv.Options works both ways
//	srv.Inject(fake.FaultReset("createCheckpoint").AfterWork().Once())
//
// Inside a testing/synctest bubble, make the server in the bubble and use it
// without a socket.
package fake
