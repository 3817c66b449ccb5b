package zomro

import (
	"context"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// Period is what is paid for at once: a day, or a number of months.
type Period int64

// Periods of instances.
const (
	PeriodDaily    Period = -50
	PeriodMonth    Period = 1
	PeriodQuarter  Period = 3
	PeriodHalfYear Period = 6
	PeriodYear     Period = 12
)

// String is the period as the service writes it.
func (p Period) String() string { return strconv.FormatInt(int64(p), 10) }

func (p Period) check(field string) error {
	switch p {
	case PeriodDaily, PeriodMonth, PeriodQuarter, PeriodHalfYear, PeriodYear:
		return nil
	}
	return arg.Invalid(field, "must be -50 (a day), or 1, 3, 6 or 12 months")
}

// dailyPeriod is the field of a form whose name holds the tariff.
func dailyPeriod(tariffID int64) map[string]string {
	return map[string]string{"period_" + text(tariffID): PeriodDaily.String()}
}

// Tariff is what can be ordered.
type Tariff struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Details are its properties in words: "Memory" is "2 Gb".
	Details []TariffDetail `json:"detail"`
	Prices  struct {
		Price []PeriodPrice `json:"price"`
	} `json:"prices"`

	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string `json:"-" dollar:",texts"`
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string `json:"-" dollar:",unparsed"`
	// Extra holds fields this package does not know.
	Extra map[string]string `json:"-" dollar:",extra"`
}

// TariffDetail is one property of a tariff.
type TariffDetail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// PeriodPrice is the price of a tariff for one period.
type PeriodPrice struct {
	Period Period `json:"period"`
	Cost   Money  `json:"cost"`
}

// sizeGB finds a size among the details, by a word of its name. Sizes below one
// GB are rounded down.
func (t Tariff) sizeGB(word string) (int64, bool) {
	for _, d := range t.Details {
		if !strings.Contains(strings.ToLower(d.Name), word) {
			continue
		}
		value := strings.ToLower(strings.TrimRight(strings.TrimSpace(d.Value), "."))
		digits := len(value) - len(strings.TrimLeft(value, "0123456789"))
		n, err := strconv.ParseInt(value[:digits], 10, 32)
		if err != nil {
			continue
		}
		switch strings.TrimSpace(value[digits:]) {
		case "mb":
			return n / 1024, true
		case "gb":
			return n, true
		case "tb":
			return n * 1024, true
		}
	}
	return 0, false
}

// DiskGB is the size of the disk, if the details tell it.
func (t Tariff) DiskGB() (size int64, ok bool) { return t.sizeGB("disk") }

// RAMGB is the size of the memory, if the details tell it.
func (t Tariff) RAMGB() (size int64, ok bool) { return t.sizeGB("memory") }

// tariffsDoc is the document of lists of tariffs. The rows are in a list by name,
// or, as the documentation has it, in the only one.
type tariffsDoc struct {
	List []struct {
		Name string   `json:"$name"`
		Elem []Tariff `json:"elem"`
	} `json:"list"`
	DataCenter int64 `json:"datacenter"`
	Slist      []struct {
		Name string `json:"$name"`
		Val  []struct {
			Key  string `json:"$key"`
			Text string `json:"$"`
		} `json:"val"`
	} `json:"slist"`
}

func (d *tariffsDoc) tariffs() []Tariff {
	var out []Tariff
	for _, l := range d.List {
		if l.Name == "pricelist" || l.Name == "" {
			out = append(out, l.Elem...)
		}
	}
	return out
}

// TariffList are the tariffs of one data centre.
type TariffList struct {
	Tariffs []Tariff
	// DataCenter is the id of the data centre the tariffs are of.
	DataCenter int64
	// DataCenters are the names of all data centres by id.
	DataCenters map[int64]string
}

// ListTariffsInput says which tariffs to list.
type ListTariffsInput struct {
	// DataCenterID is where to order; 0 leaves the choice to the service.
	DataCenterID int64
}

// Tariffs returns the tariffs of instances in a data centre. The details are in
// English whatever the language of the client.
func (s *InstancesService) Tariffs(ctx context.Context, in ListTariffsInput) (*TariffList, error) {
	form := zomroapi.TariffsForm{Lang: english}
	switch {
	case in.DataCenterID < 0:
		return nil, arg.Invalid("ListTariffsInput.DataCenterID", "must be positive, or 0")
	case in.DataCenterID > 0:
		form.DataCenter = text(in.DataCenterID)
	}
	var doc tariffsDoc
	if err := s.client.api.ListTariffs(ctx, form, &doc); err != nil {
		return nil, err
	}
	out := &TariffList{Tariffs: doc.tariffs(), DataCenter: doc.DataCenter, DataCenters: make(map[int64]string)}
	for _, l := range doc.Slist {
		if l.Name != "datacenter" {
			continue
		}
		for _, v := range l.Val {
			if id, err := strconv.ParseInt(v.Key, 10, 64); err == nil {
				out.DataCenters[id] = v.Text
			}
		}
	}
	return out, nil
}
