package zomro

import (
	"cmp"
	"context"
	"iter"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// OrderOptions reads the order form of a tariff with its choices: images
// ("instances_os"; Depend is their zone), keys ("instances_ssh_keys") and
// addons, whose names are among the labels. It orders nothing.
func (s *InstancesService) OrderOptions(ctx context.Context, tariffID, dataCenterID int64) (*Form, error) {
	if err := validate.FirstError(arg.Positive("tariffID", tariffID), arg.Positive("dataCenterID", dataCenterID)); err != nil {
		return nil, err
	}
	in := zomroapi.ShowInstanceOrderForm{PriceList: text(tariffID), DataCenter: text(dataCenterID)}
	return readForm(func(out any) error { return s.client.api.ShowInstanceOrder(ctx, in, dailyPeriod(tariffID), out) })
}

// OrderInstanceInput is an instance to order.
type OrderInstanceInput struct {
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

// orderDoc is the document of an order of instances.
type orderDoc struct {
	Order
	actionDoc
}

func (d *orderDoc) check(op *backup.Operation) error {
	if d.LineItemID > 0 {
		return nil
	}
	if err := d.actionDoc.check(op); err != nil {
		return err
	}
	return unreadable(op, "response has no order: look into the cart before you order again")
}

// Order puts instances into the cart and returns the order, which waits for
// [InstancesService.ConfirmOrder]; [InstancesService.Create] does both. It is
// sent once, whatever happens: when no response came, look into the cart.
func (s *InstancesService) Order(ctx context.Context, in OrderInstanceInput) (*Order, error) {
	form, err := in.form("OrderInstanceInput")
	if err != nil {
		return nil, err
	}
	defer s.client.creds.conceal(in.Password)()
	var doc orderDoc
	if err := s.client.apiNoRetry.OrderInstance(ctx, form, in.Addons, &doc); err != nil {
		return nil, err
	}
	return &doc.Order, nil
}

// form is the order as it is sent. Input is what the caller knows it by.
func (in OrderInstanceInput) form(input string) (form zomroapi.OrderInstanceForm, err error) {
	period, count := cmp.Or(in.Period, PeriodDaily), cmp.Or(in.Count, 1)
	name, key := "", ""
	if in.ServerName != "" {
		if name, err = checkName(input+".ServerName", in.ServerName); err != nil {
			return form, err
		}
	}
	if in.SSHKey != 0 {
		key = text(in.SSHKey)
		if !in.Password.IsZero() {
			return form, arg.Invalid(input+".Password", "and SSHKey exclude each other")
		}
		if err := arg.Positive(input+".SSHKey", in.SSHKey); err != nil {
			return form, err
		}
	}
	err = validate.FirstError(
		arg.Positive(input+".TariffID", in.TariffID), arg.Positive(input+".DataCenterID", in.DataCenterID), period.check(input+".Period"),
		arg.Positive(input+".Count", count), checkUUID(input+".Image", in.Image), checkSignIn(input, in.Password, ""),
	)
	if err != nil {
		return form, err
	}
	for addon := range in.Addons {
		if !strings.HasPrefix(addon, "addon_") {
			return form, arg.Invalid(input+".Addons", "must have names that begin with addon_")
		}
	}
	if !in.AcceptTerms {
		return form, arg.Invalid(input+".AcceptTerms", "must be true: ordering accepts the service's terms")
	}
	if err := checkCost(input, in.ConfirmCost); err != nil {
		return form, err
	}
	return zomroapi.OrderInstanceForm{
		PriceList: text(in.TariffID), OrderPeriod: period.String(), OrderCount: count, LicenceAgreement: on, ForceUseNewCart: on,
		DataCenter: text(in.DataCenterID), ServerName: name, Password: in.Password.Reveal(), InstancesOS: in.Image,
		UseSSHKey: onOff(key != ""), InstancesSSHKeys: key, Sok: zomroapi.SubmitOK,
	}, nil
}

// ConfirmOrderInput says that an order is to be paid for.
type ConfirmOrderInput struct {
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// ConfirmOrder pays for an order from the balance. The id is what
// [InstancesService.Order] returned. It is sent once. The new instance turns up
// in the list some time later.
func (s *InstancesService) ConfirmOrder(ctx context.Context, lineItemID int64, in ConfirmOrderInput) error {
	if err := validate.FirstError(arg.Positive("lineItemID", lineItemID), checkCost("ConfirmOrderInput", in.ConfirmCost)); err != nil {
		return err
	}
	return s.client.apiNoRetry.ConfirmOrder(ctx, zomroapi.ConfirmOrderForm{ElementID: lineItemID, PayMethodID: "0", Sok: zomroapi.SubmitOK})
}

// CreatedInstance is an order of an instance and what came of it.
type CreatedInstance struct {
	// Order is the line in the cart.
	Order Order
	// Instance is as the list shows it; nil while it is not listed.
	Instance *Instance
}

// Create orders one instance, pays for it from the balance, and returns it as
// the list shows it, usually still being created; [InstancesService.WaitSteady]
// waits for the rest. Nothing of it is sent twice.
//
// The service does not tell the new id: Create compares the list before and
// after paying, for at most ten minutes (options change that). Once the order
// is in the cart, an error comes with it: when paying failed, it waits for
// [InstancesService.ConfirmOrder]. An error of type [*backup.WaitError] means
// that it was paid but the instance not seen in time.
func (s *InstancesService) Create(ctx context.Context, in OrderInstanceInput, opts ...backup.WaitOption) (*CreatedInstance, error) {
	if _, err := in.form("OrderInstanceInput"); err != nil {
		return nil, err
	}
	if in.Count > 1 {
		return nil, arg.Invalid("OrderInstanceInput.Count", "must be 1; Order takes more")
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
	finder := createdFinder[Instance]{
		what: "new instance", timeout: instanceTimeout,
		all:   func(ctx context.Context) iter.Seq2[Instance, error] { return s.All(ctx, ListInstancesInput{}) },
		id:    func(i Instance) int64 { return i.ID },
		name:  func(i Instance) string { return i.ServerName },
		state: func(i Instance) string { return string(i.Status) },
	}
	out := &CreatedInstance{Order: *order}
	out.Instance, err = finder.create(ctx, strings.TrimSpace(in.ServerName), func() error {
		return s.ConfirmOrder(ctx, order.LineItemID, ConfirmOrderInput{ConfirmCost: in.ConfirmCost})
	}, opts)
	return out, err
}

// ApplyPromoCode enters a promotion code for what is in the cart, before it is
// paid for. It is sent once.
func (s *InstancesService) ApplyPromoCode(ctx context.Context, code string) error {
	if err := checkWord("code", code); err != nil {
		return err
	}
	return s.client.apiNoRetry.ApplyPromoCode(ctx, zomroapi.PromoCodeForm{PromoCode: code, Sok: zomroapi.SubmitOK})
}

// ProlongInstanceInput says for how long to prolong an instance.
type ProlongInstanceInput struct {
	// Period of 1, 3, 6 or 12 months.
	Period Period
	// ConfirmCost must be true: this spends money.
	ConfirmCost bool
}

// Prolong puts the payment for another period into the cart and returns the
// order, which waits for [InstancesService.ConfirmOrder]; its id is 0 when the
// service does not tell it. It is sent once.
func (s *InstancesService) Prolong(ctx context.Context, instanceID int64, in ProlongInstanceInput) (*Order, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	if in.Period == PeriodDaily || in.Period.check("") != nil {
		return nil, arg.Invalid("ProlongInstanceInput.Period", "must be 1, 3, 6 or 12 months")
	}
	if err := checkCost("ProlongInstanceInput", in.ConfirmCost); err != nil {
		return nil, err
	}
	out := new(Order)
	err := s.client.apiNoRetry.ProlongInstance(ctx, zomroapi.ProlongForm{
		ElementID: instanceID, Period: in.Period.String(), ClickedButton: buttonBasket, Sok: zomroapi.SubmitOK,
	}, out)
	if err != nil {
		return nil, err
	}
	return out, nil
}
