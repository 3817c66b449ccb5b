// Package cbrtest is a CBR service with its IAM, in memory, for tests of
// programs that use package cbr.
//
// It behaves like the service: it keeps vaults, checkpoints, backups, policies,
// agents and tasks; work takes time and can be watched; tokens are issued, expire
// and are rejected; lists have filters and pages; responses have every key that the
// documents show, and errors the vendor's shapes. Nothing in it needs the network.
//
//	srv := cbrtest.NewServer(t)
//	client, err := cbr.New(srv.Config(), srv.Options()...)
//
// A new service has one vault with two servers; see [Server.AddVault] and
// [Server.AddProtectable] for more. Policies are kept and bound, but nothing runs
// by their schedules.
// Things that go wrong on the way are injected with [Server.Inject], work that
// ends badly with [Server.FailNextCheckpoint], [Server.FailNextRestore] and their
// like. What real responses have and documents do not is switched on by name with
// [WithQuirk], or now and then with [WithQuirks]; [WithCloud] makes it another cloud.
//
// Work runs by the clock, without goroutines: inside a testing/synctest bubble
// use [New] and the options of [Server.Options], which need no socket, and
// hours pass at once.
package cbrtest
