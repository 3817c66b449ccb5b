package cloutility_test

import (
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func TestAddressLife(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, _ *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		must(client.BusinessUnits.CreateAddress(ctx, home, cloutility.CreateAddressInput{
			Type: cloutility.ObjectRef{ID: 2}, Country: cloutility.ObjectRef{ID: 46}, City: "Malmo", Street2: "Hinterhaus", Emails: []string{"a@example.com"},
		}))(t)
		must(client.BusinessUnits.UpdateAddress(ctx, home, 7, cloutility.UpdateAddressInput{Type: cloutility.ObjectRef{ID: 1}, Country: cloutility.ObjectRef{ID: 45}, City: "Aarhus"}))(t)
		all := must(backup.Collect(client.BusinessUnits.AllAddresses(ctx, home, cloutility.ListAddressesInput{}), 0))(t)
		if first, second := at(all, 0), at(all, 1); len(all) != 2 || first.City != "Aarhus" || first.Country.Name != "Denmark" || first.Name != "Nordlicht GmbH" ||
			second.Type.Name != "Main office" || second.Street2 != "Hinterhaus" || second.Href == "" || second.ID == 0 {
			t.Errorf("addresses %+v", all)
		}
		_, err := client.BusinessUnits.CreateAddress(ctx, home, cloutility.CreateAddressInput{Type: cloutility.ObjectRef{ID: 9}, Country: cloutility.ObjectRef{ID: 46}})
		fails(t, err, backup.ErrInvalid)
		_, err = client.BusinessUnits.CreateAddress(ctx, home, cloutility.CreateAddressInput{Type: cloutility.ObjectRef{ID: 1}})
		fails(t, err, backup.ErrInvalid)
		_, err = client.BusinessUnits.UpdateAddress(ctx, 91, 7, cloutility.UpdateAddressInput{Type: cloutility.ObjectRef{ID: 1}, Country: cloutility.ObjectRef{ID: 45}})
		fails(t, err, backup.ErrNotFound)
	})
}

func TestBrands(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	client := connect(t, srv)
	ctx := t.Context()
	_, err := client.BusinessUnits.UpdateBrand(ctx, home, cloutility.UpdateBrandInput{Favicon: "<svg/>"})
	fails(t, err, backup.ErrNotFound)
	made := must(client.BusinessUnits.CreateBrand(ctx, home, cloutility.CreateBrandInput{Logo: "iVBORw0KGgo=", Styles: []cloutility.BrandStyle{{Key: "primaryColor", Value: "#0a5"}}}))(t)
	changed := must(client.BusinessUnits.UpdateBrand(ctx, home, cloutility.UpdateBrandInput{Favicon: "<svg/>"}))(t)
	if changed.ID != made.ID || changed.Logo != "iVBORw0KGgo=" || changed.Favicon != "<svg/>" || at(changed.Styles, 0).Value != "#0a5" || changed.Href == "" {
		t.Errorf("brand %+v", changed)
	}
	_, err = client.BusinessUnits.CreateBrand(ctx, home, cloutility.CreateBrandInput{Logo: "iVBORw0KGgo="})
	fails(t, err, backup.ErrConflict)
	for _, bad := range []cloutility.CreateBrandInput{{}, {Logo: "?"}, {Styles: []cloutility.BrandStyle{{Value: "x"}}}} {
		_, err = client.BusinessUnits.CreateBrand(ctx, 91, bad)
		fails(t, err, backup.ErrInvalid)
	}
}
