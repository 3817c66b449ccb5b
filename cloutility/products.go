package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ProductsService manages what is invoiced. Only the vendor's help pages show these
// calls.
type ProductsService struct{ client *Client }

// List returns the products that a business unit can use: its own, those it
// inherits and those assigned to it.
func (s *ProductsService) List(ctx context.Context, businessUnitID int64, in ListProductsInput) (*backup.Page[Product], error) {
	if err := validate.FirstError(checkPage("ListProductsInput", in.Cursor, in.Limit), notNegative("ListProductsInput.MethodID", in.MethodID)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListProducts(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *ProductsService) All(ctx context.Context, businessUnitID int64, in ListProductsInput) iter.Seq2[Product, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Product], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item Product) string { return keyOf(item.ID) })
}

// Get returns one product that a business unit can use.
func (s *ProductsService) Get(ctx context.Context, businessUnitID, productID int64) (*Product, error) {
	return s.client.api.GetProduct(ctx, businessUnitID, productID)
}

// Update changes a product. The name is needed, also when it stays; whether other
// fields left out keep their values is not documented.
func (s *ProductsService) Update(ctx context.Context, businessUnitID, productID int64, in UpdateProductInput) (*Product, error) {
	if err := validate.FirstError(required("UpdateProductInput.Name", in.Name), checkRef("UpdateProductInput.Method", in.Method)); err != nil {
		return nil, err
	}
	if in.ProductCode != nil {
		if err := required("UpdateProductInput.ProductCode.Name", in.ProductCode.Name); err != nil {
			return nil, err
		}
	}
	return s.client.api.UpdateProduct(ctx, businessUnitID, productID, in)
}

// SetProductCodesInput are codes of products in an accounting system.
type SetProductCodesInput struct {
	// Codes has a code for each product; at least one.
	Codes []ProductCodeInput
}

// SetCodes sets the codes that products have for a business unit in an accounting
// system. Codes that the same products had before are replaced.
func (s *ProductsService) SetCodes(ctx context.Context, businessUnitID int64, in SetProductCodesInput) error {
	if len(in.Codes) == 0 {
		return invalidArgument("SetProductCodesInput.Codes", "is empty")
	}
	for i := range in.Codes {
		field := validate.Element("SetProductCodesInput.Codes", i)
		if err := validate.FirstError(required(field+".Name", in.Codes[i].Name), checkRef(field+".Product", &in.Codes[i].Product)); err != nil {
			return err
		}
	}
	return s.client.api.SetProductCodes(ctx, businessUnitID, in.Codes)
}
