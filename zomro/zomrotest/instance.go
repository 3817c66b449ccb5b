package zomrotest

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Instance is a Cloud VPS instance of the fake.
type Instance struct {
	// ID is given by the server when it is 0.
	ID int64
	// ServerName is the customer's name for it, Tariff the product's: "Cloud S1"
	// (20 GB of disk, 2 GB of memory), "Cloud S2" (40, 4) or "Cloud S3" (80, 8).
	ServerName, Tariff string
	// Status is the machine's state, such as "active" or "stopped"; empty is
	// "active".
	Status string
	// DataCenter is its region, such as "Poland-1".
	DataCenter string
	// IP is its IPv4 address, IPV6 the other one.
	IP, IPV6 string
	// Created is when it was ordered; zero is now.
	Created time.Time
	// DiskGB and RAMGB are the sizes of its disk and memory.
	DiskGB, RAMGB int64
	// RDNS is the reverse DNS name of its address.
	RDNS string
	// BackupRotation is how many scheduled backups are kept; 5 when it is 0.
	BackupRotation int64
	// Image is the UUID of the image or backup the disk was made from: an
	// order's, or the last rebuild's.
	Image string
	// Password is the last one that was set, by whatever function.
	Password string
	// SSHKey is the UUID of the key that was last put on it.
	SSHKey string
	// Booted is the UUID of the rescue or ISO image it runs from, empty for its
	// own disk.
	Booted string
	// PaidUntil is the day it is paid until; zero while it is paid by the day.
	PaidUntil time.Time
}

// States of a machine.
const (
	statusActive    = "active"
	statusStopped   = "stopped"
	statusResized   = "resized"
	statusRescued   = "rescued"
	statusFromISO   = "booted_from_iso"
	statusError     = "error"
	statusUploading = "image_uploading"
	statusDeleting  = "deletion_in_progress"
)

// defaultRotation is how many scheduled backups are kept by default.
const defaultRotation = 5

// instance is an instance with what is not public about it.
type instance struct {
	Instance

	uuid     string
	listedAt time.Time
	// next is the work in progress, nil without.
	next *work
	// before is what a resize can be rolled back to.
	before Instance
	gone   bool
}

// work is something in progress that ends in another state.
type work struct {
	at     time.Time
	status string
	do     func(*instance)
}

// settle ends the work that is due.
func (in *instance) settle(now time.Time) {
	if in.next == nil || now.Before(in.next.at) {
		return
	}
	done := in.next
	in.next = nil
	in.Status = done.status
	if done.do != nil {
		done.do(in)
	}
}

// begin starts work on an instance: it is in the first state for a while, then
// in the second. Without a working time it is done at once.
func (s *service) begin(in *instance, during, after string, do func(*instance)) {
	in.Status = during
	in.next = &work{s.now().Add(s.cfg.workTime), after, do}
	in.settle(s.now())
}

func (s *service) instance(id int64) *instance {
	i := slices.IndexFunc(s.instances, func(in *instance) bool { return in.ID == id })
	if i < 0 {
		return nil
	}
	return s.instances[i]
}

// idle returns an instance that can be changed: one that exists, is not at work
// and is not being saved.
func (s *service) idle(id int64) (*instance, error) {
	in := s.instance(id)
	switch {
	case in == nil:
		return nil, missed("instances", id)
	case in.next != nil || s.saving(id):
		return nil, busy()
	}
	return in, nil
}

// saving reports whether a backup or snapshot of an instance is being made.
func (s *service) saving(instanceID int64) bool {
	return slices.ContainsFunc(s.images, func(i *image) bool { return i.InstanceID == instanceID && !i.readyAt.IsZero() })
}

// wrongState is the error for work that the state of an instance does not allow.
func wrongState(text string) *serviceError {
	return &serviceError{Type: "instance_status", Object: "instances", Text: text}
}

func (s *service) addInstance(public Instance) *instance {
	in := &instance{Instance: public, uuid: s.ids.UUID()}
	if in.ID == 0 {
		in.ID = s.newID()
	}
	s.lastID = max(s.lastID, in.ID)
	if in.Status == "" {
		in.Status = statusActive
	}
	if in.Created.IsZero() {
		in.Created = s.now()
	}
	if in.BackupRotation == 0 {
		in.BackupRotation = defaultRotation
	}
	if in.Image == "" {
		in.Image = PublicImage
	}
	s.instances = append(s.instances, in)
	if in.IP != "" {
		s.addAddress(Address{InstanceID: in.ID, IP: in.IP, Type: "Public IPv4", Domain: in.RDNS, Fixed: true})
	}
	return in
}

// nextIP makes up an address for a new instance.
func (s *service) nextIP() string {
	return netip.AddrFrom4([4]byte{203, 0, 113, byte(s.lastAddress + 1)}).String()
}

// itemStatus is the code and text of the billing system's state.
func (in *instance) itemStatus() (code, text, color string) {
	switch in.Status {
	case "creating":
		return "5", "Activation in progress", "yellow"
	case statusDeleting:
		return "5", "Deletion in progress", "yellow"
	case "suspended":
		return "3", "Temporary suspended", "red"
	}
	return "2", "Active", "green"
}

// filterStatus is how the filter calls a state.
func (in *instance) filterStatus() string {
	switch in.Status {
	case statusResized:
		return "verify_resize"
	case "suspended":
		return "suspend"
	}
	return strings.ToLower(in.Status)
}
