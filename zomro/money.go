package zomro

import "github.com/backup-sdk/backup-go/internal/billmgr"

// Money is a price as the service writes it.
type Money struct {
	// Text is the whole price as sent, such as "0.21 EUR / Day".
	Text string
	// Amount is its decimal number, such as "0.21". It is text, for money
	// does not belong in floating point; empty when Text cannot be read.
	Amount string
	// Currency is a code or symbol, such as "EUR" or "€"; empty when not sent.
	Currency string
	// Period is what it is paid for, such as "Day"; empty when not sent.
	Period string
}

// UnmarshalDollar reads a price; it keeps the text of one it does not understand.
func (m *Money) UnmarshalDollar(s billmgr.Scalar) error {
	*m = Money{Text: s.Text}
	if m.Text == "" {
		m.Text = s.Orig
	}
	m.Amount, m.Currency, m.Period, _ = billmgr.ParseMoney(m.Text)
	return nil
}

// String returns the price as sent.
func (m Money) String() string { return m.Text }
