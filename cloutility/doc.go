// Package cloutility is a client of Cloutility, the portal and REST API that
// Safespring and others run in front of IBM Storage Protect. With it a machine
// is enrolled for backup without a visit to the portal.
//
// # Things
//
// A user belongs to a business unit (customer, department, reseller); units
// form a tree. What is backed up is a consumption unit, which the API calls a
// consumer; it belongs to one business unit and holds at most one backup node,
// the client's account on the backup server. Node, domain, platform and the
// rest are told apart by ids, which differ between installations: read them
// from [CataloguesService] and [ServersService]. Names of consumption units
// need not be unique.
//
// # Sign-in
//
// An application (a client id) is made in the portal under Settings, API
// access. Its origin is a fixed text that every request carries; the server
// refuses the client id without it. The client signs in with the name and
// password of a portal user at the first call, keeps the token, which lives 299
// seconds, and renews it ahead of its end, with the refresh token if the
// application may have one. Any number of goroutines cause one sign-in. Wrong
// passwords lock accounts, so a refused sign-in is not sent again for at least
// a minute: calls fail at once until then.
//
//	client, err := cloutility.New(cloutility.Config{
//		ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25",
//		Origin:   "https://enrol.example.com",
//		Username: "ops@example.com",
//		Password: backup.NewSecret(password),
//	})
//
// # Enrolling a machine
//
//	me, err := client.Users.Me(ctx)
//	unit := me.BusinessUnit.ID
//	consumer, err := client.Consumers.Create(ctx, unit, cloutility.NewConsumer{Name: hostname})
//	_, err = client.Nodes.Create(ctx, cloutility.CreateNodeInput{
//		BusinessUnitID: unit, ConsumerID: consumer.ID,
//		OperatingSystemID: linux, TypeID: fileServer, DomainID: domain,
//	})
//	node, err := client.Nodes.Activate(ctx, cloutility.ActivateNodeInput{BusinessUnitID: unit, ConsumerID: consumer.ID})
//	// node.TSMName, node.TSMPassword.Reveal(),
//	// node.Domain.Server.NodeNetworkAddress and NodeNetworkPort
//
// # Answers
//
// The same type comes with more or fewer fields depending on the call: ask for
// the thing itself rather than for what holds it, and expect nil where a field
// points to something. A collection inside another object (an
// EmbeddedCollection…) is normally not expanded: total 0 without items says
// nothing, its Href has to be followed, with [Client.Do] for instance.
//
// # Errors
//
// A failed call is a [backup.Error] with status and the server's code and text;
// it matches [backup.ErrNotFound], [backup.ErrConflict] and so on. An id that is
// not positive is refused before anything is sent, with a
// [backup.ArgumentError] that names it.
//
// # Retries
//
// Reading and deleting are sent again when the network or the server fails.
// Creating and activating are not once they may have arrived: look before
// trying again.
//
// Tests of programs that use this package can run against
// [github.com/backup-sdk/backup-go/cloutility/cloutilitytest].
package cloutility
