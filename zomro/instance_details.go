package zomro

import (
	"context"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// Get returns the details of one instance. It changes nothing: the service
// takes the same function for a change only when it is submitted.
func (s *InstancesService) Get(ctx context.Context, instanceID int64) (*InstanceDetails, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	op := zomroapi.OpShowInstance
	doc, err := call[InstanceDetails](ctx, s.client.rest, op, zomroapi.NewShowInstanceRequestWithBody, zomroapi.ShowInstanceForm{ElementID: instanceID})
	if err != nil {
		return nil, err
	}
	dropSecrets(doc.Extra)
	switch doc.ID {
	case instanceID:
	case 0: // forms need not repeat the id
		doc.ID = instanceID
	default:
		return nil, failure(op, backup.KindUnknown, "", "answer is about another instance")
	}
	return doc, nil
}

// Find returns one instance as the list shows it, with its state. The service
// shows the state in lists only: Find reads the list up to the instance. One
// that is not there, perhaps for a filter (see [InstancesService.ResetFilter]),
// is [backup.ErrNotFound].
func (s *InstancesService) Find(ctx context.Context, instanceID int64) (*Instance, error) {
	if err := checkID("instance_id", instanceID); err != nil {
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
		Provider: provider, Operation: "listInstances", Kind: backup.KindNotFound, StatusCode: 200, Attempts: 1,
		Message: "no instance of this id is listed; a filter may hide it",
	}
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
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if in == (UpdateInstanceInput{}) {
		return refuse("UpdateInstanceInput", "is empty: there is nothing to change")
	}
	form := zomroapi.UpdateInstanceForm{ElementID: instanceID, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK}
	var err error
	if in.ServerName != nil {
		if form.ServerName, err = checkName("ServerName", *in.ServerName); err != nil {
			return err
		}
	}
	if in.RDNSRecord != nil {
		if err := checkWord("RDNSRecord", *in.RDNSRecord); err != nil {
			return err
		}
		form.RDNSRecord = *in.RDNSRecord
	}
	if n := in.BackupRotation; n != nil {
		if err := checkRotation("BackupRotation", *n); err != nil {
			return err
		}
		form.BackupRotation = *n
	}
	return act(ctx, s.client.rest, zomroapi.OpUpdateInstance, zomroapi.NewUpdateInstanceRequestWithBody, form)
}

// Rename gives an instance another name of 1 to 100 characters.
func (s *InstancesService) Rename(ctx context.Context, instanceID int64, name string) error {
	return s.Update(ctx, instanceID, UpdateInstanceInput{ServerName: &name})
}

// Delete deletes an instance with its disk, for good. Its backups are items of
// their own.
func (s *InstancesService) Delete(ctx context.Context, instanceID int64) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	return deleted(act(ctx, s.client.rest, zomroapi.OpDeleteInstance, zomroapi.NewDeleteInstanceRequestWithBody,
		zomroapi.DeleteInstanceForm{ElementID: instanceID, Sok: zomroapi.SubmitOK}))
}

// steady are the states of a machine that last.
func (s InstanceStatus) steady() bool {
	return slices.ContainsFunc([]InstanceStatus{
		InstanceActive, InstanceStopped, InstanceResized, InstanceRescued, InstanceSuspended, InstanceBootedFromISO, InstanceError,
	}, s.Is)
}

// Is reports whether both are the same state. Case and blanks around it do not
// count: the service is not strict about them.
func (s InstanceStatus) Is(other InstanceStatus) bool {
	return strings.EqualFold(strings.TrimSpace(string(s)), strings.TrimSpace(string(other)))
}

// pollStart is when a machine is looked at first after a change was requested:
// its state may not have changed at once.
const pollStart = 2 * time.Second

// WaitSteady waits until nothing is in progress with an instance: its state is
// one of the Instance… constants. It needs nothing but the id. The first look
// comes after two seconds, as states do not change at once, and the next ones
// every ten (options change that). [InstanceError] ends it with a
// [*backup.WaitError].
func (s *InstancesService) WaitSteady(ctx context.Context, instanceID int64, opts ...backup.WaitOption) (*Instance, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	settings := backup.NewWaitSettings(backup.WaitSettings{Delay: pollStart, Interval: pollInterval}, opts...)
	return backup.Wait(ctx, "instance "+text(instanceID), func(ctx context.Context) (backup.Status[*Instance], error) {
		i, err := s.Find(ctx, instanceID)
		if err != nil {
			return backup.Status[*Instance]{}, err
		}
		status := backup.Status[*Instance]{Value: i, State: string(i.Status), Percent: -1}
		switch {
		case i.Status.Is(InstanceError):
			status.Phase, status.Reason = backup.Failed, "the machine is in an error"
		case i.Status.steady():
			status.Phase = backup.Done
		}
		return status, nil
	}, settings)
}
