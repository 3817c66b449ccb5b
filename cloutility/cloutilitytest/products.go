package cloutilitytest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func invoiceMethods() []entry {
	blank := object{"invoicesRemoteData": false, "isQuantifiable": false, "replicationAware": false, "isSystemOnly": false, "usesSettlementMethod": false}
	with := func(name string, quantifiable bool) object {
		o := maps.Clone(blank)
		o["name"], o["isQuantifiable"] = name, quantifiable
		return o
	}
	return []entry{{1, with("Storage", false)}, {2, with("Quantity", true)}}
}

// productsOf are the products that a unit can use: its own, and those it inherits.
func (s *service) productsOf(unitID int64) []object {
	var out []object
	for at := unitID; s.units[at] != nil; at = s.units[at].parent {
		for _, o := range s.collections[collection{ownProducts, at}] {
			if at == unitID || on(o["inheritable"]) {
				out = append(out, s.productOf(unitID, at, o))
			}
		}
	}
	slices.SortFunc(out, func(a, b object) int { return int(idOf(a) - idOf(b)) })
	return out
}

// productOf is a product as a unit sees it, with the unit's code and the one from
// above.
func (s *service) productOf(unitID, owner int64, o object) object {
	out := maps.Clone(o)
	out["inherited"] = owner != unitID
	if code := s.codeOf(unitID, idOf(o)); code != nil {
		out["productCode"] = code
	}
	for at := s.units[unitID].parent; s.units[at] != nil; at = s.units[at].parent {
		if code := s.codeOf(at, idOf(o)); code != nil {
			out["inheritedProductCode"] = code
			break
		}
	}
	return out
}

func (s *service) codeOf(unitID, productID int64) object {
	for _, code := range s.collections[collection{productCodes, unitID}] {
		if product, _ := code["product"].(object); idOf(product) == productID {
			return code
		}
	}
	return nil
}

// setCode gives a product a code in place of the one it had.
func (s *service) setCode(unitID int64, product object, name string) {
	of := collection{productCodes, unitID}
	s.collections[of] = slices.DeleteFunc(s.collections[of], func(code object) bool {
		other, _ := code["product"].(object)
		return idOf(other) == idOf(product)
	})
	s.insert(productCodes, unitID, object{"name": name, "product": brief(product), "businessUnit": object{"id": unitID, "name": s.units[unitID].name}})
}

// product finds a product that a unit can use.
func (s *service) product(unitID, productID int64) (object, error) {
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	all := s.productsOf(unitID)
	i := slices.IndexFunc(all, func(o object) bool { return idOf(o) == productID })
	if i < 0 {
		return nil, notFound("Product " + itoa(productID) + " was not found.")
	}
	return all[i], nil
}

// ListProducts returns the products that a unit can use.
func (s *service) ListProducts(ctx context.Context, unitID int64, in cloutilityapi.ListProductsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(s.productsOf(unitID), func(o object) bool {
		method, _ := o["method"].(object)
		return in.MethodID != 0 && idOf(method) != in.MethodID
	})
	path := unitPath(unitID) + "/products"
	return s.listOf(ctx, path, len(all), func(i int) object { return s.renderObject(ctx, all[i]) }, window{in.Cursor, in.Limit})
}

// GetProduct returns one product.
func (s *service) GetProduct(ctx context.Context, unitID, productID int64) (any, error) {
	defer s.lock()()
	o, err := s.product(unitID, productID)
	if err != nil {
		return nil, err
	}
	return s.renderObject(ctx, o), nil
}

// UpdateProduct changes a product of the unit. Those it inherits belong to others.
func (s *service) UpdateProduct(ctx context.Context, unitID, productID int64, in *cloutilityapi.UpdateProductInput) (any, error) {
	defer s.lock()()
	if _, err := s.product(unitID, productID); err != nil {
		return nil, err
	}
	o, err := s.item(ownProducts, unitID, productID)
	switch {
	case err != nil:
		return nil, conflict("The product belongs to a business unit above.")
	case strings.TrimSpace(in.Name) == "":
		return nil, invalid("The field Name is required.")
	}
	if in.Method != nil {
		if find(invoiceMethods(), in.Method.ID) == nil {
			return nil, invalid("The invoice method was not found.")
		}
		o["method"] = s.methodObject(in.Method.ID)
	}
	if err := write(o, in, "method", "productCode"); err != nil {
		return nil, err
	}
	if in.ProductCode != nil {
		s.setCode(unitID, o, in.ProductCode.Name)
	}
	s.audit(auditModify, unitID, 0, "Product "+in.Name+" was modified")
	return s.renderObject(ctx, s.productOf(unitID, unitID, o)), nil
}

// methodObject is an invoice method as it is kept.
func (s *service) methodObject(id int64) object {
	o := maps.Clone(find(invoiceMethods(), id).fields)
	o["id"], o["createdDate"] = id, s.started
	return o
}

// SetProductCodes sets codes of products that the unit can use: all of them or none.
func (s *service) SetProductCodes(_ context.Context, unitID int64, in *cloutilityapi.SetProductCodesInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	known := make([]object, len(*in))
	for i, code := range *in {
		var err error
		if known[i], err = s.product(unitID, code.Product.ID); err != nil {
			return nil, invalid("Product " + itoa(code.Product.ID) + " was not found.")
		}
	}
	for i, code := range *in {
		s.setCode(unitID, known[i], code.Name)
	}
	s.audit(auditModify, unitID, 0, "Product codes were changed")
	return s.done()
}
