package zomro

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// OrderOptions reads the order form of a tariff with its choices: images
// ("instances_os"; Depend is their zone), keys ("instances_ssh_keys") and
// addons, whose names are among the labels. It orders nothing.
func (s *InstancesService) OrderOptions(ctx context.Context, tariffID, dataCenter int64) (*Form, error) {
	if err := checkID("tariff_id", tariffID); err != nil {
		return nil, err
	}
	if err := checkID("data_center", dataCenter); err != nil {
		return nil, err
	}
	return showForm(ctx, s.client.rest, zomroapi.OpShowInstanceOrder, zomroapi.NewShowInstanceOrderRequestWithBody,
		zomroapi.ShowInstanceOrderForm{PriceList: text(tariffID), DataCenter: text(dataCenter)}, dailyPeriod(tariffID))
}

// OrderInput is an instance to order.
type OrderInput struct {
	// TariffID is one of [InstancesService.Tariffs], DataCenterID where.
	TariffID, DataCenterID int64
	// Period to pay for; [PeriodDaily] when it is 0.
	Period Period
	// Count is how many; 1 when it is 0.
	Count int64
	// ServerName has 1 to 100 characters; the service makes one up without.
	ServerName string
	// Image is the UUID of the image, backup or snapshot to start from.
	Image string
	// Password of the administrator, under the rules of
	// [InstancesService.ChangePassword], or SSHKey, the id of an [SSHKey].
	Password backup.Secret
	SSHKey   int64
	// Addons by their field's name, such as "addon_101".
	Addons map[string]string
	// AcceptTerms must be true: ordering accepts the service's terms.
	AcceptTerms bool
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Order is an order in the cart.
type Order struct {
	// LineItemID is the line in the cart; see [InstancesService.ConfirmOrder].
	LineItemID int64 `json:"lineitem.id"`
}

type orderDoc struct {
	Order
	actionDoc
}

// Order puts instances into the cart and returns the order, which waits for
// [InstancesService.ConfirmOrder]; [InstancesService.Create] does both. It is
// sent once, whatever happens: when no answer came, look into the cart.
func (s *InstancesService) Order(ctx context.Context, in OrderInput) (*Order, error) {
	form, err := in.form()
	if err != nil {
		return nil, err
	}
	defer s.client.creds.conceal(in.Password)()
	op := zomroapi.OpOrderInstance
	doc, err := callWith[orderDoc](ctx, s.client.spend, op, zomroapi.NewOrderInstanceRequestWithBody, form, in.Addons)
	if err != nil {
		return nil, err
	}
	if doc.LineItemID <= 0 {
		if err := doc.done(op); err != nil {
			return nil, err
		}
		return nil, failure(op, backup.KindUnknown, "", "answer holds no order: look into the cart before you order again")
	}
	return &doc.Order, nil
}

// form is the order as it is sent.
func (in OrderInput) form() (form zomroapi.OrderInstanceForm, err error) {
	period, count := cmp.Or(in.Period, PeriodDaily), cmp.Or(in.Count, 1)
	name, key := "", ""
	if in.ServerName != "" {
		if name, err = checkName("ServerName", in.ServerName); err != nil {
			return form, err
		}
	}
	if in.SSHKey != 0 {
		key = text(in.SSHKey)
		if !in.Password.IsZero() {
			return form, refuse("Password", "and SSHKey exclude each other")
		}
		if err := checkID("SSHKey", in.SSHKey); err != nil {
			return form, err
		}
	}
	for _, err := range []error{
		checkID("TariffID", in.TariffID), checkID("DataCenterID", in.DataCenterID), period.check("Period"), checkID("Count", count),
		checkUUID("Image", in.Image), checkSignIn(in.Password, ""),
	} {
		if err != nil {
			return form, err
		}
	}
	for addon := range in.Addons {
		if !strings.HasPrefix(addon, "addon_") {
			return form, refuse("Addons", "must have names that begin with addon_")
		}
	}
	if !in.AcceptTerms {
		return form, refuse("AcceptTerms", "must be true: ordering accepts the service's terms")
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return form, err
	}
	return zomroapi.OrderInstanceForm{
		PriceList: text(in.TariffID), OrderPeriod: period.String(), OrderCount: count, LicenceAgreement: "on", ForceUseNewCart: "on",
		DataCenter: text(in.DataCenterID), ServerName: name, Password: in.Password.Reveal(), InstancesOS: in.Image,
		UseSSHKey: onOff(key != ""), InstancesSSHKeys: key, Sok: zomroapi.SubmitOK,
	}, nil
}

// ConfirmOrderInput is an order to pay for.
type ConfirmOrderInput struct {
	// LineItemID is what [InstancesService.Order] returned.
	LineItemID int64
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// ConfirmOrder pays for an order from the balance. It is sent once. The new
// instance turns up in the list some time later.
func (s *InstancesService) ConfirmOrder(ctx context.Context, in ConfirmOrderInput) error {
	if err := checkID("LineItemID", in.LineItemID); err != nil {
		return err
	}
	if err := checkCost(in.ConfirmCost); err != nil {
		return err
	}
	return act(ctx, s.client.spend, zomroapi.OpConfirmOrder, zomroapi.NewConfirmOrderRequestWithBody,
		zomroapi.ConfirmOrderForm{ElementID: in.LineItemID, PayMethodID: "0", Sok: zomroapi.SubmitOK})
}

// NewInstance is an order of an instance and what came of it.
type NewInstance struct {
	// Order is the line in the cart.
	Order Order
	// Instance is as the list shows it; nil while it is not listed.
	Instance *Instance
}

// newInstanceTimeout is how long a new instance is looked for in the list.
const newInstanceTimeout = 10 * time.Minute

// Create orders one instance, pays for it from the balance, and returns it as
// the list shows it, usually still being created; [InstancesService.WaitSteady]
// waits for the rest. Nothing of it is sent twice.
//
// The service does not tell the new id: Create compares the list before and
// after paying, for at most ten minutes (options change that). Once the order
// is in the cart, an error comes with it: when paying failed, it waits for
// [InstancesService.ConfirmOrder]. An error of type [*backup.WaitError] means
// that it was paid but the instance not seen in time.
func (s *InstancesService) Create(ctx context.Context, in OrderInput, opts ...backup.WaitOption) (*NewInstance, error) {
	if _, err := in.form(); err != nil {
		return nil, err
	}
	if in.Count > 1 {
		return nil, refuse("Count", "must be 1; Order takes more")
	}
	unlock, err := s.creating.lock(ctx, 0)
	if err != nil {
		return nil, err
	}
	defer unlock()
	order, err := s.Order(ctx, in)
	if err != nil {
		return nil, err
	}
	list := newcomers[Instance]{
		what: "new instance", timeout: newInstanceTimeout,
		all:   func(ctx context.Context) iter.Seq2[Instance, error] { return s.All(ctx, ListInstancesInput{}) },
		id:    func(i Instance) int64 { return i.ID },
		name:  func(i Instance) string { return i.ServerName },
		state: func(i Instance) string { return string(i.Status) },
	}
	out := &NewInstance{Order: *order}
	out.Instance, err = list.create(ctx, strings.TrimSpace(in.ServerName), func() error {
		return s.ConfirmOrder(ctx, ConfirmOrderInput{LineItemID: order.LineItemID, ConfirmCost: in.ConfirmCost})
	}, opts)
	return out, err
}

// ApplyPromoCode enters a promotion code for what is in the cart, before it is
// paid for. It is sent once.
func (s *InstancesService) ApplyPromoCode(ctx context.Context, code string) error {
	if err := checkWord("code", code); err != nil {
		return err
	}
	return act(ctx, s.client.spend, zomroapi.OpApplyPromoCode, zomroapi.NewApplyPromoCodeRequestWithBody, zomroapi.PromoCodeForm{PromoCode: code, Sok: zomroapi.SubmitOK})
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
	doc, err := call[orderDoc](ctx, s.client.spend, zomroapi.OpProlongInstance, zomroapi.NewProlongInstanceRequestWithBody,
		zomroapi.ProlongForm{ElementID: instanceID, Period: in.Period.String(), ClickedButton: "basket", Sok: zomroapi.SubmitOK})
	if err != nil {
		return nil, err
	}
	return &doc.Order, nil
}
