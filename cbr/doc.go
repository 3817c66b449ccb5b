// Package cbr is a client for Huawei Cloud CBR (Cloud Backup and Recovery), the
// service that backs up cloud servers, disks and file systems, and for the part
// of IAM it needs.
//
// # Terms
//
// A vault has a capacity and holds the backups of the resources associated with
// it. A checkpoint backs up resources of a vault at one point in time; it makes
// one [Backup] per resource, and the backup of a server has the backups of its
// disks as Children. Work that takes time is recorded in operation logs, here
// called tasks. Policies back up the vaults bound to them on a schedule.
//
// # Services
//
// A [Client] has a field for each part of the API:
//
//   - Vaults, with their capacity, resources and bindings to policies; Tags, which
//     also find vaults; Orders, for vaults that are paid for in advance
//   - Checkpoints and Backups: create, restore, delete, copy to other regions
//   - Members: the projects that backups are shared with
//   - Policies and OrganizationPolicies: schedules, and how long backups are kept
//   - Tasks: asynchronous work and its progress
//   - Protectables: what can be backed up, and where copies can go
//   - Agents: clients for the backup of files
//   - Projects, Migration (from CSBS and VBS), Metering, Features and Versions
//   - IAM: the projects of the account, with filters and pages, and its services
//
// Each service has an example. Anything else that the service has, now or later,
// is called with [Client.Do]; [Client.API] is the typed client of every operation,
// as the specification has it.
//
// # Sign-in
//
// The type of Config.Credentials says how. A [Password] signs in at IAM with the
// name of the account (the domain), the name of a user and the password, for the
// default project of a region unless another is named. It does so with the first
// call, keeps the token (24 hours) for all goroutines and renews it ahead of its
// end:
//
//	client, err := cbr.New(cbr.Config{
//		Region:      cbr.RegionEUWest101,
//		Credentials: cbr.Password{Domain: "acme", User: "backup", Password: backup.NewSecret(password)},
//	})
//
// An [AccessKey] signs each request instead, a [Token] comes from elsewhere, and
// an [Agency] is a role of another account. A [TemporaryKey] is issued by IAM and
// an [ECSMetadata] key by the cloud server the program runs on; both are renewed.
//
// [backup.WithTokenStore] keeps tokens for the next run of a program.
//
// [ConfigFromEnv], [ConfigFromSDKEnv], [ConfigFromOpenStackEnv] and
// [ConfigFromSDKFile] read the environment or a file; nothing else does.
//
// The region says which [Cloud] it is, and credentials never go to the hosts of
// another, whatever the base URL and the catalog of IAM say. Clouds that are not known are reached with [backup.WithBaseURL] or
// Config.Discover, and Config.IAMEndpoint. An operation that a cloud does not have
// fails with [backup.ErrUnsupported].
//
// # Backing up and restoring
//
//	checkpoint, err := client.Checkpoints.CreateAndWait(ctx, cbr.CreateCheckpointInput{
//		VaultID: vaultID,
//		Parameters: cbr.CheckpointParameters{
//			Name:      "before-release",
//			Resources: []string{serverID}, // all of the vault when empty
//		},
//	})
//	for b, err := range client.Backups.All(ctx, cbr.ListBackupsInput{CheckpointID: checkpoint.ID}) { … }
//	_, err = client.Backups.RestoreAndWait(ctx, backupID, cbr.RestoreBackupInput{VolumeID: diskID})
//
// Creating, deleting and restoring are asynchronous: the plain calls return at
// once, the methods that wait poll until the work is done. Every wait can be
// taken up again with the id alone, by another process too.
//
// # Making things once
//
// The service takes the same name twice and knows no token against doing work twice.
// [CheckpointsService.Ensure], [VaultsService.Ensure], [PoliciesService.Ensure] and
// [VaultsService.EnsurePolicy] can be called again with the same key after any
// interruption: the key becomes the name ([EnsureName]), an earlier try's result is
// found before anything is sent, and a lost response is looked for.
//
//	out, err := client.Checkpoints.EnsureAndWait(ctx, "nightly-2026-11-30", cbr.CreateCheckpointInput{VaultID: vaultID})
//
// # Vaults
//
//	made, err := client.Vaults.Create(ctx, cbr.CreateVaultInput{Name: "vault-web", Billing: cbr.BillingCreate{
//		ObjectType: cbr.ObjectTypeServer, ProtectType: cbr.ProtectTypeBackup,
//		ConsistentLevel: cbr.ConsistentLevelCrash, SizeGB: 200,
//	}})
//	_, err = client.Vaults.AddResources(ctx, made.Vault.ID, cbr.AddResourcesInput{
//		Resources: []cbr.Resource{{ID: serverID, Type: cbr.ResourceTypeServer}},
//	})
//
// What the service would not accept for sure is an error before anything is sent:
// an [*backup.ArgumentError] whose Field is the path of the value in Go, such as
// CreateVaultInput.Billing.SizeGB. Limits that differ from cloud to cloud are left
// to the service. Fields of inputs that are pointers differ when they are absent:
// new(false) or new(int64(0)) is sent, and nil leaves the choice to the service.
//
// # Schedules
//
//	trigger, err := cbr.Schedule{
//		cbr.Daily(cbr.At(1, 30)), // UTC
//		cbr.Weekly([]time.Weekday{time.Saturday}, cbr.At(13, 0)),
//	}.Trigger()
//	policy, err := client.Policies.Create(ctx, cbr.CreatePolicyInput{
//		Name: "nightly", OperationType: cbr.PolicyOperationBackup, Trigger: trigger,
//		Definition: cbr.PolicyDefinition{MaxBackups: new(int64(30))},
//	})
//	_, err = client.Vaults.AssociatePolicy(ctx, vaultID, cbr.AssociatePolicyInput{PolicyID: policy.ID})
//
// A [Schedule] has 1 to 24 times, an hour apart at least. [ParseSchedule] reads
// one back from the recurrence rules of a policy, and [RetentionOf] tells in plain
// numbers what it keeps. [DefinitionOf] makes an input of what a policy has, to
// change some of it. A policy without any limit keeps everything.
//
// # Lists and waits
//
// List returns one page with the total, where the service tells it; its Next is
// the Cursor of the input for the page after it. All follows the pages, with one of
// them in memory, and ends when a page brings nothing new, as the service is known
// to repeat pages; when fewer entries came than the total it ends with
// [backup.ErrIncomplete]:
//
//	for vault, err := range client.Vaults.All(ctx, cbr.ListVaultsInput{}) { … }
//
// Methods called Wait… look as often as the vendor's Terraform provider does, with
// growing pauses. [backup.WithProgress], [backup.WithPollInterval] and their like
// change that. Work that ended badly is a [*backup.WaitError] with Failed set; a
// wait that was cut short can be repeated.
//
// # What responses hold
//
// The service does not keep to its documentation: numbers come as text, required
// fields as null, times in several forms. Numbers, booleans and times of
// responses therefore have the tolerant types of package lenient; the value is in the field
// Value (or Time), and a text that could not be read is kept beside it. Times
// without a zone are UTC. Nested objects are pointers and may be nil. Unknown
// fields and unknown enum values are no errors; the unknown fields of the
// objects that are called extra_info, extend_info and billing on the wire are
// kept in AdditionalProperties.
//
// # Errors
//
// Failed calls are a [*backup.Error] with the code of the service, and match the
// kinds of package backup by that code, not by the status alone: the service
// uses status 500 for permanent refusals, and status 401 for backups that do not
// exist.
//
//	if errors.Is(err, backup.ErrBusy) { … } // the vault is being backed up
//
// Calls that create or begin something are not sent twice, as the service cannot
// tell a repetition from a second wish; reads, deletions and settings are.
package cbr
