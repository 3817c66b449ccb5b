// Package zomrotest is an in-process Zomro: the customer API for Cloud VPS
// backups, with accounts, sessions, instances and backups, for tests of
// programs that use package zomro.
//
//	srv := zomrotest.NewServer(t)
//	client, err := zomro.New(zomro.Config{
//		Credentials: zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)},
//	}, srv.Options()...)
//
// It keeps state and behaves as the service does: errors arrive under HTTP 200,
// sessions end an hour after their last request, several failed sign-ins block
// the account, a backup is Saving for a while and then Active, a form without
// sok changes nothing, and lists come in pages. It also repeats the request in
// its answers, as the service does.
//
// Some refusals of the service are not public: of a protected backup's deletion,
// of the sixth backup in a day, of a backup of a busy instance. The fake refuses
// too, but the class of its error there is made up; do not build on it.
//
// Time is the real one, or testing/synctest's inside a bubble; make the server
// inside the bubble and leave it without a socket there (New, not NewServer).
// What goes wrong is injected with [Server.Inject] and the Fault functions, and
// [WithQuirks] makes the answers as odd as real ones: one row in place of a
// list, a value sent twice, empty objects, translated texts.
package zomrotest
