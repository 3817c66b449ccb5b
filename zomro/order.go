package zomro

import (
	"context"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Period is what is paid for at once: a day, or a number of months.
type Period int64

// Periods of instances.
const (
	PeriodDaily    Period = -50
	PeriodMonth    Period = 1
	PeriodQuarter  Period = 3
	PeriodHalfYear Period = 6
	PeriodYear     Period = 12
)

// String is the period as the service writes it.
func (p Period) String() string { return strconv.FormatInt(int64(p), 10) }

func (p Period) check(field string) error {
	switch p {
	case PeriodDaily, PeriodMonth, PeriodQuarter, PeriodHalfYear, PeriodYear:
		return nil
	}
	return refuse(field, "must be -50 (a day), or 1, 3, 6 or 12 months")
}

// dailyPeriod is the field of a form whose name holds the tariff.
func dailyPeriod(tariffID int64) map[string]string {
	return map[string]string{"period_" + text(tariffID): PeriodDaily.String()}
}

// Tariff is what can be ordered.
type Tariff struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Details are its properties in words: "Memory" is "2 Gb".
	Details []TariffDetail `json:"detail"`
	Prices  struct {
		Price []PeriodPrice `json:"price"`
	} `json:"prices"`

	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// TariffDetail is one property of a tariff.
type TariffDetail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// PeriodPrice is the price of a tariff for one period.
type PeriodPrice struct {
	Period Period `json:"period"`
	Cost   Money  `json:"cost"`
}

// sizeGB finds a size among the details, by a word of its name.
func (t Tariff) sizeGB(word string) (int64, bool) {
	for _, d := range t.Details {
		if !strings.Contains(strings.ToLower(d.Name), word) {
			continue
		}
		fields := strings.Fields(d.Value)
		if len(fields) != 2 || !strings.EqualFold(strings.TrimRight(fields[1], "."), "gb") {
			continue
		}
		if n, err := strconv.ParseInt(fields[0], 10, 64); err == nil {
			return n, true
		}
	}
	return 0, false
}

// DiskGB is the size of the disk, if the details tell it.
func (t Tariff) DiskGB() (size int64, ok bool) { return t.sizeGB("disk") }

// RAMGB is the size of the memory, if the details tell it.
func (t Tariff) RAMGB() (size int64, ok bool) { return t.sizeGB("memory") }

// tariffsDoc is the answer of lists of tariffs. The rows are in a list by name,
// or, as the documentation has it, in the only one.
type tariffsDoc struct {
	List []struct {
		Name string   `json:"$name"`
		Elem []Tariff `json:"elem"`
	} `json:"list"`
	DataCenter int64 `json:"datacenter"`
	Slist      []struct {
		Name string `json:"$name"`
		Val  []struct {
			Key  string `json:"$key"`
			Text string `json:"$"`
		} `json:"val"`
	} `json:"slist"`
}

func (d *tariffsDoc) tariffs() []Tariff {
	var out []Tariff
	for _, l := range d.List {
		if l.Name == "pricelist" || l.Name == "" {
			out = append(out, l.Elem...)
		}
	}
	return out
}

// TariffList are the tariffs of one data centre.
type TariffList struct {
	Tariffs []Tariff
	// DataCenter is the id of the data centre the tariffs are of.
	DataCenter int64
	// DataCenters are the names of all data centres by id.
	DataCenters map[int64]string
}

// Tariffs returns the tariffs of instances in a data centre; 0 leaves the
// choice to the service. The details are in English whatever the language of
// the client.
func (s *InstancesService) Tariffs(ctx context.Context, dataCenter int64) (*TariffList, error) {
	in := zomroapi.TariffsForm{}
	switch {
	case dataCenter < 0:
		return nil, refuse("data_center", "must be positive, or 0")
	case dataCenter > 0:
		in.DataCenter = text(dataCenter)
	}
	doc, err := callWith[tariffsDoc](ctx, s.client.rest, zomroapi.OpListTariffs, zomroapi.NewListTariffsRequestWithBody, in, english())
	if err != nil {
		return nil, err
	}
	out := &TariffList{Tariffs: doc.tariffs(), DataCenter: doc.DataCenter, DataCenters: make(map[int64]string)}
	for _, l := range doc.Slist {
		if l.Name != "datacenter" {
			continue
		}
		for _, v := range l.Val {
			if id, err := strconv.ParseInt(v.Key, 10, 64); err == nil {
				out.DataCenters[id] = v.Text
			}
		}
	}
	return out, nil
}

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
// [InstancesService.ConfirmOrder]. It is sent once.
func (s *InstancesService) Order(ctx context.Context, in OrderInput) (*Order, error) {
	form, err := in.form()
	if err != nil {
		return nil, err
	}
	defer s.client.creds.conceal(in.Password)()
	op := zomroapi.OpOrderInstance
	doc, err := callWith[orderDoc](ctx, s.client.rest, op, zomroapi.NewOrderInstanceRequestWithBody, form, in.Addons)
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

func (in *OrderInput) form() (form zomroapi.OrderInstanceForm, err error) {
	if in.Period == 0 {
		in.Period = PeriodDaily
	}
	if in.Count == 0 {
		in.Count = 1
	}
	key := ""
	if in.SSHKey != 0 {
		key = text(in.SSHKey)
	}
	for _, err := range []error{
		checkID("TariffID", in.TariffID), checkID("DataCenterID", in.DataCenterID), in.Period.check("Period"), checkID("Count", in.Count),
		checkUUID("Image", in.Image), checkSignIn(in.Password, key),
	} {
		if err != nil {
			return form, err
		}
	}
	if in.SSHKey < 0 {
		return form, refuse("SSHKey", "must be positive")
	}
	if in.ServerName != "" {
		if in.ServerName, err = checkName("ServerName", in.ServerName); err != nil {
			return form, err
		}
	}
	for name := range in.Addons {
		if !strings.HasPrefix(name, "addon_") {
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
		PriceList: text(in.TariffID), OrderPeriod: in.Period.String(), OrderCount: in.Count, LicenceAgreement: "on", ForceUseNewCart: "on",
		DataCenter: text(in.DataCenterID), ServerName: in.ServerName, Password: in.Password.Reveal(), InstancesOS: in.Image,
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
	return act(ctx, s.client.rest, zomroapi.OpConfirmOrder, zomroapi.NewConfirmOrderRequestWithBody,
		zomroapi.ConfirmOrderForm{ElementID: in.LineItemID, PayMethodID: "0", Sok: zomroapi.SubmitOK})
}

// ApplyPromoCode enters a promotion code for what is in the cart, before it is
// paid for.
func (s *InstancesService) ApplyPromoCode(ctx context.Context, code string) error {
	if err := checkWord("code", code); err != nil {
		return err
	}
	return act(ctx, s.client.rest, zomroapi.OpApplyPromoCode, zomroapi.NewApplyPromoCodeRequestWithBody, zomroapi.PromoCodeForm{PromoCode: code, Sok: zomroapi.SubmitOK})
}
