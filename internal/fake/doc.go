// Package fake is what the fakes of the three services share: a server with
// fault injection, a request log and counters (Server), a router for the two
// cases net/http's cannot do (Router), deterministic ids (IDs), a clock and the
// error hooks of generated servers (ErrorWriter).
//
// A fake keeps its state, builds an http.Handler from the generated strict
// server, and puts a Server in front:
//
//	router := &fake.Router{NotFound: svc.notFound}
//	problems := fake.ErrorWriter(svc.writeProblem)
//	strict := cbrserver.NewStrictHandlerWithOptions(svc, nil, cbrserver.StrictHTTPServerOptions{
//		RequestErrorHandlerFunc:  problems.Request("BackupService.0001"),
//		ResponseErrorHandlerFunc: problems.Response("BackupService.9999"),
//	})
//	handler := cbrserver.HandlerWithOptions(strict, cbrserver.StdHTTPServerOptions{
//		BaseRouter: router, ErrorHandlerFunc: problems.Request("BackupService.0001"),
//	})
//	srv := fake.New(fake.Config{Handler: handler, Operation: fake.Namer("", cbrapi.Operations())})
//	srv.Start(t) // or leave it without a socket: srv.Options works both ways
//	srv.Inject(fake.FaultReset("createCheckpoint").AfterWork().Once())
//
// Inside a testing/synctest bubble, make the server in the bubble and use it
// without a socket.
package fake
