package zomrotest

import (
	"context"
	"slices"
	"strconv"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// tariff is something to order.
type tariff struct {
	id              int64
	name            string
	cpus, disk, ram int64
	daily           cents
}

func tariffs() []tariff {
	return []tariff{
		{SmallTariff, "Cloud S1", 1, 20, 2, 12},
		{MediumTariff, "Cloud S2", 2, 40, 4, 21},
		{LargeTariff, "Cloud S3", 4, 80, 8, 42},
	}
}

// imageTariff is the one of stored images; its price is that of a gigabyte.
func imageTariff() tariff { return tariff{id: ImageTariff, name: "Images", daily: storedGB} }

// storedGB is what a stored gigabyte costs a day.
const storedGB cents = 1

// addressPrice is what an address costs.
const addressPrice cents = 200

// tariffNamed finds a tariff by its name; one without an id is not for sale.
func tariffNamed(name string) tariff {
	return findTariff(func(t tariff) bool { return t.name == name })
}

// tariffOf finds a tariff by its id as a form has it.
func tariffOf(id string) (tariff, bool) {
	t := findTariff(func(t tariff) bool { return text(t.id) == id })
	return t, t.id != 0
}

func findTariff(found func(tariff) bool) tariff {
	all := tariffs()
	if i := slices.IndexFunc(all, found); i >= 0 {
		return all[i]
	}
	return tariff{}
}

func tariffChoices() []zomroapi.Choice {
	var out []zomroapi.Choice
	for _, t := range tariffs() {
		out = append(out, zomroapi.Choice{Key: text(t.id), Text: t.name})
	}
	return out
}

// daily is the period of a day, as the service has it.
const daily int64 = -50

// daysOfMonth is what a month is paid for at most.
const daysOfMonth = 30

// months reads a period: 0 is a day.
func months(period string) (int, bool) {
	n, err := strconv.ParseInt(period, 10, 64)
	switch {
	case err != nil:
		return 0, false
	case n == daily:
		return 0, true
	}
	return int(n), slices.Contains([]int64{1, 3, 6, 12}, n)
}

// price is what a tariff costs for a period.
func (t tariff) price(months int) cents {
	if months == 0 {
		return t.daily
	}
	return t.daily * cents(daysOfMonth*months)
}

func periods() []string { return []string{text(daily), "1", "3", "6", "12"} }

func periodChoices() []zomroapi.Choice {
	names := map[string]string{text(daily): "Daily", "1": "Month", "3": "Three months", "6": "Half a year", "12": "Year"}
	var out []zomroapi.Choice
	for _, p := range periods() {
		out = append(out, zomroapi.Choice{Key: p, Text: names[p]})
	}
	return out
}

// ListTariffs implements the generated server. Every tariff is sold everywhere.
func (s *service) ListTariffs(ctx context.Context, body *zomroapi.TariffsForm) (any, error) {
	c, place := callOf(ctx), body.DataCenter
	if place == "" {
		place = text(DataCenter)
	}
	if dataCenterName(place) == "" {
		return nil, invalid("datacenter", place)
	}
	doc := tariffsDoc(c, tariffs())
	doc.DataCenter = value(place)
	doc.Slist = []zomroapi.ChoiceList{{Name: "datacenter", Values: dataCenterChoices()}}
	return doc, nil
}

func tariffsDoc(c callInfo, sold []tariff) zomroapi.TariffsDoc {
	list := zomroapi.TariffList{Name: "pricelist"}
	for _, t := range sold {
		row := zomroapi.Tariff{ID: value(text(t.id)), Name: value(t.name), Prices: &zomroapi.TariffPrices{}}
		if t.disk > 0 {
			for _, d := range [][2]string{
				{"CPU count", text(t.cpus)}, {"Memory", text(t.ram) + " Gb"}, {"Disk space", text(t.disk) + " Gb"}, {"Port speed", "1 Gbit/s."},
			} {
				row.Detail = append(row.Detail, zomroapi.TariffDetail{Name: value(translate(c.lang, d[0])), Value: value(d[1])})
			}
		}
		for _, p := range periods() {
			if n, _ := months(p); n == 0 || t.disk > 0 { // images are paid by the day alone
				row.Prices.Price = append(row.Prices.Price, zomroapi.PeriodPrice{Period: value(p), Cost: value(t.price(n).priced())})
			}
		}
		list.Elem = append(list.Elem, row)
	}
	return zomroapi.TariffsDoc{Lang: c.lang, Func: c.function, Tparams: c.echo(), List: []zomroapi.TariffList{list}}
}

// ListImageTariffs implements the generated server.
func (s *service) ListImageTariffs(ctx context.Context, _ *zomroapi.ImageTariffsForm) (any, error) {
	return tariffsDoc(callOf(ctx), []tariff{imageTariff()}), nil
}
