package cbr

import "github.com/backup-sdk/backup-go/gen/cbrapi"

// The models of changes to vaults, their tags and their orders.
type (
	// VaultCreate is a vault to make.
	VaultCreate = cbrapi.VaultCreate
	// BillingCreate is capacity and kind of a vault to make.
	BillingCreate = cbrapi.BillingCreate
	// VaultCreated is the vault that was made, or the orders for it.
	VaultCreated = cbrapi.VaultCreated
	// VaultOrder is a vault to order, paid for in advance.
	VaultOrder = cbrapi.VaultOrder
	// VaultOrderParameters are what else belongs to the order of a vault.
	VaultOrderParameters = cbrapi.VaultOrderParameters
	// CombinedOrder is the purchase of a vault together with servers.
	CombinedOrder = cbrapi.CombinedOrder
	// Order is an order with the billing system.
	Order = cbrapi.Order
	// VaultUpdate is what to change in a vault.
	VaultUpdate = cbrapi.VaultUpdate
	// BillingUpdate is capacity and consistency of a vault to change.
	BillingUpdate = cbrapi.BillingUpdate
	// VaultAlarm is when the owner of a vault hears that it is full.
	VaultAlarm = cbrapi.VaultAlarm
	// VaultSummary is all vaults of the project together.
	VaultSummary = cbrapi.VaultSummary
	// ResourceSetting is resources whose automatic backups are suspended or go
	// on.
	ResourceSetting = cbrapi.ResourceSetting
	// ResourceMigration is resources to move to another vault.
	ResourceMigration = cbrapi.ResourceMigration
	// PolicyAssociation is policies to bind to a vault.
	PolicyAssociation = cbrapi.PolicyAssociation
	// PolicyBinding is a policy that is bound to a vault.
	PolicyBinding = cbrapi.PolicyBinding

	// VaultTags are the tags of a vault.
	VaultTags = cbrapi.VaultTags
	// TagChange is tags to add or to delete.
	TagChange = cbrapi.TagChange
	// ProjectTag is a key with all values it has in the project.
	ProjectTag = cbrapi.ProjectTag
	// TagFilter is a key and the values it may have.
	TagFilter = cbrapi.TagFilter
	// TaggedVault is a vault that was found by its tags.
	TaggedVault = cbrapi.TaggedVault
	// TaggedVaultDetail is the vault itself.
	TaggedVaultDetail = cbrapi.TaggedVaultDetail

	// OrderChange is the product a prepaid vault is changed to.
	OrderChange = cbrapi.OrderChange
	// OrderProduct is a product of the billing system.
	OrderProduct = cbrapi.OrderProduct
	// OrderUpdate is the older form of [OrderChange].
	OrderUpdate = cbrapi.OrderUpdate
	// OrderUpdateProduct is the older form of [OrderProduct].
	OrderUpdateProduct = cbrapi.OrderUpdateProduct
	// ChargeModeChange is vaults that are paid for in advance from now on.
	ChargeModeChange = cbrapi.ChargeModeChange
	// OrderResult is an order that was placed.
	OrderResult = cbrapi.OrderResult

	// PeriodType is the unit of the time that is paid for in advance.
	PeriodType = cbrapi.PeriodType
	// ResourceAction is what happens to the automatic backups of resources.
	ResourceAction = cbrapi.ResourceAction
	// TagAction is what happens to tags.
	TagAction = cbrapi.TagAction
)

// The models of copies of backups and of sharing.
type (
	// CheckpointReplicate is where the backups of a vault are copied to.
	CheckpointReplicate = cbrapi.CheckpointReplicate
	// CheckpointReplication is copies of a vault's backups that have begun.
	CheckpointReplication = cbrapi.CheckpointReplication
	// ReplicatedBackup is a backup and the record of its copy.
	ReplicatedBackup = cbrapi.ReplicatedBackup
	// CheckpointSync is the hybrid vault whose backups are taken over.
	CheckpointSync = cbrapi.CheckpointSync
	// CheckpointSyncTask is the task that takes them over.
	CheckpointSyncTask = cbrapi.CheckpointSyncTask
	// BackupReplicate is where a backup is copied to, and as what.
	BackupReplicate = cbrapi.BackupReplicate
	// BackupReplication is the copy of a backup that has begun.
	BackupReplication = cbrapi.BackupReplication
	// BackupSync is a backup in object storage.
	BackupSync = cbrapi.BackupSync
	// BackupSyncTask is the task that takes over one backup.
	BackupSyncTask = cbrapi.BackupSyncTask
	// BackupMetadata is what a server was when it was backed up.
	BackupMetadata = cbrapi.BackupMetadata
	// Member is a project with which a backup is shared.
	Member = cbrapi.Member
	// MembersAdd is with whom to share a backup.
	MembersAdd = cbrapi.MembersAdd
	// MemberUpdate is whether a shared backup is accepted.
	MemberUpdate = cbrapi.MemberUpdate
)

// The values of [PeriodType].
const (
	PeriodTypeMonth = cbrapi.PeriodTypeMonth
	PeriodTypeYear  = cbrapi.PeriodTypeYear
)

// The values of [ResourceAction].
const (
	ResourceActionSuspend   = cbrapi.ResourceActionSuspend
	ResourceActionUnsuspend = cbrapi.ResourceActionUnsuspend
)

// The values of [TagAction].
const (
	TagActionCreate = cbrapi.TagActionCreate
	TagActionDelete = cbrapi.TagActionDelete
)
