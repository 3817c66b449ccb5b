package zomro

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// ErrorDetail is what the service said of a failed call, part by part. It is behind
// a [backup.Error] whose response was in a form of the service; [errors.As] finds
// it:
//
//	var detail *zomro.ErrorDetail
//	if errors.As(err, &detail) { log.Print(detail.Missing(), detail.PaymentURL) }
type ErrorDetail struct {
	// Type is the class of the error, such as "missed", "value" and "money", or a
	// module's own word.
	Type string
	// Object is what it is about: a field, a kind of element, a code such as
	// "badpassword", or messages by field as JSON.
	Object string
	// Message and Detail are the texts for people, with the Params in their places.
	// They are often the same.
	Message, Detail string
	// Params are the values in the texts, in the order of the response. One that was
	// sent alone is one of one.
	Params []ErrorParam

	// OrderID is an order that waits for its payment, PaymentURL where to pay, and
	// NextStep the function that goes on with it: each where the service tells it.
	// The code of the error is "payment_required" then, and it matches
	// [backup.ErrOrderFailed]. Calling again makes another order.
	OrderID, PaymentURL, NextStep string
}

// ErrorParam is a value in the texts of an error.
type ErrorParam struct {
	// Name is that of the place in a text, such as "amount" and "value".
	Name string
	// Type is how the value is meant, such as "msg"; empty when it was not sent.
	Type string
	// Text is the value.
	Text string
}

// Error is empty: the message of the [backup.Error] in front says it all already.
func (*ErrorDetail) Error() string { return "" }

// Param is the value of a name, and whether there is one.
func (d *ErrorDetail) Param(name string) (text string, ok bool) {
	for _, p := range d.Params {
		if p.Name == name {
			return p.Text, true
		}
	}
	return "", false
}

// paramAmount names how much the balance lacks.
const paramAmount = "amount"

// Missing is how much money the balance lacks for the call; its Text is empty when
// the error is not about that.
func (d *ErrorDetail) Missing() Money {
	text, _ := d.Param(paramAmount)
	var out Money
	_ = out.UnmarshalDollar(billmgr.Scalar{Text: text}) // keeps what it cannot read
	return out
}

// details are the parts of an error, each made fit for logs.
func (d *errorDoc) details(clean func(string) string) *ErrorDetail {
	message := d.fill(d.Msg)
	if message == "" {
		message = d.fill(d.Text)
	}
	out := &ErrorDetail{Type: clean(d.Type), Object: clean(d.Object), Message: clean(message), Detail: clean(d.fill(d.Detail))}
	for _, p := range d.Params {
		out.Params = append(out.Params, ErrorParam{clean(p.Name), clean(p.Type), clean(p.Text)})
	}
	return out
}

// functionPayment begins the names of the functions that pay.
const functionPayment = "payment"

// paymentDue recognizes a response that asks for a payment in place of the work: it
// names an order, an address to pay at, or the function that pays.
func paymentDue(r *rest.Response, body []byte) *backup.Error {
	const order, ok = "billorder", "ok"
	// A quick no for nearly all. Nobody spells these names with escapes.
	if !r.Quotable() || !bytes.Contains(body, []byte(`"`+order+`"`)) && !bytes.Contains(body, []byte(`"`+ok+`"`)) {
		return nil
	}
	d := &ErrorDetail{OrderID: r.Clean(member(body, order))}
	if text := strings.TrimSpace(member(body, ok)); text != "" && !answersWithAddress(r, body) {
		step, owed := nextStep(text)
		switch {
		case isAddress(text):
			d.PaymentURL = cleanAddress(r, text)
		case owed && (d.OrderID != "" || strings.HasPrefix(step, functionPayment)):
			d.NextStep = r.Clean(step)
		case d.OrderID == "":
			return nil
		}
	} else if d.OrderID == "" {
		return nil
	}
	message := "the service wants a payment first"
	if d.OrderID != "" {
		message += ": order " + d.OrderID + " waits for it"
	}
	return &backup.Error{Kind: backup.KindOrderFailed, Code: codePayment, Message: message, Err: d}
}

// answersWithAddress reports functions whose result is an address: the console's,
// which comes with cookies, and those that somebody calls in order to pay.
func answersWithAddress(r *rest.Response, body []byte) bool {
	if r.Op.Route == zomroapi.OpShowConsole.Route {
		return true
	}
	if _, function, _ := strings.Cut(r.Op.Route, "#func="); strings.HasPrefix(function, functionPayment) {
		return true
	}
	_, cookies := billmgr.Lookup(body, "doc", "cookies")
	return cookies
}

// member is the text of a scalar element of a document.
func member(body []byte, name string) string {
	raw, ok := billmgr.Lookup(body, "doc", name)
	if !ok {
		return ""
	}
	var text string
	if billmgr.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func isAddress(text string) bool {
	return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsFunc(text, unicode.IsSpace)
}

// cleanAddress is an address without what must not be seen. Half an address is of
// no use: it loses its query, or is left out.
func cleanAddress(r *rest.Response, address string) string {
	if r.Clean(address) == address {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	if short := u.String(); r.Clean(short) == short {
		return short
	}
	return ""
}
