// Package zomro is a client for Zomro's Cloud VPS: backups and their schedules,
// snapshots, images, the instances themselves, SSH keys and the account.
//
//	client, err := zomro.New(zomro.Config{
//		Credentials: zomro.Password{
//			Username: "ops@example.com",
//			Password: backup.NewSecret(os.Getenv("ZOMRO_PASSWORD")),
//		},
//	})
//	if err != nil { … }
//	made, err := client.Backups.CreateAndWait(ctx, instanceID, zomro.CreateBackupInput{Name: "before-upgrade"})
//	for b, err := range client.Backups.All(ctx, instanceID, zomro.ListBackupsInput{}) { … }
//	err = client.Backups.Restore(ctx, instanceID, made.ID, zomro.RestoreBackupInput{})
//
// The service is BILLmanager 6 with Fleio behind it: one address, functions that
// are named in a form field, and responses that are XML in the clothes of JSON.
// Its documentation contradicts itself and the control panel in places. This
// package does what the panel does, and says below what that is.
//
// # Signing in
//
// [Password] signs in on the first call and shares the session between all
// goroutines. The service ends a session one hour after its last request; the
// client signs in again after 45 minutes, and once more when the service says
// that a session has ended. An ended session and missing rights have the same
// error in places (class "access"): the client then asks keepalive which of the
// two it was, and signs in again only when the session is dead.
//
// Password.TOTP is asked for the code of a second factor where one is owed.
// [Key] signs in with a key somebody privileged has made, [Session] uses a
// session opened elsewhere, and [AuthInfo] sends the name and password with each
// call, which the operator may allow from listed addresses only.
// [AccountService.Logout] ends the session.
//
// An open session can stand beside a password or key: the client begins with it,
// and signs in when the service does not take it any more. [Client.Token] gives
// the present one. With [backup.WithTokenStore] programs that run for a moment
// share a session by themselves.
//
// A failed sign-in is returned as it is, with the service's code in
// [backup.Error.Code], and is not repeated by itself: the service blocks
// accounts after a few failures.
//
//	badpassword   the name or the password is wrong
//	badip         the account may not be used from this address
//	blocked_ip    too many failures from this address
//	blocklogon    the account is blocked for 20 seconds
//	blockgeoip    sign-in from a new region: the service has sent a mail to unlock it
//	recaptcha     the service wants to see a person in the control panel
//	auth_error    none of these
//	blocked       the proxy in front of the service blocks this address (HTTP 403 or 460)
//
// # Backups
//
// A backup is a copy of an instance's disk that the account owns and pays for by
// GB and day; [BackupPage.StatCost] is the price. It belongs to the instance's
// region, and outlives it. Three kinds of copies share one space of ids and
// [ImagesService.Get]: backups, snapshots, and images loaded from an address.
//
// At most five backups of an instance can be made by hand in a day, and a
// hundred in all; of snapshots five in a day. [BackupPage] counts them. There is
// no published limit of requests.
//
// The response to creating one comes at once and without the new id:
// [BackupsService.Create] compares the list before and after to find it, and
// [BackupsService.WaitActive] waits until it is saved. The error
// "runningoperation" of a creation means that the work was accepted, and Create
// goes on to the list. The instance cannot be changed while a backup of it is
// being saved, and none can be made while it is in "image_uploading" or "error".
//
// [BackupStatus] is the state of a copy. Values you do not know are work in
// progress.
//
//	Saving      it is being made
//	Active      it is ready: to be restored, renamed, copied, deleted
//	suspended   the account owes money; it can only be deleted
//
// A protected backup cannot be deleted: [BackupsService.Delete] looks first and
// sends nothing then, and [BackupsService.Prune] never touches one. Prune also
// refuses a plan that has aged: what it keeps must still be there.
//
// [BackupsService.Ensure] and [SchedulesService.Ensure] can be called again with the
// same key after any interruption: the key becomes the name ([EnsureName]), an earlier
// try's result is found before anything is sent, and a lost response is looked for.
//
// # Restoring
//
// There is no function to restore: [BackupsService.Restore] rebuilds the
// instance from the backup, which overwrites its whole disk. It first compares
// the region, and the disk and memory the backup needs with those of the
// instance's tariff. [BackupsService.RestoreToNew] orders another instance that
// starts from the backup. Snapshots and images are restored in the same way.
//
// # Schedules
//
// A [Schedule] makes a backup at a time of day on days of the week, in the
// service's own zone, UTC+3: [ScheduleLocation], [TimeOfDayOf] and
// [Schedule.Next] convert. The service reads days as numbers, from 0 for Sunday,
// and responds with English names; here they are [time.Weekday] both ways. (Its
// documentation calls the numbers 1 to 6 "Monday to Friday": they are Monday to
// Saturday.) All schedules of an instance together keep between 1 and 10 backups
// and overwrite the oldest, see [SchedulesService.SetRotation].
//
// # Instances
//
// [InstanceStatus] is the state of the machine, and only in the list. Active,
// stopped, resized, rescued, suspended, booted_from_iso and error last; all
// others, such as "rebooting", are work in progress, and
// [InstancesService.WaitSteady] waits for its end. [ServiceState] is the state
// of the contract: 1 ordered, 2 active, 3 suspended, 4 deleted, 5 being
// activated, changed or deleted: Texts["item_status"] tells which. All states say
// whether they are Final, Good or InProgress. A stopped instance is paid for like a running one.
//
// # Money
//
// Everything is paid from the balance, see [AccountService.Balance]; periods are
// a day (written -50) or 1, 3, 6 or 12 months. What spends money at once has
// methods of its own with a field ConfirmCost that must be true: ordering and
// prolonging instances, resizing them, ordering addresses, loading and copying
// images. They are sent once: no failure of the network or the service makes the
// client send them again.
//
// Backups, snapshots and scheduled backups cost money by the day and need no
// confirmation. They are never sent again on a lost response either.
//
// # What the service remembers
//
// Lists come in pages whose size, order and filter the service stores for the
// user, for the control panel and for this client alike. A filter that somebody
// has set in the panel therefore hides rows here too: [InstancesService.All]
// does not show them, and what goes through lists, such as
// [BackupsService.Restore], does not find them. The client reads all pages, sets
// the page size only when it is asked to, and never sets a filter by itself.
// [InstancesService.Filter] shows the one that is set, and ResetFilter of
// instances, snapshots and images takes it away, for the panel's user as well.
//
// # Days and times
//
// Days and times of responses come without a zone; Config.Location says which one
// to assume, UTC by default. The day a backup was made is all that lists tell;
// [BackupsService.Get] has the time.
//
// # Errors
//
// A failed call is a [*backup.Error]; match it with [errors.Is] and the Err…
// values of package backup. The service reports its errors under HTTP status
// 200: Code is then the class of the error ("missed", "access", "value", …) or,
// where that says more, what it is about ("badpassword", "runningoperation").
// Codes of this package are "blocked" (see above), "protected",
// "payment_required" (a response that asks for a payment in place of the work; it
// matches [backup.ErrOrderFailed]), "long_task" (the work goes on in the
// background, and its end was not seen) and "unreadable" (a page, an empty or
// truncated response, or one without what it is about; it matches
// [backup.ErrUnreadable]). [ErrorDetail] behind the error has what the service said
// part by part: how much money is missing, and the order and address of a payment
// that is due.
//
// When a function takes long, the service responds with a page that asks to wait.
// The client then looks at the address on that page, on the same host only,
// until the result is there or the context ends.
//
// What cannot be right, a name of more than 100 characters or an id that is not
// positive, is a [*backup.ArgumentError] that names the argument or the field,
// such as "CreateBackupInput.Name". Nothing was sent then.
//
// A value that cannot be read never fails a response: its text is in the
// Unparsed map of the structure, by the name it has on the wire. Fields this
// package does not know are in the Extra map, and what the service shows for a
// value that it sends as a code, in the language of the client, in the Texts map.
//
// # Anything else
//
// [Client.Do] performs any other function of the service with the same session,
// retries and errors, and reads its document into a struct with json tags or into
// a tree. [Client.API] has a method for each operation of the specification.
package zomro
