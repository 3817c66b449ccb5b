package cbr

import "github.com/backup-sdk/backup-go/gen/cbrapi"

// The values of [BackupStatus].
const (
	BackupStatusAvailable      = cbrapi.BackupStatusAvailable
	BackupStatusDeleting       = cbrapi.BackupStatusDeleting
	BackupStatusError          = cbrapi.BackupStatusError
	BackupStatusProtecting     = cbrapi.BackupStatusProtecting
	BackupStatusRestoring      = cbrapi.BackupStatusRestoring
	BackupStatusWaitingDelete  = cbrapi.BackupStatusWaitingDelete
	BackupStatusWaitingProtect = cbrapi.BackupStatusWaitingProtect
	BackupStatusWaitingRestore = cbrapi.BackupStatusWaitingRestore
)

// The values of [ChargingMode].
const (
	ChargingModePostPaid = cbrapi.ChargingModePostPaid
	ChargingModePrePaid  = cbrapi.ChargingModePrePaid
)

// The values of [CheckpointStatus].
const (
	CheckpointStatusAvailable     = cbrapi.CheckpointStatusAvailable
	CheckpointStatusDeleted       = cbrapi.CheckpointStatusDeleted
	CheckpointStatusDeleting      = cbrapi.CheckpointStatusDeleting
	CheckpointStatusError         = cbrapi.CheckpointStatusError
	CheckpointStatusErrorDeleting = cbrapi.CheckpointStatusErrorDeleting
	CheckpointStatusProtecting    = cbrapi.CheckpointStatusProtecting
)

// The values of [CloudType].
const (
	CloudTypeHybrid = cbrapi.CloudTypeHybrid
	CloudTypePublic = cbrapi.CloudTypePublic
)

// The values of [ConsistentLevel].
const (
	ConsistentLevelApp   = cbrapi.ConsistentLevelApp
	ConsistentLevelCrash = cbrapi.ConsistentLevelCrash
)

// The values of [ImageType].
const (
	ImageTypeBackup      = cbrapi.ImageTypeBackup
	ImageTypeReplication = cbrapi.ImageTypeReplication
)

// The values of [MemberStatus].
const (
	MemberStatusAccepted = cbrapi.MemberStatusAccepted
	MemberStatusPending  = cbrapi.MemberStatusPending
	MemberStatusRejected = cbrapi.MemberStatusRejected
)

// The values of [ObjectType].
const (
	ObjectTypeDisk      = cbrapi.ObjectTypeDisk
	ObjectTypeFile      = cbrapi.ObjectTypeFile
	ObjectTypeRDS       = cbrapi.ObjectTypeRDS
	ObjectTypeServer    = cbrapi.ObjectTypeServer
	ObjectTypeTurbo     = cbrapi.ObjectTypeTurbo
	ObjectTypeVMware    = cbrapi.ObjectTypeVMware
	ObjectTypeWorkspace = cbrapi.ObjectTypeWorkspace
)

// The values of [OperationStatus].
const (
	OperationStatusFailed  = cbrapi.OperationStatusFailed
	OperationStatusRunning = cbrapi.OperationStatusRunning
	OperationStatusSkipped = cbrapi.OperationStatusSkipped
	OperationStatusSuccess = cbrapi.OperationStatusSuccess
	OperationStatusTimeout = cbrapi.OperationStatusTimeout
	OperationStatusWaiting = cbrapi.OperationStatusWaiting
)

// The values of [OperationType].
const (
	OperationTypeBackup         = cbrapi.OperationTypeBackup
	OperationTypeCopy           = cbrapi.OperationTypeCopy
	OperationTypeDelete         = cbrapi.OperationTypeDelete
	OperationTypeRemoveResource = cbrapi.OperationTypeRemoveResource
	OperationTypeReplication    = cbrapi.OperationTypeReplication
	OperationTypeRestore        = cbrapi.OperationTypeRestore
	OperationTypeSync           = cbrapi.OperationTypeSync
	OperationTypeVaultDelete    = cbrapi.OperationTypeVaultDelete
)

// The values of [OwnType].
const (
	OwnTypeAllGranted = cbrapi.OwnTypeAllGranted
	OwnTypePrivate    = cbrapi.OwnTypePrivate
	OwnTypeShared     = cbrapi.OwnTypeShared
)

// The values of [ProtectStatus].
const (
	ProtectStatusAvailable  = cbrapi.ProtectStatusAvailable
	ProtectStatusError      = cbrapi.ProtectStatusError
	ProtectStatusProtecting = cbrapi.ProtectStatusProtecting
	ProtectStatusRemoving   = cbrapi.ProtectStatusRemoving
	ProtectStatusRestoring  = cbrapi.ProtectStatusRestoring
)

// The values of [ProtectType].
const (
	ProtectTypeBackup      = cbrapi.ProtectTypeBackup
	ProtectTypeHybrid      = cbrapi.ProtectTypeHybrid
	ProtectTypeReplication = cbrapi.ProtectTypeReplication
)

// The values of [ReplicationStatus].
const (
	ReplicationStatusFail        = cbrapi.ReplicationStatusFail
	ReplicationStatusReplicating = cbrapi.ReplicationStatusReplicating
	ReplicationStatusSkip        = cbrapi.ReplicationStatusSkip
	ReplicationStatusSuccess     = cbrapi.ReplicationStatusSuccess
	ReplicationStatusWaiting     = cbrapi.ReplicationStatusWaiting
)

// The values of [ResourceType].
const (
	ResourceTypeBareMetal    = cbrapi.ResourceTypeBareMetal
	ResourceTypeDesktop      = cbrapi.ResourceTypeDesktop
	ResourceTypeNativeServer = cbrapi.ResourceTypeNativeServer
	ResourceTypeServer       = cbrapi.ResourceTypeServer
	ResourceTypeTurbo        = cbrapi.ResourceTypeTurbo
	ResourceTypeVolume       = cbrapi.ResourceTypeVolume
)

// The values of [RestoreMode].
const (
	RestoreModeBackup   = cbrapi.RestoreModeBackup
	RestoreModeNone     = cbrapi.RestoreModeNone
	RestoreModeSnapshot = cbrapi.RestoreModeSnapshot
)

// The values of [VaultSpecCode].
const (
	VaultSpecCodeDatabase          = cbrapi.VaultSpecCodeDatabase
	VaultSpecCodeHybridServer      = cbrapi.VaultSpecCodeHybridServer
	VaultSpecCodeRDS               = cbrapi.VaultSpecCodeRDS
	VaultSpecCodeReplicationServer = cbrapi.VaultSpecCodeReplicationServer
	VaultSpecCodeServer            = cbrapi.VaultSpecCodeServer
	VaultSpecCodeTurbo             = cbrapi.VaultSpecCodeTurbo
	VaultSpecCodeVolume            = cbrapi.VaultSpecCodeVolume
)

// The values of [VaultStatus].
const (
	VaultStatusAvailable = cbrapi.VaultStatusAvailable
	VaultStatusDeleting  = cbrapi.VaultStatusDeleting
	VaultStatusError     = cbrapi.VaultStatusError
	VaultStatusFrozen    = cbrapi.VaultStatusFrozen
	VaultStatusLocked    = cbrapi.VaultStatusLocked
)
