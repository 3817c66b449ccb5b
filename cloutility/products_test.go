package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestProducts(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		name := func(p cloutility.Product) string { return p.Name }
		all := must(backup.Collect(client.Products.All(ctx, home, cloutility.ListProductsInput{}), 0))(t)
		same(t, "products", []string{"Storage", "Service", "Consulting"}, each(all, name))
		below := must(backup.Collect(client.Products.All(ctx, 91, cloutility.ListProductsInput{}), 0))(t)
		same(t, "products below", []string{"Storage", "Service"}, each(below, name)) // Consulting is not inheritable
		counted := must(client.Products.List(ctx, home, cloutility.ListProductsInput{MethodID: 2}))(t)
		same(t, "products of one method", []string{"Consulting"}, each(counted.Items, name))
		if first := at(all, 0); !first.Inherited || first.UnitName != "GB" || first.Method.Name != "Storage" || at(all, 2).Inherited {
			t.Errorf("products %+v", all)
		}

		changed := must(client.Products.Update(ctx, home, 6, cloutility.UpdateProductInput{
			Name: "Advice", Method: thing(1), Inheritable: new(true), ProductCode: &cloutility.ProductCodeName{Name: "A-1"},
		}))(t)
		if changed.Name != "Advice" || changed.UnitName != "hours" || changed.Method.ID != 1 || changed.ProductCode.Name != "A-1" {
			t.Errorf("product %+v", changed)
		}
		if got := must(client.Products.Get(ctx, 91, 6))(t); !got.Inherited || got.InheritedProductCode.Name != "A-1" || got.ProductCode != nil {
			t.Errorf("product below %+v", got)
		}
		_, err := client.Products.Update(ctx, home, 3, cloutility.UpdateProductInput{Name: "x"}) // it is inherited
		fails(t, err, backup.ErrConflict)
		_, err = client.Products.Update(ctx, home, 6, cloutility.UpdateProductInput{Name: "x", Method: thing(9)})
		fails(t, err, backup.ErrInvalid)

		codes := func(names ...string) (in cloutility.SetProductCodesInput) {
			for i, name := range names {
				in.Codes = append(in.Codes, cloutility.ProductCodeInput{Name: name, Product: cloutility.ObjectRef{ID: int64(3 + i)}})
			}
			return in
		}
		works(t, client.Products.SetCodes(ctx, home, codes("S-1", "S-2")))
		works(t, client.Products.SetCodes(ctx, home, codes("S-3"))) // in place of the first
		if got := must(client.Products.Get(ctx, home, 3))(t); got.ProductCode.Name != "S-3" || got.ProductCode.BusinessUnit.ID != home {
			t.Errorf("product %+v", got.ProductCode)
		}
		if got := must(client.Products.Get(ctx, home, 4))(t); got.ProductCode.Name != "S-2" {
			t.Errorf("product %+v", got.ProductCode)
		}
		bad := codes("S-9", "S-9")
		bad.Codes[1].Product.ID = 4711
		fails(t, client.Products.SetCodes(ctx, home, bad), backup.ErrInvalid)
		if got := must(client.Products.Get(ctx, home, 3))(t); got.ProductCode.Name != "S-3" {
			t.Error("half of a bad request was done")
		}
		for _, bad := range []cloutility.SetProductCodesInput{{}, codes(""), {Codes: []cloutility.ProductCodeInput{{Name: "x"}}}} {
			fails(t, client.Products.SetCodes(ctx, home, bad), backup.ErrInvalid)
		}
	})
}

func subscriptionName(s cloutility.Subscription) string { return s.Name }

func TestPriceSubscriptions(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		made := must(client.PriceSubscriptions.Create(ctx, home, cloutility.CreatePriceSubscriptionInput{
			Name: "Backup", Description: "By the hour", Currency: thing(2),
			Components: []cloutility.SubscriptionComponentInput{{Product: cloutility.ObjectRef{ID: 6}, Price: 80, Quantity: 1, QuantityCalculationOption: thing(3)}},
		}))(t)
		got := must(client.PriceSubscriptions.Get(ctx, home, made.ID))(t)
		part := at(got.Components, 0)
		if got.Name != "Backup" || got.Description != "By the hour" || got.Currency.Code != "EUR" || part.Price != 80 || part.Product.Name != "Consulting" || part.QuantityCalculationOption.Name != "Sum" {
			t.Errorf("price subscription %+v", got)
		}
		ref := cloutility.PriceComponentRef{BusinessUnitID: home, SubscriptionID: made.ID, ComponentID: part.ID}
		changed := must(client.PriceSubscriptions.UpdateComponent(ctx, ref, cloutility.UpdatePriceSubscriptionComponentInput{Price: new(90.0), IsCapacity: new(true)}))(t)
		all := must(backup.Collect(client.PriceSubscriptions.AllComponents(ctx, home, made.ID, cloutility.ListPriceSubscriptionComponentsInput{}), 0))(t)
		if changed.Price != 90 || !changed.IsCapacity || changed.Quantity != 1 || len(all) != 1 || at(all, 0).Price != 90 {
			t.Errorf("component %+v", changed)
		}
		ref.ComponentID = 4711
		_, err := client.PriceSubscriptions.UpdateComponent(ctx, ref, cloutility.UpdatePriceSubscriptionComponentInput{})
		fails(t, err, backup.ErrNotFound)
		_, err = client.PriceSubscriptions.UpdateComponent(ctx, cloutility.PriceComponentRef{BusinessUnitID: home, SubscriptionID: 25, ComponentID: 61}, cloutility.UpdatePriceSubscriptionComponentInput{Price: new(0.0)})
		fails(t, err, backup.ErrConflict) // it is of the unit above

		// What is handed down can be used.
		open := must(client.PriceSubscriptions.ListUnassigned(ctx, home, cloutility.ListUnassignedPriceSubscriptionsInput{}))(t)
		same(t, "unassigned", []string{"Service 2024"}, each(open.Items, subscriptionName))
		_, err = client.PriceSubscriptions.Get(ctx, home, 26)
		fails(t, err, backup.ErrNotFound)
		works(t, client.PriceSubscriptions.Assign(ctx, home, cloutility.AssignPriceSubscriptionInput{ID: 26, Name: "Service 2024"}))
		must(client.PriceSubscriptions.Get(ctx, home, 26))(t)
		fails(t, client.PriceSubscriptions.Assign(ctx, home, cloutility.AssignPriceSubscriptionInput{ID: 26, Name: "Service 2024"}), backup.ErrConflict)
		fails(t, client.PriceSubscriptions.Assign(ctx, home, cloutility.AssignPriceSubscriptionInput{ID: 4711, Name: "x"}), backup.ErrNotFound)
		below := must(backup.Collect(client.PriceSubscriptions.AllUnassigned(ctx, 91, cloutility.ListUnassignedPriceSubscriptionsInput{}), 0))(t)
		same(t, "unassigned below", []string{"Backup", "Storage 2024", "Service 2024"}, each(below, subscriptionName))
		page := must(client.PriceSubscriptions.ListComponents(ctx, home, 25, cloutility.ListPriceSubscriptionComponentsInput{}))(t)
		if at(page.Items, 0).Product.Name != "Storage" {
			t.Errorf("components %+v", page)
		}
		_, err = client.PriceSubscriptions.Create(ctx, home, cloutility.CreatePriceSubscriptionInput{Name: "x", Components: []cloutility.SubscriptionComponentInput{{Product: cloutility.ObjectRef{ID: 4711}}}})
		fails(t, err, backup.ErrInvalid)
	})
}
