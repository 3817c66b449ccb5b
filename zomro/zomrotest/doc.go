// Package zomrotest is an in-process Zomro: the customer API for Cloud VPS, with
// an account, sessions, instances, backups, snapshots, images, schedules, orders,
// addresses and SSH keys, for tests of programs that use package zomro.
//
//	srv := zomrotest.NewServer(t)
//	client, err := zomro.New(srv.Config(), srv.Options()...)
//
// It keeps state and behaves as the service does:
//
//   - Errors arrive under HTTP 200, and name the field or the kind of element.
//   - Sessions end an hour after their last request; several failed sign-ins
//     block the account; a second factor, keys to sign in with and the other
//     reasons to reject a sign-in are there too ([WithSecondFactor],
//     [Server.NewKey], [Server.BlockLogins]).
//   - A form without sok=ok changes nothing and returns the form with its choices.
//   - Work takes its time: a backup is Saving for a while and then Active, an
//     instance is stopping and then stopped, and can do nothing else meanwhile.
//   - Schedules run: when the clock reaches their time there is a backup, and the
//     rotation overwrites older ones.
//   - Lists come in pages, and remember page, page size, column and filter for
//     whoever asks next.
//   - Five backups and five snapshots of an instance can be made by hand in a
//     day, and there can be 100 backups; what is protected cannot be deleted.
//   - Responses repeat the request, secrets included.
//   - Long work may respond with a page that asks to wait ([WithLongTasks]).
//
// What a new server has: the account of [Username] and [Password] with 100 EUR,
// an active instance [InstanceID] and a stopped one [OtherInstanceID]. More is
// added with [Server.AddInstance] and [Server.AddBackup], and can be ordered.
// [Server.Account] says who may sign in, [Server.Requests], [Server.Count] and
// [Server.Logins] what happened.
//
// # Money
//
// Everything that spends money leaves an [Order], also what only waits in the
// cart. A test that allows one purchase says so:
//
//	if orders := srv.Orders(); len(orders) != 1 || !orders[0].Paid { … }
//
// # What goes wrong
//
// Faults are injected per operation with [Server.Inject] and the Fault functions:
// errors of the service, pages of the proxy in front of it, lost and truncated
// responses. [WithQuirks] makes the responses as odd as real ones, without a
// change of their meaning: one row in place of a list, a value sent twice or bare
// or translated, empty objects and nulls, elements nobody knows. A seed always
// brings the same ones.
//
// Some errors of the service are not public: those for the deletion of a
// protected backup, for the sixth backup in a day, for work an instance's state
// does not allow, for a balance that does not suffice. The fake has errors there
// too, but their class is made up; do not build on it. Prices, tariffs and texts
// are made up too.
//
// Time is the real one, or testing/synctest's inside a bubble; make the server
// inside the bubble and leave it without a socket there (New, not NewServer).
// Nothing is done by timers: the state is brought up to date when it is looked
// at.
package zomrotest
