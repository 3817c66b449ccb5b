package zomrotest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Kinds of orders.
const (
	OrderInstance = "instance" // waits in the cart until it is confirmed
	OrderProlong  = "prolong"  // waits in the cart until it is confirmed
	OrderAddress  = "address"  // waits in the cart until it is confirmed
	OrderResize   = "resize"   // paid at once
	OrderImage    = "image"    // paid at once
	OrderCopy     = "copy"     // of an image, paid at once
)

// Order is something that was ordered.
type Order struct {
	// ID is the line in the cart; also what was paid at once has one.
	ID   int64
	Kind string
	// InstanceID is what is prolonged, resized or gets the address; 0 for others.
	InstanceID int64
	// Tariff is its name, Count how many.
	Tariff string
	Count  int64
	// Price of all of it, in cents.
	Price int64
	// Paid says that the money was taken.
	Paid   bool
	Placed time.Time
}

// order is an order with what happens when it is paid.
type order struct {
	Order

	deliver func()
}

// firstOrderID makes ids of orders look unlike others.
const firstOrderID = 8801

// place puts an order into the cart.
func (s *service) place(public Order, deliver func()) *order {
	o := &order{public, deliver}
	o.ID, o.Placed = firstOrderID+int64(len(s.orders)), s.now()
	s.orders = append(s.orders, o)
	return o
}

// buy takes the money for an order at once.
func (s *service) buy(o Order) error {
	if missing := cents(o.Price) - s.balance; missing > 0 {
		return insufficientFunds(missing)
	}
	s.place(o, nil).Paid = true
	s.balance -= cents(o.Price)
	return nil
}

// inCart is the response to what was put into the cart.
func (o *order) inCart(c callInfo) zomroapi.OrderDoc {
	return zomroapi.OrderDoc{Lang: c.lang, Func: c.function, Tparams: c.echo(), LineItemID: value(text(o.ID))}
}

// ConfirmOrder implements the generated server. An order the balance does not
// suffice for gets an address to pay at, under success. What was paid for has
// left the cart.
func (s *service) ConfirmOrder(ctx context.Context, form *zomroapi.ConfirmOrderForm) (any, error) {
	c := callOf(ctx)
	i := slices.IndexFunc(s.orders, func(o *order) bool { return o.ID == form.ElementID && !o.Paid })
	switch {
	case i < 0:
		return nil, missed("lineitem", form.ElementID)
	case form.Sok == "":
		return formOn(c, form.ElementID, 0).choose("paymethod_id", zomroapi.Choice{Key: "0", Text: "Balance"}), nil
	case form.PayMethodID != "0":
		return nil, invalid("paymethod_id", form.PayMethodID)
	}
	o, doc := s.orders[i], c.done()
	if cents(o.Price) > s.balance {
		doc.BillOrder = value("BO-" + text(o.ID))
		doc.OK = value("https://pay.harbor.example/" + text(o.ID))
		return doc, nil
	}
	s.balance -= cents(o.Price)
	o.Paid, s.promo = true, ""
	o.deliver()
	return doc, nil
}

// ApplyPromoCode implements the generated server. The code takes a tenth off
// everything in the cart, once.
func (s *service) ApplyPromoCode(ctx context.Context, form *zomroapi.PromoCodeForm) (any, error) {
	c := callOf(ctx)
	if form.Sok == "" {
		return newForm(c).set("promocode", s.promo), nil
	}
	var open []*order
	for _, o := range s.orders {
		if !o.Paid {
			open = append(open, o)
		}
	}
	switch {
	case form.PromoCode != PromoCode:
		return nil, missedKey("promocode", form.PromoCode)
	case s.promo == form.PromoCode || len(open) == 0:
		return nil, &serviceError{
			Type: "promocode_not_use", Object: "promocode", Text: "The code '__value__' cannot be used",
			Params: []zomroapi.ErrorParam{{Name: "value", Text: form.PromoCode}},
		}
	}
	s.promo = form.PromoCode
	for _, o := range open {
		o.Price -= o.Price / 10
	}
	return c.done(), nil
}

// ProlongInstance implements the generated server.
func (s *service) ProlongInstance(ctx context.Context, form *zomroapi.ProlongForm) (any, error) {
	c := callOf(ctx)
	in := s.instance(form.ElementID)
	n, ok := months(form.Period)
	switch {
	case in == nil:
		return nil, missed("instances", form.ElementID)
	case form.Sok == "":
		return formOn(c, form.ElementID, 0).choose("period", periodChoices()[1:]...), nil
	case !ok || n == 0:
		return nil, invalid("period", form.Period)
	case form.ClickedButton != "basket":
		return nil, invalid("clicked_button", form.ClickedButton)
	}
	o := s.place(Order{
		Kind: OrderProlong, InstanceID: in.ID, Tariff: in.Tariff, Count: 1, Price: int64(tariffNamed(in.Tariff).price(n)),
	}, func() {
		from := in.PaidUntil
		if now := s.now(); from.Before(now) {
			from = now
		}
		in.PaidUntil = from.AddDate(0, n, 0)
		s.record(c, in.ID, "The service was prolonged")
	})
	return o.inCart(c), nil
}
