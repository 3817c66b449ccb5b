// Package backup is what the clients of backup-go share: errors, options,
// waiting, pages and secrets. The clients themselves are in
//
//   - [github.com/backup-sdk/backup-go/cloutility]: Cloutility, the portal and
//     REST API in front of IBM Storage Protect;
//   - [github.com/backup-sdk/backup-go/zomro]: Zomro Cloud VPS backups;
//   - [github.com/backup-sdk/backup-go/cbr]: Huawei Cloud CBR (Cloud Backup and
//     Recovery) with IAM.
//
// Each has a constructor that takes a configuration and options of this
// package, services as fields of its client, and methods that take a context
// first:
//
//	client, err := cbr.New(cbr.Config{Region: cbr.RegionCNNorth4, Credentials: creds},
//		backup.WithLogger(slog.Default()))
//	vault, err := client.Vaults.Get(ctx, vaultID)
//	if errors.Is(err, backup.ErrNotFound) { … }
//
// Clients are safe for concurrent use. They do no I/O when constructed, keep
// no global state and read no environment unless asked to.
package backup

// Operation describes one API operation as its specification does. The
// generated packages hold one value per operation; errors, log records and
// observer events name it.
type Operation struct {
	// Provider is the API: "cloutility", "zomro", "cbr" or "iam".
	Provider string
	// ID is the operationId of the specification, such as "showVault".
	ID string
	// Method is the HTTP method.
	Method string
	// Route is the path template, such as "/v3/{project_id}/vaults/{vault_id}".
	// It holds no identifiers, so it is safe as a metric label. Zomro has one
	// path for everything: its routes are "/#func=" and the function's name.
	Route string
	// Idempotent says that sending the request twice does no more than sending
	// it once. The HTTP method cannot tell: Cloutility has a GET that
	// activates a node, and every Zomro call is a POST.
	Idempotent bool
	// Success lists the status codes the API documents for success. Other 2xx
	// codes are accepted too.
	Success []int
}

// String returns provider and operation, such as "cbr showVault".
func (o Operation) String() string {
	if o.Provider == "" {
		return o.ID
	}
	return o.Provider + " " + o.ID
}
