package zomro

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// AddressesService are the IP addresses of virtual and dedicated servers. The
// reverse DNS name of a Cloud VPS instance is [InstancesService.Update]'s.
type AddressesService struct{ client *Client }

// Address is an IP address of a server.
type Address struct {
	ID      int64  `json:"id"`
	Address string `json:"name"`
	Type    string `json:"type"`   // such as "Public IPv4"
	Domain  string `json:"domain"` // reverse DNS name
	// NoDelete addresses cannot be given back.
	NoDelete bool `json:"no_delete"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// ListAddressesInput says which page of a server's addresses to list.
type ListAddressesInput struct {
	// Cursor is the Next of the page before; empty is the first page.
	Cursor string
	// Limit is the number of rows per page; 0 leaves it to the service.
	Limit int64
}

// List returns one page of a server's addresses.
func (s *AddressesService) List(ctx context.Context, serverID int64, in ListAddressesInput) (*backup.Page[Address], error) {
	if err := arg.Positive("serverID", serverID); err != nil {
		return nil, err
	}
	return listPage[Address]("ListAddressesInput", in.Cursor, in.Limit, func(number int64, out any) error {
		return s.client.api.ListAddresses(ctx, zomroapi.ListAddressesForm{ElementID: serverID, PageNumber: number, PageSize: in.Limit}, out)
	})
}

// All yields the addresses of a server from in.Cursor on, one page after the
// other.
func (s *AddressesService) All(ctx context.Context, serverID int64, in ListAddressesInput) iter.Seq2[Address, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Address], error) {
		next := in
		next.Cursor = cursor
		return s.List(ctx, serverID, next)
	}, func(a Address) string { return rowKey(a.ID) })
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
	if err := validate.FirstError(arg.Positive("serverID", serverID), arg.Positive("addressID", addressID)); err != nil {
		return err
	}
	return s.client.api.UpdateAddress(ctx, zomroapi.UpdateAddressForm{
		ParentID: serverID, ElementID: addressID, Domain: in.Domain, Mask: in.Mask, Gateway: in.Gateway, Sok: zomroapi.SubmitOK,
	})
}

// OrderAddressInput is what addresses to order.
type OrderAddressInput struct {
	// Type is the id of a kind of address, such as public IPv4: a choice "type"
	// of the form service.ip.edit, which [Client.Do] reads with plid alone.
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
	err := validate.FirstError(
		arg.Positive("serverID", serverID), arg.Positive("OrderAddressInput.Type", in.Type), arg.Positive("OrderAddressInput.Count", in.Count),
		checkCost("OrderAddressInput", in.ConfirmCost),
	)
	if err != nil {
		return nil, err
	}
	if in.MaxCount < 0 {
		return nil, arg.Invalid("OrderAddressInput.MaxCount", "must not be negative")
	}
	out := new(Order)
	err = s.client.apiNoRetry.OrderAddress(ctx, zomroapi.OrderAddressForm{
		ParentID: serverID, Type: text(in.Type), Count: in.Count, MaxCount: in.MaxCount, Domain: in.Domain,
		ClickedButton: buttonBasket, Sok: zomroapi.SubmitOK,
	}, out)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Delete gives an address back, for good.
func (s *AddressesService) Delete(ctx context.Context, serverID, addressID int64) error {
	if err := validate.FirstError(arg.Positive("serverID", serverID), arg.Positive("addressID", addressID)); err != nil {
		return err
	}
	return deleted(s.client.api.DeleteAddress(ctx, zomroapi.DeleteAddressForm{ParentID: serverID, ElementID: addressID}))
}
