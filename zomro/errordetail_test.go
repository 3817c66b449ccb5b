package zomro_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Nothing that the service says of a failure is lost, and the text of the error
// says nothing twice.
func TestErrorDetail(t *testing.T) {
	for body, want := range map[string]struct {
		detail  zomro.ErrorDetail
		missing zomro.Money
		text    string
	}{
		`{"$type":"money","$object":"balance","msg":{"$":"__amount__ is missing for __what__"},"detail":{"$":"Balance: __have__"},
			"param":[{"$name":"amount","$":"0.21 EUR"},{"$name":"what","$type":"msg","$":"a day"},{"$name":"have","$":"0.00 EUR"}]}`: {
			zomro.ErrorDetail{
				Type: "money", Object: "balance", Message: "0.21 EUR is missing for a day", Detail: "Balance: 0.00 EUR",
				Params: []zomro.ErrorParam{{Name: "amount", Text: "0.21 EUR"}, {Name: "what", Type: "msg", Text: "a day"}, {Name: "have", Text: "0.00 EUR"}},
			},
			zomro.Money{Text: "0.21 EUR", Amount: "0.21", Currency: "EUR"},
			"zomro stopInstance: status 200 money: 0.21 EUR is missing for a day: Balance: 0.00 EUR",
		},
		`{"$type":"value","$object":"name","msg":{"$":"Bad"},"param":{"$name":"value","$":"x"}}`: {
			detail: zomro.ErrorDetail{Type: "value", Object: "name", Message: "Bad", Params: []zomro.ErrorParam{{Name: "value", Text: "x"}}},
			text:   "zomro stopInstance: status 200 value: Bad (name)",
		},
		`{"$type":"money","msg":"Pay","param":{"$name":"amount","$":"ask us"}}`: {
			detail:  zomro.ErrorDetail{Type: "money", Message: "Pay", Params: []zomro.ErrorParam{{Name: "amount", Text: "ask us"}}},
			missing: zomro.Money{Text: "ask us"}, text: "zomro stopInstance: status 200 money: Pay",
		},
		`{"$object":"runningoperation"}`: {
			detail: zomro.ErrorDetail{Object: "runningoperation"}, text: "zomro stopInstance: status 200 runningoperation: runningoperation",
		},
		`"Out of order"`: {detail: zomro.ErrorDetail{Message: "Out of order"}, text: "zomro stopInstance: status 200: Out of order"},
	} {
		err := responding(t, jsonResponse(`{"doc":{"error":`+body+`}}`)).Instances.Stop(t.Context(), 17)
		var detail *zomro.ErrorDetail
		if !errors.As(err, &detail) {
			t.Fatalf("%s: error %v", body, err)
		}
		if diff := cmp.Diff(want.detail, *detail); diff != "" {
			t.Errorf("%s: -want +got:\n%s", body, diff)
		}
		if diff := cmp.Diff(want.missing, detail.Missing()); diff != "" {
			t.Errorf("%s: missing, -want +got:\n%s", body, diff)
		}
		if err.Error() != want.text {
			t.Errorf("got  %v\nwant %s", err, want.text)
		}
	}
}

// How much money is missing comes from the service itself.
func TestErrorDetailOfTheBalance(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithBalance(0))
	err := newClient(t, srv).Instances.Resize(t.Context(), zomrotest.InstanceID, zomro.ResizeInstanceInput{TariffID: zomrotest.LargeTariff, ConfirmCost: true})
	var detail *zomro.ErrorDetail
	if !errors.As(err, &detail) || !errors.Is(err, backup.ErrQuota) || detail.Missing().Amount != "0.42" {
		t.Errorf("error %v, %+v", err, detail)
	}
}

// The details of a sign-in are there in front of the call that it was for.
func TestErrorDetailOfASignIn(t *testing.T) {
	srv := zomrotest.NewServer(t)
	srv.Inject(zomrotest.FaultError("auth", "auth", "badip", "Not from here"))
	_, err := newClient(t, srv).Account.Whoami(t.Context())
	var detail *zomro.ErrorDetail
	if !errors.As(err, &detail) || detail.Type != "auth" || detail.Object != "badip" || strings.Count(err.Error(), "Not from here") != 1 {
		t.Errorf("error %v, %+v", err, detail)
	}
}

// A response that asks for a payment is the same error for every method, for the
// typed client and for Do, whatever its response is read into.
func TestPaymentsThatAreDue(t *testing.T) {
	type client = *zomro.Client
	calls := map[string]func(ctx context.Context, c client) error{
		"an action": func(ctx context.Context, c client) error { return c.Instances.Stop(ctx, 17) },
		"an order":  func(ctx context.Context, c client) error { _, err := c.Instances.Order(ctx, ordered()); return err },
		"confirming": func(ctx context.Context, c client) error {
			return c.Instances.ConfirmOrder(ctx, 7, zomro.ConfirmOrderInput{ConfirmCost: true})
		},
		"prolonging": func(ctx context.Context, c client) error {
			_, err := c.Instances.Prolong(ctx, 17, zomro.ProlongInstanceInput{Period: 1, ConfirmCost: true})
			return err
		},
		"an address": func(ctx context.Context, c client) error {
			_, err := c.Addresses.Order(ctx, 17, zomro.OrderAddressInput{Type: 1, ConfirmCost: true})
			return err
		},
		"typed": func(ctx context.Context, c client) error {
			return c.API().CopyImage(ctx, zomroapi.CopyImageForm{ElementID: 17})
		},
		"typed, read": func(ctx context.Context, c client) error {
			return c.API().ProlongInstance(ctx, zomroapi.ProlongForm{ElementID: 17}, new(struct{}))
		},
		"Do": func(ctx context.Context, c client) error {
			return c.Do(ctx, backup.Request{Path: "v2.instances.order", Form: url.Values{"sok": {"ok"}}}, nil)
		},
		"Do, struct": func(ctx context.Context, c client) error {
			return c.Do(ctx, backup.Request{Path: "some.function"}, new(struct{ ID int64 }))
		},
		"Do, node": func(ctx context.Context, c client) error {
			return c.Do(ctx, backup.Request{Path: "some.function"}, new(zomro.Node))
		},
		"Do, raw": func(ctx context.Context, c client) error {
			return c.Do(ctx, backup.Request{Path: "some.function", Idempotent: true}, new(json.RawMessage))
		},
	}
	for doc, want := range map[string]zomro.ErrorDetail{
		`{"billorder":{"$":"BO-77"},"ok":{"$":"https://pay.example.test/77?a=b&c=d"}}`: {OrderID: "BO-77", PaymentURL: "https://pay.example.test/77?a=b&c=d"},
		`{"billorder":{"$":"BO-78"},"ok":{}}`:                                          {OrderID: "BO-78"},
		`{"billorder":"BO-79"}`:                                                        {OrderID: "BO-79"},
		`{"billorder":{"$":"81"},"ok":{"$":"func=cart.pay&id=1"}}`:                     {OrderID: "81", NextStep: "cart.pay"},
		`{"ok":{"$":" https://pay.example.test/80 "}}`:                                 {PaymentURL: "https://pay.example.test/80"},
		`{"ok":{"$":"func=payment.add&amount=7"}}`:                                     {NextStep: "payment.add"},
	} {
		for name, call := range calls {
			err := call(t.Context(), responding(t, jsonResponse(`{"doc":`+doc+`}`)))
			var e *backup.Error
			var detail *zomro.ErrorDetail
			if !errors.As(err, &e) || !errors.As(err, &detail) || e.Code != "payment_required" || !errors.Is(err, backup.ErrOrderFailed) || !e.MaybeExecuted {
				t.Errorf("%s, %s: error %v", name, doc, err)
				continue
			}
			if diff := cmp.Diff(want, *detail); diff != "" {
				t.Errorf("%s, %s: -want +got:\n%s", name, doc, diff)
			}
			if want.OrderID != "" && strings.Count(err.Error(), want.OrderID) != 1 || strings.Contains(err.Error(), "://") {
				t.Errorf("%s, %s: error %v", name, doc, err)
			}
		}
	}
}

// An address in a response is not always one to pay at.
func TestAddressesThatAreNoPayments(t *testing.T) {
	const consoles = `{"doc":{"ok":{"$":"https://vnc.example.test/1"},"cookies":{"cookie":{"$name":"novnc","$":"abc"}}}}`
	if _, err := responding(t, jsonResponse(consoles)).Instances.Console(t.Context(), 17); err != nil {
		t.Error(err)
	}
	if _, err := responding(t, jsonResponse(`{"doc":{"ok":{"$":"https://vnc.example.test/1"}}}`)).Instances.Console(t.Context(), 17); err != nil {
		t.Error(err)
	}
	if _, err := responding(t, jsonResponse(`{"doc":{"ok":{"$":"<a href='https://docs.example.test/'>Read</a>"}}}`)).Instances.Instructions(t.Context(), 17); err != nil {
		t.Error(err)
	}
	var out struct {
		OK string `json:"ok"`
	}
	for path, body := range map[string]string{
		"some.console": consoles, "payment.add.redirect": `{"doc":{"ok":{"$":"https://pay.example.test/1"}}}`, "some.function": `{"doc":{"ok":{"$":"func=some.other"},"elem":[{"ok":"https://a.example.test/"}]}}`,
	} {
		if err := responding(t, jsonResponse(body)).Do(t.Context(), backup.Request{Path: path}, &out); err != nil || out.OK == "" {
			t.Errorf("%s: %+v, %v", path, out, err)
		}
	}
}

// A response without a document is the same error for Do as for all other methods,
// whatever it is read into.
func TestDoOfResponsesWithoutADocument(t *testing.T) {
	for _, body := range []string{`{}`, `{"doc":null}`, `{"result":"ok"}`, `[]`, `null`, `"ok"`, ``, ` `, `{"doc":{"id":`, `<html>hello</html>`} {
		_, typed := responding(t, jsonResponse(body)).Instances.List(t.Context(), zomro.ListInstancesInput{})
		action := responding(t, jsonResponse(body)).Instances.Stop(t.Context(), 17)
		errs := map[string]error{"list": typed, "action": action}
		var anything any
		for _, out := range []any{nil, new(struct{ ID int64 }), new(struct{}), new(zomro.Node), new(json.RawMessage), &anything, new(map[string]any), new(string), new([]string)} {
			errs[fmt.Sprintf("Do into %T", out)] = responding(t, jsonResponse(body)).Do(t.Context(), backup.Request{Path: "some.function"}, out)
		}
		for name, err := range errs {
			var e *backup.Error
			if !errors.As(err, &e) || !errors.Is(err, backup.ErrUnreadable) || e.Code != "unreadable" || !e.MaybeExecuted {
				t.Errorf("%s, %s: error %v", body, name, err)
			}
		}
	}
}

// What a response repeats of the secrets is in no detail either, and an address
// that holds one loses its query.
func TestErrorDetailsHideSecrets(t *testing.T) {
	echo := `{"$type":"` + someSession + `","$object":"` + someSession + `","msg":{"$":"a ` + someSession + `"},"detail":{"$":"b ` + someSession + `"},
		"param":[{"$name":"` + someSession + `","$type":"` + someSession + `","$":"` + someSession + `"}]}`
	for body, address := range map[string]string{
		`{"doc":{"error":` + echo + `}}`: "",
		`{"doc":{"billorder":"` + someSession + `","ok":"https://pay.example.test/7?auth=` + someSession + `"}}`: "https://pay.example.test/7",
		`{"doc":{"billorder":"` + someSession + `","ok":"https://pay.example.test/` + someSession + `"}}`:        "",
		`{"doc":{"billorder":"7","ok":"func=payment.` + someSession + `"}}`:                                      "",
	} {
		err := responding(t, jsonResponse(body)).Instances.Stop(t.Context(), 17)
		var detail *zomro.ErrorDetail
		if !errors.As(err, &detail) || detail.PaymentURL != address {
			t.Errorf("error %v, %+v", err, detail)
		}
		// The pointer is an error, without a text.
		if text := fmt.Sprintf("%v %+v", err, *detail); strings.Contains(text, someSession) {
			t.Errorf("seen in %s", text)
		}
	}
}
