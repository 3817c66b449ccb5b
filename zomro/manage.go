package zomro

import (
	"context"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ResizeOptions reads which tariffs an instance can move to: the choices
// "pricelist". It changes nothing.
func (s *InstancesService) ResizeOptions(ctx context.Context, instanceID int64) (*Form, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowResize, zomroapi.NewShowResizeRequestWithBody, zomroapi.ResizeOptionsForm{ElementID: instanceID}, nil)
}

// ResizeInput says how to resize an instance.
type ResizeInput struct {
	// TariffID is one of [InstancesService.ResizeOptions].
	TariffID int64
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Resize moves an instance to another tariff. It is sent once. The new size
// waits in state [InstanceResized] for [InstancesService.ConfirmResize].
func (s *InstancesService) Resize(ctx context.Context, instanceID int64, in ResizeInput) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	if err := checkID("TariffID", in.TariffID); err != nil {
		return err
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpResizeInstance, zomroapi.NewResizeInstanceRequestWithBody, zomroapi.ResizeForm{
		ElementID: instanceID, PriceList: text(in.TariffID), ClickedButton: "finish", Snext: "ok", Sok: zomroapi.SubmitOK,
	})
}

// ConfirmResize keeps the new size of an instance, or goes back to the old one.
func (s *InstancesService) ConfirmResize(ctx context.Context, instanceID int64, keep bool) error {
	if err := checkID("instance_id", instanceID); err != nil {
		return err
	}
	choice := "rollback"
	if keep {
		choice = "confirm"
	}
	return act(ctx, s.client.rest, zomroapi.OpConfirmResize, zomroapi.NewConfirmResizeRequestWithBody, zomroapi.ConfirmResizeForm{
		ElementID: instanceID, SelectResize: choice, ClickedButton: buttonOK, Sok: zomroapi.SubmitOK,
	})
}

// HistoryEntry is one event of an instance.
type HistoryEntry struct {
	ID   int64     `json:"id"`
	Date time.Time `json:"changedate"`
	Text string    `json:"desc"`
	User string    `json:"user"`
	IP   string    `json:"ip"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// HistoryInput says which part of an instance's history to list.
type HistoryInput struct {
	// InstanceID is the instance, required.
	InstanceID int64
	// Page is the Next of the page before; empty is the first page.
	Page string
	// PageSize is the number of rows per page; 0 leaves it to the service.
	PageSize int64
}

// History returns one page of what happened to an instance. The fields of its
// rows are not documented: see their Extra.
func (s *InstancesService) History(ctx context.Context, in HistoryInput) (*backup.Page[HistoryEntry], error) {
	if err := checkID("InstanceID", in.InstanceID); err != nil {
		return nil, err
	}
	number, err := pageNumber(in.Page)
	if err != nil {
		return nil, err
	}
	if err := checkPageSize(in.PageSize); err != nil {
		return nil, err
	}
	return listPage[HistoryEntry](ctx, s.client.rest, zomroapi.OpListHistory, zomroapi.NewListHistoryRequestWithBody,
		zomroapi.HistoryForm{ElementID: in.InstanceID, PageNumber: number, PageSize: in.PageSize}, number)
}

// listPage reads one page of a list without numbers of its own.
func listPage[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any, number int64) (*backup.Page[T], error) {
	type list struct {
		paging

		Elem []T `json:"elem"`
	}
	doc, err := call[list](ctx, c, op, build, in)
	if err != nil {
		return nil, err
	}
	out := page(doc.Elem, number, doc.paging)
	return &out, nil
}

// AllHistory yields all of an instance's history, one page after the other; in.Page
// is not used.
func (s *InstancesService) AllHistory(ctx context.Context, in HistoryInput) iter.Seq2[HistoryEntry, error] {
	return backup.Paginate(ctx, func(ctx context.Context, next string) (*backup.Page[HistoryEntry], error) {
		in.Page = next
		return s.History(ctx, in)
	}, nil)
}

// ProlongInput says for how long to prolong an instance.
type ProlongInput struct {
	// Period of 1, 3, 6 or 12 months.
	Period Period
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Prolong puts the payment for another period into the cart and returns the
// order, which waits for [InstancesService.ConfirmOrder]; its id is 0 when the
// service does not tell it. It is sent once.
func (s *InstancesService) Prolong(ctx context.Context, instanceID int64, in ProlongInput) (*Order, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	if err := in.Period.check("Period"); err != nil || in.Period == PeriodDaily {
		return nil, refuse("Period", "must be 1, 3, 6 or 12 months")
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return nil, err
	}
	doc, err := call[orderDoc](ctx, s.client.rest, zomroapi.OpProlongInstance, zomroapi.NewProlongInstanceRequestWithBody,
		zomroapi.ProlongForm{ElementID: instanceID, Period: in.Period.String(), ClickedButton: "basket", Sok: zomroapi.SubmitOK})
	if err != nil {
		return nil, err
	}
	return &doc.Order, nil
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

// Filter reads the filter of the list of instances.
func (s *InstancesService) Filter(ctx context.Context) (*Form, error) {
	return showForm(ctx, s.client.rest, zomroapi.OpShowInstanceFilter, bare(zomroapi.NewShowInstanceFilterRequest), noFields{}, nil)
}

// InstanceFilter says which instances the list shows; empty fields do not filter.
type InstanceFilter struct {
	ID, IP string
	Tariff string // its name
	// PriceList and DataCenter are ids.
	PriceList, DataCenter string
	// Status is a state; the service calls two of them "verify_resize" and
	// "suspend" here.
	Status              InstanceStatus
	Period, AutoProlong string
	Domain              string // the customer's name
	// Days, as YYYY-MM-DD.
	OpenDate, ExpireDate, OrderedFrom, OrderedTo string
	CostFrom, CostTo                             string
}

// SetFilter stores a filter for the list of instances. The service keeps it for
// the user: it hides rows from everybody's lists, in the control panel too,
// until [InstancesService.ResetFilter].
func (s *InstancesService) SetFilter(ctx context.Context, in InstanceFilter) error {
	return act(ctx, s.client.rest, zomroapi.OpSetInstanceFilter, zomroapi.NewSetInstanceFilterRequestWithBody, zomroapi.SetInstanceFilterForm{
		ID: in.ID, IP: in.IP, Name: in.Tariff, PriceList: in.PriceList, InstanceStatus: string(in.Status), DataCenter: in.DataCenter,
		Period: in.Period, AutoProlong: in.AutoProlong, Domain: in.Domain, OpenDate: in.OpenDate, ExpireDate: in.ExpireDate,
		OrderDateFrom: in.OrderedFrom, OrderDateTo: in.OrderedTo, CostFrom: in.CostFrom, CostTo: in.CostTo, Sok: zomroapi.SubmitOK,
	})
}

// ResetFilter takes the filter of the list of instances away, also one that
// somebody has set in the control panel.
func (s *InstancesService) ResetFilter(ctx context.Context) error {
	return s.SetFilter(ctx, InstanceFilter{})
}
