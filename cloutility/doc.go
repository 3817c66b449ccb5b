// Package cloutility is a client of Cloutility, the portal and REST API that
// Safespring and others run in front of IBM Storage Protect. With it a machine
// is enrolled for backup without a visit to the portal.
//
// # Things
//
// A user belongs to a business unit (customer, department, reseller) and has a
// role there, a set of privileges; business units form a tree. What is backed
// up and paid for is a consumption unit, which the API calls a consumer. It
// belongs to one business unit and holds at most one backup node, the client's
// account on the backup server. A node is Unregistered when it is made,
// Unaccessed once it is activated, which gives it a name and a first password
// on the backup server, and Active after its client's first sign-in.
//
// Nodes, policy domains, platforms and the rest are told apart by ids, which
// differ between installations: read them from [CataloguesService] and
// [ServersService], or use [Client.Enroll], which takes names. Names of consumption
// units need not be unique.
//
// # Sign-in
//
// An application (a client id) is made in the portal under Settings, API
// access. It belongs to a business unit and reaches that unit and those below.
// Its origin is a fixed text that every request carries; the server rejects the
// client id without it. The client signs in with the name and password of a
// portal user at the first call, keeps the token, which lives 299 seconds, and
// renews it ahead of its end, with the refresh token if the application may
// have one. Any number of goroutines cause one sign-in. [backup.WithTokenStore]
// keeps the token for the next run.
//
//	client, err := cloutility.New(cloutility.Config{
//		ClientID:    "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25",
//		Origin:      "https://enrol.example.com",
//		Credentials: cloutility.Password{Username: "ops@example.com", Password: backup.NewSecret(password)},
//	})
//
// Wrong passwords lock accounts, so a client never sends a password again that
// the service called wrong: all its calls fail at once from then on. After the
// password or the account was mended, make a new client. After any other failure
// of a sign-in it waits for a while and tries again.
//
// [Token] credentials go on with an earlier sign-in, [Client.Token] tells the
// present token, and [backup.WithTokenStore] keeps it between runs of a program.
//
// # Enrolling machines
//
// [Client.Enroll] gives a machine its consumption unit and its active node, and tells
// what its backup client needs:
//
//	enrolment, err := client.Enroll(ctx, cloutility.EnrollInput{
//		Name: hostname, OperatingSystem: "Linux", NodeType: "File server", Domain: "90DAYS",
//	})
//	files, err := enrolment.Options(cloutility.PlatformLinux) // dsm.sys and dsm.opt
//	password := enrolment.Password.Reveal()                   // typed once at the first dsmc
//
// It can be run again after any interruption, and changes nothing where there
// is nothing to do. [Client.EnrollAll] does many, for instance those of the portal's
// own import table ([ReadEnrollCSV]), and [Client.Decommission] is the opposite. What
// they do is also there in single calls: [ConsumersService.Create],
// [NodesService.Create] and [NodesService.Activate].
//
// [BusinessUnitsService.Ensure], [ConsumersService.Ensure] and [NodesService.Ensure] do
// the same for one thing: called again with the same key after any interruption they
// find what an earlier try has made. The key is the name ([EnsureName]).
//
// # Responses
//
// The same type comes with more or fewer fields depending on the call: ask for
// the thing itself rather than for what holds it, and expect nil where a field
// points to something. A list inside another object is a [Collection], normally
// not expanded: it says total 0 whatever is in it. [Follow] gets the items.
//
// Lists come whole from known servers. List returns one page all the same, whose
// Next is the Cursor of the next one. All follows the pages of a server that
// makes some, and ends with [backup.ErrIncomplete] when fewer entries come than
// the server counts. [BusinessUnitsService.Walk] goes through
// the tree of business units.
//
// # What is documented and what is not
//
// The vendor's reference is not public as a whole. Where an endpoint, a
// parameter or a shape is an inference, from an address in a response or from
// what its neighbours do, its method says "Inference". Such a call may fail on
// your installation in ways that others do not. Responses are read tolerantly for
// the same reason: unknown fields are left out, dates come in several forms, and
// what has no known shape comes as lenient.Raw.
//
// Products and prices, and what other products keep (Microsoft 365, Rubrik, PoINT,
// COS, oRain), are shown by the vendor's help pages alone, whose build is said in the
// specification beside each operation (x-source). Where such a page is cut before its
// response, a server that sends nothing has done its work all the same, and the result
// is empty.
//
// The API has more families of resources than this package has methods for.
// [Client.Do] calls them by their path, with the same sign-in, errors and
// limits, and [Client.API] has the typed call of every operation.
//
// # Errors
//
// A failed call is a [backup.Error] with status and the server's code and text;
// it matches [backup.ErrNotFound], [backup.ErrConflict] and so on, and an
// [ErrorDetail] behind it has the texts for people and for developers apart. What cannot
// be right is a [backup.ArgumentError] before anything is sent, which names the
// field as it is written in Go: an id that is not positive, a name that is unknown or
// means several things, with the choices, an address on another host.
//
// # Retries
//
// Reading and deleting are sent again when the network or the server fails.
// Creating and activating are not once they may have arrived: look before
// trying again, as [Client.Enroll] does.
//
// Tests of programs that use this package can run against
// [github.com/backup-sdk/backup-go/cloutility/cloutilitytest].
package cloutility
