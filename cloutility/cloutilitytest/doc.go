// Package cloutilitytest is a Cloutility in memory, for tests of programs that
// use package cloutility. It behaves as the service does, as far as that is
// known: it keeps state, makes ids, lets tokens expire after 299 seconds, locks
// the account after wrong passwords, and has errors in the vendor's own shapes.
//
//	srv := cloutilitytest.NewServer(t)
//	client, err := cloutility.New(srv.Config(), srv.Options()...)
//
// It starts with a small company: a home business unit with descendants, users,
// roles, a contract and rules for nodes that are inherited from above, one
// backup server with domains and client option sets, platforms and node types,
// products with prices, tenants of Microsoft 365 that nobody has, a Rubrik SLA domain,
// and a user or an account of PoINT, COS and oRain each.
// There are no consumption units until they are made, through the API or with
// [Server.AddConsumers].
//
// Where the service's behaviour is not documented the fake takes the likeliest
// and has a switch for the other: [WithPlainNames], [WithEmptyResponses],
// [WithBareLists], [WithRefresh], [WithPageSize]. [WithQuirks] mixes most of them
// at random, with dates in every form, for tests that must not depend on any.
//
// What a backup client, the service itself or other people do is done with
// methods of the server: [Server.SignInNode] and [Server.RunBackup] use a node,
// which makes jobs, events, reports, consumption and file spaces;
// [Server.Invoice] makes an invoice of the consumption; [Server.MoveConsumer],
// [Server.AddDeleteRequest] and others change things behind the client's back.
// [WithoutPrivileges] takes privileges from the user.
//
// [Server.Account] says who may sign in, [Server.Requests], [Server.Count] and
// [Server.Logins] what happened.
//
// What goes wrong on the way is injected with [Server.Inject] and the Fault
// functions:
//
//	srv.Inject(cloutilitytest.FaultStatus("createNode", 503, "").Once())
//	srv.Inject(cloutilitytest.FaultReset("createNode").AfterWork())
//
// A server made with [New] needs no socket, and works inside a
// testing/synctest bubble.
package cloutilitytest
