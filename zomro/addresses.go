package zomro

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// AddressesService are the IP addresses of virtual and dedicated servers. The
// reverse DNS name of a Cloud VPS instance is [InstancesService.Update]'s.
type AddressesService struct {
	client *Client
}

// Address is an IP address of a server.
type Address struct {
	ID      int64  `json:"id"`
	Address string `json:"name"`
	Type    string `json:"type"`   // such as "Public IPv4"
	Domain  string `json:"domain"` // reverse DNS name
	// NoDelete addresses cannot be given back.
	NoDelete bool `json:"no_delete"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListAddressesInput says which addresses to list.
type ListAddressesInput struct {
	// ServerID is the server, required.
	ServerID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service.
	PageSize int64
}

// List returns one page of a server's addresses.
func (s *AddressesService) List(ctx context.Context, in ListAddressesInput) (*backup.Page[Address], error) {
	if err := checkID("ServerID", in.ServerID); err != nil {
		return nil, err
	}
	number, err := checkPaging(in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	return listPage[Address](ctx, s.client.rest, zomroapi.OpListAddresses, zomroapi.NewListAddressesRequestWithBody,
		zomroapi.ListAddressesForm{ElementID: in.ServerID, PageNumber: number, PageSize: in.PageSize}, number)
}

// All yields all addresses of a server, one page after the other; in.Page is not
// used.
func (s *AddressesService) All(ctx context.Context, in ListAddressesInput) iter.Seq2[Address, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, next string) (*backup.Page[Address], error) {
		in.Page = next
		return s.List(ctx, in)
	}, func(a Address) string { return text(a.ID) })
}

// UpdateAddressInput says what to change of an address; empty fields stay as
// they are.
type UpdateAddressInput struct {
	Domain        string // reverse DNS name
	Mask, Gateway string
}

// Update sets the reverse DNS name of an address, and where the service allows
// it its network.
func (s *AddressesService) Update(ctx context.Context, serverID, addressID int64, in UpdateAddressInput) error {
	if err := checkID("server_id", serverID); err != nil {
		return err
	}
	if err := checkID("address_id", addressID); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpUpdateAddress, zomroapi.NewUpdateAddressRequestWithBody, zomroapi.UpdateAddressForm{
		ParentID: serverID, ElementID: addressID, Domain: in.Domain, Mask: in.Mask, Gateway: in.Gateway, Sok: zomroapi.SubmitOK,
	})
}

// OrderAddressInput is what addresses to order.
type OrderAddressInput struct {
	// Type is the id of a kind of address, such as public IPv4: a choice "type"
	// of the form service.ip.edit, which [Client.Call] reads with plid alone.
	Type int64
	// Count is how many; 1 when it is 0.
	Count int64
	// MaxCount is how many there may be at most; not sent when 0.
	MaxCount int64
	// Domain is the reverse DNS name.
	Domain string
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Order puts more addresses for a server into the cart and returns the order,
// which waits for [InstancesService.ConfirmOrder]; its id is 0 when the service
// does not tell it. It is sent once.
func (s *AddressesService) Order(ctx context.Context, serverID int64, in OrderAddressInput) (*Order, error) {
	if in.Count == 0 {
		in.Count = 1
	}
	for _, err := range []error{checkID("server_id", serverID), checkID("Type", in.Type), checkID("Count", in.Count), checkCost(in.ConfirmCost)} {
		if err != nil {
			return nil, err
		}
	}
	if in.MaxCount < 0 {
		return nil, refuse("MaxCount", "must not be negative")
	}
	doc, err := call[orderDoc](ctx, s.client.spend, zomroapi.OpOrderAddress, zomroapi.NewOrderAddressRequestWithBody, zomroapi.OrderAddressForm{
		ParentID: serverID, Type: text(in.Type), Count: in.Count, MaxCount: in.MaxCount, Domain: in.Domain,
		ClickedButton: "basket", Sok: zomroapi.SubmitOK,
	})
	if err != nil {
		return nil, err
	}
	return &doc.Order, nil
}

// Delete gives an address back, for good.
func (s *AddressesService) Delete(ctx context.Context, serverID, addressID int64) error {
	if err := checkID("server_id", serverID); err != nil {
		return err
	}
	if err := checkID("address_id", addressID); err != nil {
		return err
	}
	return deleted(act(ctx, s.client.rest, zomroapi.OpDeleteAddress, zomroapi.NewDeleteAddressRequestWithBody,
		zomroapi.DeleteAddressForm{ParentID: serverID, ElementID: addressID}))
}
