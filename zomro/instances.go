package zomro

import (
	"context"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// InstancesService are the account's Cloud VPS instances.
type InstancesService struct {
	client   *Client
	creating *keyLock // one key for all, see Create
}

// ServiceState is the billing system's state of an instance or backup.
type ServiceState int64

// States of a billed item.
const (
	ServiceOrdered    ServiceState = 1 // not paid or not activated yet
	ServiceActive     ServiceState = 2
	ServiceSuspended  ServiceState = 3
	ServiceDeleted    ServiceState = 4
	ServiceProcessing ServiceState = 5 // being activated, changed or deleted: see Instance.Texts
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

// Instance is a Cloud VPS instance.
type Instance struct {
	ID int64 `json:"id"`
	// Name is the name of the tariff; the customer's is ServerName.
	Name       string `json:"name"`
	ServerName string `json:"servername"`
	// PriceList is the tariff, as an id or as its name.
	PriceList string `json:"pricelist"`
	// Cost is the price with its period, ItemCost as the billing system keeps it.
	Cost     Money `json:"cost"`
	ItemCost Money `json:"item_cost"`
	// DataCenter is the id of the region, DataCenterName its name.
	DataCenter     string    `json:"datacenter"`
	DataCenterName string    `json:"datacentername"`
	CreateDate     time.Time `json:"createdate"` // a day
	// InstancesOS is the UUID of the operating system image.
	InstancesOS string         `json:"instances_os"`
	OSDistro    string         `json:"os_distro"`
	OSVersion   string         `json:"os_version"`
	IP          string         `json:"ip"`
	IPV6        string         `json:"ip_v6"`
	Status      InstanceStatus `json:"instance_status"`
	// ItemStatus, StatusCode and ItemRealStatus are the billing system's state:
	// what it shows, and two codes that usually agree.
	ItemStatus     ServiceState `json:"item_status"`
	StatusCode     ServiceState `json:"status"`
	ItemRealStatus ServiceState `json:"item_real_status"`
	// ChangePriceList is true when the instance can be resized.
	ChangePriceList bool `json:"change_pricelist"`
	// ExpireDate is the day the instance is paid until, or words such as
	// "Daily charges"; RealExpireDate is always the day.
	ExpireDate     string    `json:"expiredate"`
	RealExpireDate time.Time `json:"real_expiredate"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListInstancesInput says which page of the instances to list.
type ListInstancesInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service, which
	// remembers it for the user, in the control panel too.
	Limit int64
}

// List returns one page of the instances.
func (s *InstancesService) List(ctx context.Context, in ListInstancesInput) (*backup.Page[Instance], error) {
	out, err := listPage[Instance]("ListInstancesInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListInstances(ctx, zomroapi.ListForm{PageNumber: number, PageSize: in.Limit}, out)
	})
	if err != nil {
		return nil, err
	}
	for _, i := range out.Items {
		dropSecrets(i.Extra)
	}
	return out, nil
}

// All yields the instances from in.Cursor on, one page after the other.
func (s *InstancesService) All(ctx context.Context, in ListInstancesInput) iter.Seq2[Instance, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Instance], error) {
		next := in
		next.Cursor = cursor
		return s.List(ctx, next)
	}, func(i Instance) string { return rowKey(i.ID) })
}

// Find returns one instance as the list shows it, with its state. The service
// shows the state in lists only: Find reads the list up to the instance. One
// that is not there, perhaps for a filter (see [InstancesService.ResetFilter]),
// is [backup.ErrNotFound].
func (s *InstancesService) Find(ctx context.Context, instanceID int64) (*Instance, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	for i, err := range s.All(ctx, ListInstancesInput{}) {
		if err != nil {
			return nil, err
		}
		if i.ID == instanceID {
			return &i, nil
		}
	}
	return nil, &backup.Error{
		Provider: provider, Operation: zomroapi.OpListInstances.ID, Kind: backup.KindNotFound, StatusCode: 200, Attempts: 1,
		Message: "no instance of this id is listed; a filter may hide it",
	}
}

// InstanceDetails is an instance as its editing form shows it: what the list
// does not have. The state of the machine is in the list; see
// [InstancesService.Find].
type InstanceDetails struct {
	ID int64 `json:"elid"`
	// Name is the name of the tariff; the customer's is ServerName.
	Name       string       `json:"name"`
	ServerName string       `json:"servername"`
	StatusCode ServiceState `json:"status"`
	CreateDate time.Time    `json:"createdate"` // a day
	// UUID is the machine's in the cloud.
	UUID string `json:"instances_uuid"`
	IP   string `json:"ip"`
	IPV6 string `json:"ip_v6"`
	// RDNSRecord is the reverse DNS name of the IPv4 address.
	RDNSRecord string `json:"rdns_record"`
	// BackupRotation is how many scheduled backups are kept, 1 to 10.
	BackupRotation int64 `json:"backup_rotation"`
	// Password is the administrator's first one, where the service shows it.
	Password backup.Secret `json:"password"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Get returns the details of one instance. It changes nothing: the service
// takes the same function for a change only when it is submitted.
func (s *InstancesService) Get(ctx context.Context, instanceID int64) (*InstanceDetails, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	out := new(InstanceDetails)
	if err := s.client.api.ShowInstance(ctx, zomroapi.ShowInstanceForm{ElementID: instanceID}, out); err != nil {
		return nil, err
	}
	dropSecrets(out.Extra)
	switch out.ID {
	case instanceID:
	case 0: // forms need not repeat the id
		out.ID = instanceID
	default:
		return nil, unreadable(&zomroapi.OpShowInstance, "response is about another instance")
	}
	return out, nil
}

// UpdateInstanceInput says what to change; nil fields stay as they are.
type UpdateInstanceInput struct {
	// ServerName has 1 to 100 characters; blanks around it do not count.
	ServerName *string
	// RDNSRecord is the reverse DNS name of the IPv4 address.
	RDNSRecord *string
	// BackupRotation is how many scheduled backups are kept, 1 to 10.
	BackupRotation *int64
}

// Update changes the name, the reverse DNS name or the rotation of an instance.
func (s *InstancesService) Update(ctx context.Context, instanceID int64, in UpdateInstanceInput) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	if in == (UpdateInstanceInput{}) {
		return arg.Invalid("UpdateInstanceInput", "is empty: there is nothing to change")
	}
	form := zomroapi.UpdateInstanceForm{ElementID: instanceID, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK}
	var err error
	if in.ServerName != nil {
		if form.ServerName, err = checkName("UpdateInstanceInput.ServerName", *in.ServerName); err != nil {
			return err
		}
	}
	if in.RDNSRecord != nil {
		if err := checkWord("UpdateInstanceInput.RDNSRecord", *in.RDNSRecord); err != nil {
			return err
		}
		form.RDNSRecord = *in.RDNSRecord
	}
	if n := in.BackupRotation; n != nil {
		if err := checkRotation("UpdateInstanceInput.BackupRotation", *n); err != nil {
			return err
		}
		form.BackupRotation = *n
	}
	return s.client.api.UpdateInstance(ctx, form)
}

// Rename gives an instance another name of 1 to 100 characters.
func (s *InstancesService) Rename(ctx context.Context, instanceID int64, name string) error {
	if _, err := checkName("name", name); err != nil {
		return err
	}
	return s.Update(ctx, instanceID, UpdateInstanceInput{ServerName: &name})
}

// Group reads the form that changes several instances at once. It changes
// nothing; submit it with [Client.Do] and "groupedit".
func (s *InstancesService) Group(ctx context.Context, instanceIDs []int64) (*Form, error) {
	if len(instanceIDs) == 0 {
		return nil, arg.Invalid("instanceIDs", "are empty")
	}
	ids := make([]string, len(instanceIDs))
	for i, id := range instanceIDs {
		if err := arg.Positive(validate.Element("instanceIDs", i), id); err != nil {
			return nil, err
		}
		ids[i] = text(id)
	}
	return readForm(func(out any) error {
		// With a comma and a blank: the service wants both.
		return s.client.api.ShowGroup(ctx, zomroapi.GroupForm{ElementIDs: strings.Join(ids, ", ")}, out)
	})
}

// Delete deletes an instance with its disk, for good. Its backups are items of
// their own.
func (s *InstancesService) Delete(ctx context.Context, instanceID int64) error {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return err
	}
	return deleted(s.client.api.DeleteInstance(ctx, zomroapi.DeleteInstanceForm{ElementID: instanceID, Sok: zomroapi.SubmitOK}))
}
