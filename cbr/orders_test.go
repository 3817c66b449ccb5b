package cbr_test

import (
	"errors"
	"net/http"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestOrders(t *testing.T) {
	srv := cbrtest.NewServer(t, fast())
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.Vaults()[0].ID
	change := func(size int64) cbr.ChangeOrderInput {
		return cbr.ChangeOrderInput{ResourceID: id, IsAutoPay: new(true), ProductInfo: cbr.OrderProduct{
			ProductID: "00301-1", SizeGB: size, ResourceSpecCode: cbr.VaultSpecCodeServer,
		}}
	}
	if _, err := client.Orders.Change(ctx, change(600)); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("change of a vault that is paid for by use: %v", err)
	}
	result, err := client.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{
		VaultIDs: []string{id}, ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 9,
	})
	if err != nil || result.OrderID == "" {
		t.Fatalf("got %+v, %v", result, err)
	}
	vault, err := client.Vaults.WaitUntil(ctx, id, func(v *cbr.Vault) bool { return v.Billing.ChargingMode == cbr.ChargingModePrePaid }, quick()...)
	if err != nil || vault.Billing.OrderID != result.OrderID.String() {
		t.Fatalf("got %+v, %v", vault, err)
	}
	if _, err = client.Orders.Change(ctx, change(600)); err != nil {
		t.Fatal(err)
	}
	if vault, err = client.Vaults.WaitUntil(ctx, id, func(v *cbr.Vault) bool { return v.Billing.SizeGB.Value == 600 }, quick()...); err != nil {
		t.Fatal(err)
	}
	update := cbr.UpdateOrderInput{ResourceID: id, ProductInfo: cbr.OrderUpdateProduct{ProductID: "00301-1", SizeGB: 700, ResourceSpecCode: cbr.VaultSpecCodeServer}}
	if _, err = client.Orders.Update(ctx, vault.Billing.OrderID, update); err != nil {
		t.Fatal(err)
	}
	if _, err = client.Vaults.WaitUntil(ctx, id, func(v *cbr.Vault) bool { return v.Billing.SizeGB.Value == 700 }, quick()...); err != nil {
		t.Error(err)
	}

	for name, order := range map[string]func() error{
		"change": func() error { _, err := client.Orders.Change(ctx, change(800)); return err },
		"update": func() error {
			_, err := client.Orders.Update(ctx, srv.Vaults()[0].Billing.OrderID, update)
			return err
		},
		"charge mode": func() error {
			other := srv.AddVault(cbrtest.VaultSpec{}).ID
			_, err := client.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{VaultIDs: []string{other}, PeriodType: cbr.PeriodTypeYear, PeriodNum: 1})
			return err
		},
	} {
		srv.FailNextOrder(12, "the account is frozen")
		srv.ResetLog()
		if e := details(t, order()); e.StatusCode != http.StatusOK || e.Code != "12" || e.Message != "the account is frozen" || srv.Count("") != 1 {
			t.Errorf("%s: %+v after %d requests", name, e, srv.Count(""))
		}
	}
}

// TestOrderCodes: retCode is a number or a text.
func TestOrderCodes(t *testing.T) {
	in := cbr.ChangeChargeModeInput{VaultIDs: []string{"v"}, PeriodType: cbr.PeriodTypeYear, PeriodNum: 1}
	for body, code := range map[string]string{
		`{"orderId":"o","retCode":0}`: "", `{"orderId":"o","retCode":"0","retMsg":""}`: "", `{"orderId":"o","retCode":null}`: "", `{"orderId":"o"}`: "",
		`{"retCode":3.0}`: "3.0", `{"retCode":"CBC.5","retMsg":"x"}`: "CBC.5", `{"orderId":"o","retCode":-1}`: "-1",
	} {
		result, err := at(t, responding(200, jsonType, body)).Orders.ChangeChargeMode(t.Context(), in)
		switch {
		case code == "" && (err != nil || result.OrderID != "o" || result.RetCode.Value != 0):
			t.Errorf("%s: %+v, %v", body, result, err)
		case code != "" && details(t, err).Code != code:
			t.Errorf("%s: %v", body, err)
		}
	}
}
