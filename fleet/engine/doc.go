// Package engine does jobs in durable steps: work for many machines that survives
// crashes, is shared by any number of processes, keeps each account's limits over all
// of them, and can be asked what it did. It knows nothing of backup services: it calls
// handlers.
//
//	e, err := engine.Open(ctx, engine.Config{
//		Store:    "fleet.db", // or postgres://…
//		Executor: "node-1",
//		Kinds:    map[string]engine.Kind{"enroll": {Handler: enroll, Steps: 1}},
//		Accounts: map[string]engine.Limits{"prod": {Concurrency: 8, PerSecond: 10}},
//	})
//	defer e.Close(closeCtx)
//	err = e.Submit(ctx, engine.Run{ID: "apply-7"}, jobs)
//	for p, err := range e.Watch(ctx, "apply-7") { … }
//
// # The store
//
// A SQLite file on a local disk is for one machine and needs nothing installed; a few
// processes of that machine may share it. PostgreSQL is for any number of machines:
// everything is in the schema backup_fleet of a database that exists, about 2 kB for a
// job of three steps (SQLite 1 kB). Its user may make that schema, and connections are
// sessions: no pool that hands them out by the transaction stands between. Jobs and their records are clear text, so inputs
// and results never hold secrets. A store says which format it has, and a program that
// does not know it stops with [ErrStoreVersion] before anything is written. Runs are
// deleted after [Config.Keep].
//
// # Executors
//
// A process has a stable name, [Config.Executor], and holds it by a lock that ends
// with the process: a lock file beside the SQLite file, an advisory lock of a session
// in PostgreSQL. A second process under the same name gets [ErrExecutorInUse] with the
// host, the process and the last sign of life of the first. A name whose process died on
// another host a moment ago is free after some seconds. Signs of life are written
// every two seconds; [Client.Executors] shows them, with what each executor is at.
//
// # Limits
//
// Concurrency is counted in the store, over all processes, jobs of dead processes
// included. A rate counts calls, not jobs: the store holds when an account's next call
// may begin, and [Engine.Wait] and [Engine.Transport] take the next turns from there,
// by the store's own clock. Calls are spaced evenly, without bursts.
//
// # Steps and their versions
//
// The number [Kind].Steps is recorded with each step. A job that is under way when a
// program with another number takes it fails with [ClassSteps], and [Client.Retry]
// starts it at its first step. So does a handler that does other steps than before
// under the same number. Jobs that have not begun are done with the new steps.
//
// # What happens at each kind of crash
//
// A step under way is done again, at most one for each worker; steps that are recorded
// are not. No service can be asked whether a request that got no response was carried
// out, so a step's function first looks for what an earlier try of it made.
//
//   - A process is killed, or its host loses power: its jobs wait for it. When it is
//     back under its name it gives them to the queue, and any process goes on with
//     them. When it is gone for good, [Client.Adopt] or [Config.AdoptAfter] does.
//   - Close, or the end of the context of [Open]: no step begins, steps under way may
//     end, and the jobs go back to the queue for other processes.
//   - PostgreSQL is restarted or crashes, or the network between is cut: processes wait
//     and go on by themselves, at first within a second, later within half a minute.
//     A job that met the fault goes back to the queue with its steps. What a crash left
//     behind, claimed and run by nobody, is found within ten seconds. A process whose
//     name was taken by another one meanwhile stops, see [Engine.Done].
//   - The store hangs: everything waits.
//   - The disk is full: SQLite and PostgreSQL both keep what they have. Steps that
//     could not be recorded are done again when there is room.
//   - A power cut with SQLite: the file is whole; the last records may be missing, and
//     those steps are done again.
//   - A handler panics: its job fails with [ClassPanic]. A job whose starts end the
//     process a hundred times in a row fails with [ClassEngine].
//
// No job stays behind without a word: it is waiting, under way in the name of an
// executor that [Client.Executors] lists, done, cancelled, or failed with an error.
package engine
