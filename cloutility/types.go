package cloutility

import "github.com/backup-sdk/backup-go/gen/cloutilityapi"

// The types of answers and inputs. Fields that point to something may be nil.
type (
	// APIEndpoint is a follow-up call the server offers on a resource.
	APIEndpoint = cloutilityapi.APIEndpoint
	// Action is what a schedule does.
	Action = cloutilityapi.Action
	// Activity is one run of a client on the server.
	Activity = cloutilityapi.Activity
	// ActivityLog is a message of the backup server about a node.
	ActivityLog = cloutilityapi.ActivityLog
	// ActivityLogFilter hides messages of the backup server.
	ActivityLogFilter = cloutilityapi.ActivityLogFilter
	// ActivityType is the kind of activity.
	ActivityType = cloutilityapi.ActivityType
	// Address is a postal address of a business unit.
	Address = cloutilityapi.Address
	// AddressType is what an address is used for.
	AddressType = cloutilityapi.AddressType
	// BackupServer is a backup server, by reference.
	BackupServer = cloutilityapi.BackupServer
	// BillingCycle is how often a contract is invoiced.
	BillingCycle = cloutilityapi.BillingCycle
	// BrandConfig is the look of the portal for a business unit.
	BrandConfig = cloutilityapi.BrandConfig
	// BrandStyle is one style of a brand.
	BrandStyle = cloutilityapi.BrandStyle
	// BusinessUnit is a customer, department or reseller.
	BusinessUnit = cloutilityapi.BusinessUnit
	// ClientOptionSet is the client options that the server enforces on a node.
	ClientOptionSet = cloutilityapi.ClientOptionSet
	// Consumer is a consumption unit: what is backed up and paid for.
	Consumer = cloutilityapi.Consumer
	// Contract is what a business unit pays for and how.
	Contract = cloutilityapi.Contract
	// ContractSubscription is a subscription a contract holds.
	ContractSubscription = cloutilityapi.ContractSubscription
	// Country is a country.
	Country = cloutilityapi.Country
	// Currency is a currency.
	Currency = cloutilityapi.Currency
	// DataCenter is a data centre with backup servers.
	DataCenter = cloutilityapi.DataCenter
	// DataSourceState is where a data source stands: Unregistered
	// (made, not activated), Unaccessed (activated, never used), Active and others.
	DataSourceState = cloutilityapi.DataSourceState
	// DataSourceType is the kind of data source.
	DataSourceType = cloutilityapi.DataSourceType
	// DedupStat is the deduplication figures of a file space.
	DedupStat = cloutilityapi.DedupStat
	// Domain is a policy domain: how long inactive versions are kept.
	Domain = cloutilityapi.Domain
	// DurationUnit is the unit of a schedule's start window.
	DurationUnit = cloutilityapi.DurationUnit
	// Event is a scheduled run.
	Event = cloutilityapi.Event
	// EventReason is why a scheduled run went as it did.
	EventReason = cloutilityapi.EventReason
	// EventStatus is how a scheduled run went: Completed, Failed,
	// Failed - no restart, Future, In Progress, Missed, Severed or Started.
	EventStatus = cloutilityapi.EventStatus
	// Filespace is a disk or mount point a node has backed up.
	Filespace = cloutilityapi.Filespace
	// FilespaceOccupancy is what a file space takes up in one storage pool.
	FilespaceOccupancy = cloutilityapi.FilespaceOccupancy
	// FilespaceOccupancyType is what an occupancy counts: backup, archive and so on.
	FilespaceOccupancyType = cloutilityapi.FilespaceOccupancyType
	// IdentityProvider is an external sign-in service (SAML).
	IdentityProvider = cloutilityapi.IdentityProvider
	// InvoiceMethod is how a product is counted for an invoice.
	InvoiceMethod = cloutilityapi.InvoiceMethod
	// InvoiceMethodType is the kind of invoice method.
	InvoiceMethodType = cloutilityapi.InvoiceMethodType
	// Job is one run of a backup, restore or archive.
	Job = cloutilityapi.Job
	// JobName is the name jobs share.
	JobName = cloutilityapi.JobName
	// JobStatus is how a job went.
	JobStatus = cloutilityapi.JobStatus
	// JobType is the kind of job.
	JobType = cloutilityapi.JobType
	// Language is a language of the portal.
	Language = cloutilityapi.Language
	// NewConsumer is a consumption unit to make.
	NewConsumer = cloutilityapi.NewConsumer
	// Node is a backup node: the client's account on the IBM Storage Protect server.
	Node = cloutilityapi.Node
	// NodeGroup is a group of nodes.
	NodeGroup = cloutilityapi.NodeGroup
	// NodeOSLevel is the operating system level a node reported at its last sign-in.
	NodeOSLevel = cloutilityapi.NodeOSLevel
	// NodeOperatingSystem is a platform a node can run on.
	NodeOperatingSystem = cloutilityapi.NodeOperatingSystem
	// NodePlatform is the platform a node reported at its last sign-in.
	NodePlatform = cloutilityapi.NodePlatform
	// NodeSchedule is a schedule bound to a node.
	NodeSchedule = cloutilityapi.NodeSchedule
	// NodeSyncState is whether the portal's copy of a node is up to date.
	NodeSyncState = cloutilityapi.NodeSyncState
	// NodeTSMClientVersion is the client version a node reported at its last sign-in.
	NodeTSMClientVersion = cloutilityapi.NodeTSMClientVersion
	// NodeType is what a node is: file server, workstation, application server.
	NodeType = cloutilityapi.NodeType
	// PaymentTerms is when an invoice has to be paid.
	PaymentTerms = cloutilityapi.PaymentTerms
	// PeriodUnit is the unit of a schedule's period.
	PeriodUnit = cloutilityapi.PeriodUnit
	// Privilege is one thing a role may do.
	Privilege = cloutilityapi.Privilege
	// Product is something that is invoiced.
	Product = cloutilityapi.Product
	// ProductCode is the code of a product in an accounting system.
	ProductCode = cloutilityapi.ProductCode
	// QuantityCalculationOption is how a quantity is worked out.
	QuantityCalculationOption = cloutilityapi.QuantityCalculationOption
	// Referral is a share of a contract's invoices paid to whoever brought the customer.
	Referral = cloutilityapi.Referral
	// RetentionRule is the rule that makes retention sets.
	RetentionRule = cloutilityapi.RetentionRule
	// RetentionSet is a set of versions kept together for a time.
	RetentionSet = cloutilityapi.RetentionSet
	// RetentionSetState is the state of a retention set.
	RetentionSetState = cloutilityapi.RetentionSetState
	// Role is a set of privileges given to users.
	Role = cloutilityapi.Role
	// SPServer is an IBM Storage Protect server as the portal knows it.
	SPServer = cloutilityapi.SPServer
	// Schedule is when and what a node backs up.
	Schedule = cloutilityapi.Schedule
	// ServerType is the kind of backup server.
	ServerType = cloutilityapi.ServerType
	// SessionSecurity is how a node signs in: Transitional until the
	// first sign-in, Strict from then on.
	SessionSecurity = cloutilityapi.SessionSecurity
	// SimpleBusinessUnit is a business unit in the tree: few fields, children included.
	SimpleBusinessUnit = cloutilityapi.SimpleBusinessUnit
	// StoragePool is a storage pool of a server.
	StoragePool = cloutilityapi.StoragePool
	// SubscriptionComponent is one product in a subscription.
	SubscriptionComponent = cloutilityapi.SubscriptionComponent
	// SupportStatus is what support did about a job.
	SupportStatus = cloutilityapi.SupportStatus
	// Tag is a label on a business unit or consumption unit.
	Tag = cloutilityapi.Tag
	// TimeZone is a time zone as Windows names it.
	TimeZone = cloutilityapi.TimeZone
	// User is a portal user.
	User = cloutilityapi.User
	// UserIdentity is a user's identity at an external sign-in service.
	UserIdentity = cloutilityapi.UserIdentity
	// ActivityLogFilterInput is a filter of messages.
	ActivityLogFilterInput = cloutilityapi.ActivityLogFilterInput
	// Application is a program that may use the API.
	Application = cloutilityapi.Application
	// BillingData is what is invoiced on one day.
	BillingData = cloutilityapi.BillingData
	// BillingDataSummary is total in one currency.
	BillingDataSummary = cloutilityapi.BillingDataSummary
	// BusinessUnitInput is a business unit to make or change.
	BusinessUnitInput = cloutilityapi.BusinessUnitInput
	// BusinessUnitSummary is what a business unit stores.
	BusinessUnitSummary = cloutilityapi.BusinessUnitSummary
	// ConsumerUpdate is a consumption unit as it is to be.
	ConsumerUpdate = cloutilityapi.ConsumerUpdate
	// Consumption is how much of a product was used.
	Consumption = cloutilityapi.Consumption
	// ConsumptionData is what was used of one product.
	ConsumptionData = cloutilityapi.ConsumptionData
	// ConsumptionUpdate is a quantity as it is to be.
	ConsumptionUpdate = cloutilityapi.ConsumptionUpdate
	// DataSourceAnalytics is figures of one data source.
	DataSourceAnalytics = cloutilityapi.DataSourceAnalytics
	// DefaultServer is a backup server, by reference.
	DefaultServer = cloutilityapi.DefaultServer
	// DeleteRequest is a request to delete something, made by who may not delete
	// it.
	DeleteRequest = cloutilityapi.DeleteRequest
	// FallbackServer is a backup server, by reference.
	FallbackServer = cloutilityapi.FallbackServer
	// Invoice is an invoice.
	Invoice = cloutilityapi.Invoice
	// InvoiceLine is one line of an invoice.
	InvoiceLine = cloutilityapi.InvoiceLine
	// JobIncidentConfig is when jobs become incidents.
	JobIncidentConfig = cloutilityapi.JobIncidentConfig
	// JobIncidentConfigInput is when jobs become incidents, as it is to be.
	JobIncidentConfigInput = cloutilityapi.JobIncidentConfigInput
	// JobSubscription is mail about jobs.
	JobSubscription = cloutilityapi.JobSubscription
	// JobSubscriptionInput is a subscription to jobs as it is to be.
	JobSubscriptionInput = cloutilityapi.JobSubscriptionInput
	// NamingRule is how nodes are called when nobody says.
	NamingRule = cloutilityapi.NamingRule
	// NamingRuleInput is a naming rule as it is to be.
	NamingRuleInput = cloutilityapi.NamingRuleInput
	// NewApplication is an application to make.
	NewApplication = cloutilityapi.NewApplication
	// NodeDeletionRule is what becomes of nodes that are deleted.
	NodeDeletionRule = cloutilityapi.NodeDeletionRule
	// NodeDeletionRuleInput is a deletion rule as it is to be.
	NodeDeletionRuleInput = cloutilityapi.NodeDeletionRuleInput
	// NodeGroupInput is a group of nodes to make.
	NodeGroupInput = cloutilityapi.NodeGroupInput
	// NodePasswordRule is how first passwords of nodes are made.
	NodePasswordRule = cloutilityapi.NodePasswordRule
	// NodePasswordRuleInput is a password rule to make.
	NodePasswordRuleInput = cloutilityapi.NodePasswordRuleInput
	// NodeReport is the report of one day on a consumption unit.
	NodeReport = cloutilityapi.NodeReport
	// NodeReportWarning is a warning in a report.
	NodeReportWarning = cloutilityapi.NodeReportWarning
	// NodeWarningType is a kind of warning in a report.
	NodeWarningType = cloutilityapi.NodeWarningType
	// ORainUser is a user of PoINT oRain.
	ORainUser = cloutilityapi.ORainUser
	// PasswordRuleType is how first passwords are made: 1 PrefixNodeId, 2
	// NodeIdPostfix, 3 Generated, 4 Static.
	PasswordRuleType = cloutilityapi.PasswordRuleType
	// PointRepository is a PoINT repository.
	PointRepository = cloutilityapi.PointRepository
	// RoleInput is a role to make.
	RoleInput = cloutilityapi.RoleInput
	// ServiceLevelAgreement is how much of what is backed up has to be in order.
	ServiceLevelAgreement = cloutilityapi.ServiceLevelAgreement
	// StatusDeliveryConfig is what status mail about consumption units says and
	// includes.
	StatusDeliveryConfig = cloutilityapi.StatusDeliveryConfig
	// StatusDeliveryConfigInput is what status mail says and includes, as it is to
	// be.
	StatusDeliveryConfigInput = cloutilityapi.StatusDeliveryConfigInput
	// StatusReport is counts of consumption units by status.
	StatusReport = cloutilityapi.StatusReport
	// Subscription is what an invoice line charges for.
	Subscription = cloutilityapi.Subscription
	// TagInput is a tag: one that exists, by id, or a new one, by text.
	TagInput = cloutilityapi.TagInput
	// NodeUpdate is a node as it is to be. What is nil or empty is not sent.
	NodeUpdate = cloutilityapi.NewNode
	// ObjectRef points at a thing by its id.
	ObjectRef = cloutilityapi.ObjectRef
	// AuditLogType is what an entry of an audit log is about.
	AuditLogType = cloutilityapi.AuditLogType
	// StatusReportType is which customers a status report counts.
	StatusReportType = cloutilityapi.StatusReportType
	// ConsumptionDetail is how fine consumption is: by day, all details, or one
	// summary of the period.
	ConsumptionDetail = cloutilityapi.ConsumptionDetail
)

// The values of AuditLogType.
const (
	AuditLogInfo   = cloutilityapi.AuditLogInfo
	AuditLogCreate = cloutilityapi.AuditLogCreate
	AuditLogModify = cloutilityapi.AuditLogModify
	AuditLogDelete = cloutilityapi.AuditLogDelete
	AuditLogError  = cloutilityapi.AuditLogError
)

// The values of StatusReportType.
const (
	StatusReportCombined = cloutilityapi.StatusReportCombined
	StatusReportResale   = cloutilityapi.StatusReportResale
	StatusReportInternal = cloutilityapi.StatusReportInternal
)

// The values of ConsumptionDetail.
const (
	ConsumptionDetailByDay   = cloutilityapi.ConsumptionDetailByDay
	ConsumptionDetailAll     = cloutilityapi.ConsumptionDetailAll
	ConsumptionDetailSummary = cloutilityapi.ConsumptionDetailSummary
)
