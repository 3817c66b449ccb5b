package cbr

import (
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/iamapi"
)

// The models of the service. Those of answers are lenient: see the package
// documentation.
type (
	// Vault is a container with a capacity for the backups of its resources.
	Vault = cbrapi.Vault
	// Billing is capacity, kind and state of a vault. Mind the units: used is
	// in MB, size and allocated in GB.
	Billing = cbrapi.Billing
	// VaultResource is a resource protected by a vault.
	VaultResource = cbrapi.VaultResource
	// BindRules are tags that make a resource join a vault by itself.
	BindRules = cbrapi.BindRules
	// Tag is a tag of a vault.
	Tag = cbrapi.Tag

	// CheckpointParameters say what is backed up and under which name.
	CheckpointParameters = cbrapi.CheckpointParameters
	// Resource is a resource by id and type, with options.
	Resource = cbrapi.Resource
	// ResourceExtraInfo says which disks of a server take part.
	ResourceExtraInfo = cbrapi.ResourceExtraInfo
	// IncludeVolume is a disk of a server that takes part.
	IncludeVolume = cbrapi.IncludeVolume
	// Checkpoint is a point in time at which resources were backed up.
	Checkpoint = cbrapi.Checkpoint
	// CheckpointVault is the vault of a checkpoint with its resources.
	CheckpointVault = cbrapi.CheckpointVault
	// CheckpointResource is a resource in a checkpoint.
	CheckpointResource = cbrapi.CheckpointResource
	// CheckpointExtraInfo is name, text and retention of a checkpoint.
	CheckpointExtraInfo = cbrapi.CheckpointExtraInfo
	// SkippedResource is a resource that a checkpoint did not back up.
	SkippedResource = cbrapi.SkippedResource

	// Backup is one backup of one resource.
	Backup = cbrapi.Backup
	// BackupExtendInfo is details of a backup.
	BackupExtendInfo = cbrapi.BackupExtendInfo
	// BackupImage is an image registered from a backup.
	BackupImage = cbrapi.BackupImage
	// ReplicationRecord is one copy of a backup to another region.
	ReplicationRecord = cbrapi.ReplicationRecord
	// ReplicationExtraInfo is progress and cause of failure of a copy.
	ReplicationExtraInfo = cbrapi.ReplicationExtraInfo
	// BackupRestore says where a backup is restored to.
	BackupRestore = cbrapi.BackupRestore
	// RestoreMapping says which disk backup goes to which disk.
	RestoreMapping = cbrapi.RestoreMapping
	// RestoreDetails are settings of a restore of files.
	RestoreDetails = cbrapi.RestoreDetails
	// RestoreJob is the task of a restore.
	RestoreJob = cbrapi.RestoreJob

	// OperationLog is one task, what it does and how far it is.
	OperationLog = cbrapi.OperationLog
	// OperationError is why a task failed.
	OperationError = cbrapi.OperationError
	// OperationExtraInfo is details of a task.
	OperationExtraInfo = cbrapi.OperationExtraInfo
	// OperationCommon is progress of a task and the call that started it.
	OperationCommon = cbrapi.OperationCommon
	// OperationBackup is details of a backup task.
	OperationBackup = cbrapi.OperationBackup
	// OperationDelete is details of a task that deletes a backup.
	OperationDelete = cbrapi.OperationDelete
	// OperationRestore is details of a restore task.
	OperationRestore = cbrapi.OperationRestore
	// OperationReplication is details of a task that copies a backup.
	OperationReplication = cbrapi.OperationReplication
	// OperationSync is details of a task that syncs backups.
	OperationSync = cbrapi.OperationSync
	// OperationRemoveResources is details of a task that empties a vault.
	OperationRemoveResources = cbrapi.OperationRemoveResources
	// OperationVaultDelete is details of a task that deletes a vault.
	OperationVaultDelete = cbrapi.OperationVaultDelete

	// Project is the part of an account that belongs to a region.
	Project = iamapi.Project
	// ProjectLinks are links of a project.
	ProjectLinks = iamapi.ProjectLinks
)

// The enumerations of the service. Values that are not among the constants are
// passed on both ways.
type (
	// VaultStatus is the state of a vault.
	VaultStatus = cbrapi.VaultStatus
	// VaultSpecCode is the billing specification of a vault.
	VaultSpecCode = cbrapi.VaultSpecCode
	// CloudType is where protected resources run.
	CloudType = cbrapi.CloudType
	// ProtectType is what a vault holds.
	ProtectType = cbrapi.ProtectType
	// ObjectType is the kind of resource a vault protects.
	ObjectType = cbrapi.ObjectType
	// ResourceType is the type of a protected resource.
	ResourceType = cbrapi.ResourceType
	// ChargingMode is how a vault is paid for.
	ChargingMode = cbrapi.ChargingMode
	// ConsistentLevel is how consistent the backups of a vault are.
	ConsistentLevel = cbrapi.ConsistentLevel
	// ProtectStatus is the state of one resource in a vault or checkpoint.
	ProtectStatus = cbrapi.ProtectStatus
	// CheckpointStatus is the state of a checkpoint.
	CheckpointStatus = cbrapi.CheckpointStatus
	// BackupStatus is the state of a backup.
	BackupStatus = cbrapi.BackupStatus
	// ImageType is the origin of a backup.
	ImageType = cbrapi.ImageType
	// OwnType is whose backups are listed.
	OwnType = cbrapi.OwnType
	// MemberStatus is the state of a shared backup.
	MemberStatus = cbrapi.MemberStatus
	// RestoreMode is how a backup can be restored.
	RestoreMode = cbrapi.RestoreMode
	// ReplicationStatus is the state of a copy to another region.
	ReplicationStatus = cbrapi.ReplicationStatus
	// OperationType is the kind of a task.
	OperationType = cbrapi.OperationType
	// OperationStatus is the state of a task.
	OperationStatus = cbrapi.OperationStatus
)
