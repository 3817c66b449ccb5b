package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// ShowResize implements the generated server.
func (s *service) ShowResize(ctx context.Context, body *zomroapi.ResizeOptionsForm) (any, error) {
	c, id := callOf(ctx), body.ElementID
	in := s.instance(id)
	if in == nil {
		return nil, missed("instances", id)
	}
	if sok := c.form.Get("sok"); sok != "" {
		return nil, wrongSubmit(sok) // the next step does it
	}
	var others []zomroapi.Choice
	for _, t := range tariffChoices() {
		if t.Text != in.Tariff {
			others = append(others, t)
		}
	}
	return formOn(c, id, 0).set("pricelist", text(tariffNamed(in.Tariff).id)).choose("pricelist", others...), nil
}

// ResizeInstance implements the generated server: it takes the money and
// changes the size, which then waits to be confirmed.
func (s *service) ResizeInstance(ctx context.Context, form *zomroapi.ResizeForm) (any, error) {
	c := callOf(ctx)
	if s.instance(form.ElementID) != nil && form.Sok == "" {
		return formOn(c, form.ElementID, 0).set("pricelist", form.PriceList), nil
	}
	in, err := s.idle(form.ElementID)
	if err != nil {
		return nil, err
	}
	t, ok := tariffOf(form.PriceList)
	switch {
	case in.Status != statusActive && in.Status != statusStopped:
		return nil, wrongState("The instance cannot be resized now")
	case !ok || t.name == in.Tariff:
		return nil, invalid("pricelist", form.PriceList)
	case form.ClickedButton != "finish":
		return nil, invalid("clicked_button", form.ClickedButton)
	case form.Snext != submit:
		return nil, invalid("snext", form.Snext)
	}
	if err := s.buy(Order{Kind: OrderResize, InstanceID: in.ID, Tariff: t.name, Price: int64(t.daily), Count: 1}); err != nil {
		return nil, err
	}
	s.record(c, in.ID, "The tariff was changed")
	in.before = in.Instance
	s.begin(in, "resizing", statusResized, func(in *instance) {
		in.Tariff, in.DiskGB, in.RAMGB = t.name, max(in.DiskGB, t.disk), t.ram
	})
	return c.done(), nil
}

// ConfirmResize implements the generated server.
func (s *service) ConfirmResize(ctx context.Context, form *zomroapi.ConfirmResizeForm) (any, error) {
	c := callOf(ctx)
	if s.instance(form.ElementID) != nil && form.Sok == "" {
		return formOn(c, form.ElementID, 0).choose("select_resize", choices("confirm", "rollback")...), nil
	}
	in, err := s.idle(form.ElementID)
	if err != nil {
		return nil, err
	}
	if form.SelectResize != "confirm" && form.SelectResize != "rollback" {
		return nil, invalid("select_resize", form.SelectResize)
	}
	if in.Status != statusResized {
		return nil, wrongState("No new size waits to be confirmed")
	}
	s.record(c, in.ID, "The new size: "+form.SelectResize)
	s.begin(in, "processing", in.before.Status, func(in *instance) {
		if form.SelectResize == "rollback" {
			in.Tariff, in.DiskGB, in.RAMGB = in.before.Tariff, in.before.DiskGB, in.before.RAMGB
		}
	})
	return c.done(), nil
}
