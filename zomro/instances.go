package zomro

import (
	"context"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// InstancesService are the account's Cloud VPS instances.
type InstancesService struct {
	client   *Client
	creating *keyLock // one key for all, see Create
}

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

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListInstancesInput says which page of the instances to list.
type ListInstancesInput struct {
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service,
	// which remembers it for the user, in the control panel too.
	PageSize int64
}

// List returns one page of the instances.
func (s *InstancesService) List(ctx context.Context, in ListInstancesInput) (*backup.Page[Instance], error) {
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	out, err := listPage[Instance](ctx, s.client.rest, zomroapi.OpListInstances, zomroapi.NewListInstancesRequestWithBody,
		zomroapi.ListForm{PageNumber: number, PageSize: in.PageSize}, number)
	if err != nil {
		return nil, err
	}
	for _, i := range out.Items {
		dropSecrets(i.Extra)
	}
	return out, nil
}

// All yields all instances, one page after the other. It begins with the first
// page; in.Page is not used.
func (s *InstancesService) All(ctx context.Context, in ListInstancesInput) iter.Seq2[Instance, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Instance], error) {
		in.Page = next
		return s.List(ctx, in)
	}, func(i Instance) string { return text(i.ID) })
}

// Group reads the form that changes several instances at once. It changes
// nothing; submit it with [Client.Call] and "groupedit".
func (s *InstancesService) Group(ctx context.Context, instanceIDs []int64) (*Form, error) {
	if len(instanceIDs) == 0 {
		return nil, refuse("instance_ids", "are empty")
	}
	ids := make([]string, len(instanceIDs))
	for i, id := range instanceIDs {
		if err := checkID("instance_ids", id); err != nil {
			return nil, err
		}
		ids[i] = text(id)
	}
	// With a comma and a blank: the service wants both.
	return showForm(ctx, s.client.rest, zomroapi.OpShowGroup, zomroapi.NewShowGroupRequestWithBody, zomroapi.GroupForm{ElementIDs: strings.Join(ids, ", ")}, nil)
}
