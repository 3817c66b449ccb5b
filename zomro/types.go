package zomro

import (
	"strings"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// Node is an element of an answer without a Go type of its own; see
// [Client.Call].
type Node = billmgr.Node

// BackupStatus is the state of a backup. The service's list is not public:
// treat values you do not know as work in progress.
type BackupStatus string

// States of a backup.
const (
	// BackupSaving: it is being made.
	BackupSaving BackupStatus = "Saving"
	// BackupActive: it is ready, to be restored, renamed or deleted.
	BackupActive BackupStatus = "Active"
	// BackupSuspended: it is blocked for want of money and can only be deleted.
	BackupSuspended BackupStatus = "suspended"
)

// Is reports whether both are the same state. Case and blanks around it do not
// count: the service is not strict about them.
func (s BackupStatus) Is(other BackupStatus) bool {
	return strings.EqualFold(strings.TrimSpace(string(s)), strings.TrimSpace(string(other)))
}

// BackupType says how a backup came about.
type BackupType string

// How backups come about.
const (
	// BackupManual: made by hand.
	BackupManual BackupType = "manual"
	// BackupAuto: made by a schedule.
	BackupAuto BackupType = "auto"
)

// ImageType tells what an id of the image family stands for.
type ImageType string

// The image family; all share one space of ids.
const (
	ImageTypeBackup   ImageType = "backup"
	ImageTypeSnapshot ImageType = "snapshot"
	ImageTypeImage    ImageType = "image"
)

// DiskFormat is the format of a disk image.
type DiskFormat string

// Formats of disk images.
const (
	DiskFormatISO   DiskFormat = "iso"
	DiskFormatAMI   DiskFormat = "ami"
	DiskFormatARI   DiskFormat = "ari"
	DiskFormatAKI   DiskFormat = "aki"
	DiskFormatVHD   DiskFormat = "vhd"
	DiskFormatVMDK  DiskFormat = "vmdk"
	DiskFormatRaw   DiskFormat = "raw"
	DiskFormatQCOW2 DiskFormat = "qcow2"
	DiskFormatVDI   DiskFormat = "vdi"
)

// DiskFormats are all the service knows.
func DiskFormats() []DiskFormat {
	return []DiskFormat{
		DiskFormatISO, DiskFormatAMI, DiskFormatARI, DiskFormatAKI, DiskFormatVHD,
		DiskFormatVMDK, DiskFormatRaw, DiskFormatQCOW2, DiskFormatVDI,
	}
}

// Architecture is the processor an image is made for.
type Architecture string

// Processors.
const (
	ArchitectureX8664 Architecture = "x86_64"
	ArchitectureI686  Architecture = "i686"
	ArchitectureIA64  Architecture = "ia64"
)

// Architectures are all the service knows.
func Architectures() []Architecture {
	return []Architecture{ArchitectureX8664, ArchitectureI686, ArchitectureIA64}
}

// ServiceState is the billing system's state of an instance or backup.
type ServiceState int64

// States of a billed item.
const (
	ServiceOrdered    ServiceState = 1 // not paid or not activated yet
	ServiceActive     ServiceState = 2
	ServiceSuspended  ServiceState = 3
	ServiceDeleted    ServiceState = 4
	ServiceProcessing ServiceState = 5 // being opened or changed
)

// InstanceStatus is the state of a machine.
type InstanceStatus string

// States of a machine that last. While something is in progress there are
// others, such as "creating", "rebooting", "resizing" and "image_uploading".
// No backup can be made in "image_uploading" and "error".
const (
	InstanceActive        InstanceStatus = "active"
	InstanceStopped       InstanceStatus = "stopped"
	InstanceResized       InstanceStatus = "resized" // the new size waits to be confirmed
	InstanceRescued       InstanceStatus = "rescued"
	InstanceSuspended     InstanceStatus = "suspended"
	InstanceBootedFromISO InstanceStatus = "booted_from_iso"
	InstanceError         InstanceStatus = "error"
)

// Money is a price as the service writes it.
type Money struct {
	// Text is the whole price as sent, such as "0.21 EUR / Day".
	Text string
	// Amount is its decimal number, such as "0.21". It is text, for money
	// does not belong in floating point; empty when Text cannot be read.
	Amount string
	// Currency is a code or symbol, such as "EUR" or "€"; empty when not sent.
	Currency string
	// Period is what it is paid for, such as "Day"; empty when not sent.
	Period string
}

// UnmarshalDollar reads a price; it keeps the text of one it does not understand.
func (m *Money) UnmarshalDollar(s billmgr.Scalar) error {
	*m = Money{Text: s.Text}
	if m.Text == "" {
		m.Text = s.Orig
	}
	m.Amount, m.Currency, m.Period, _ = billmgr.ParseMoney(m.Text)
	return nil
}

// String returns the price as sent.
func (m Money) String() string { return m.Text }
