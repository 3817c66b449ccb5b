// Package zomro is a client for the backups of Zomro's Cloud VPS instances.
//
//	client, err := zomro.New(zomro.Config{
//		Credentials: zomro.Password{
//			Username: "ops@example.com",
//			Password: backup.NewSecret(os.Getenv("ZOMRO_PASSWORD")),
//		},
//	})
//	if err != nil { … }
//	made, err := client.Backups.CreateAndWait(ctx, instanceID, "before-upgrade")
//	for b, err := range client.Backups.All(ctx, zomro.ListBackupsInput{InstanceID: instanceID}) { … }
//	err = client.Backups.Delete(ctx, instanceID, made.ID)
//
// # Signing in
//
// [Password] signs in on the first call and shares the session between all
// goroutines. The service ends a session one hour after its last request; the
// client signs in again after 45 minutes, and once more when the service says
// that a session has ended. A refused sign-in is returned as it is, with the
// service's code ("badpassword", "blocklogon", "blockgeoip", …) in
// [backup.Error.Code], and is not repeated by itself: the service blocks
// accounts after a few failures. [Session] uses a session opened elsewhere, and
// [AuthInfo] sends the name and password with each call.
//
// # How the service behaves
//
// Creating a backup answers at once and without the new id. [BackupsService.Create]
// compares the list before and after to find it; [BackupsService.WaitActive]
// waits until it is saved. At most five backups of an instance can be made by
// hand in a day, and the instance cannot be changed while one is being saved.
//
// Lists come in pages whose size, order and filters the service remembers for
// the user, in the control panel too: a filter somebody set there hides rows
// from this client. The client never sets filters, and it sets the page size
// only when it is asked to.
//
// Days and times come without a zone; Config.Location says which one to assume.
//
// # Errors
//
// A failed call is a [*backup.Error]; match it with [errors.Is] and the Err…
// values of package backup. The service reports its errors under HTTP status
// 200: Code is then the class of the error ("missed", "access", "value", …) or,
// where that says more, what it is about ("badpassword", "runningoperation").
// Pages of the proxy in front of the service have the code "blocked" (the
// address is blocked for a while), "long_task" (the work goes on in the
// background) or "not_json".
//
// A value that cannot be read never fails an answer: its text is in the
// Unparsed map of the structure, by the name it has on the wire. Fields this
// package does not know are in the Extra map.
package zomro
