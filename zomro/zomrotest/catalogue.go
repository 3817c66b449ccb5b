package zomrotest

import (
	"slices"
	"strconv"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// UUIDs of images everybody can use.
const (
	// PublicImage is a system to rebuild and order from.
	PublicImage = "4f3f0f4c-2f0a-4b55-9a0e-7a1f5d1f9b21"
	// RescueImage can be booted for a rescue.
	RescueImage = "f4b1c0de-56c4-4c51-8a69-84eee4aa64e7"
	// ISOImage can be booted as an ISO image.
	ISOImage = "ab34c7c1-9e36-49a1-8770-acfb2878141f"
)

// Ids of what can be ordered.
const (
	// SmallTariff has 20 GB of disk and 2 GB of memory, MediumTariff 40 and 4,
	// LargeTariff 80 and 8.
	SmallTariff  int64 = 6811
	MediumTariff int64 = 6812
	LargeTariff  int64 = 6813
	// ImageTariff is the one of stored images.
	ImageTariff int64 = 6854
	// DataCenter is "Poland-1", OtherDataCenter "Netherlands-2".
	DataCenter      int64 = 12
	OtherDataCenter int64 = 13
	// AddressType is the kind of address that can be ordered.
	AddressType int64 = 7
)

// PromoCode is a promotion code that is accepted.
const PromoCode = "HARBOR10"

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

// dataCenter is a region.
type dataCenter struct {
	id   int64
	name string
}

func dataCenters() []dataCenter {
	return []dataCenter{{DataCenter, "Poland-1"}, {OtherDataCenter, "Netherlands-2"}, {14, "Netherlands-1"}}
}

func dataCenterID(name string) string {
	for _, d := range dataCenters() {
		if d.name == name {
			return text(d.id)
		}
	}
	return ""
}

func dataCenterName(id string) string {
	for _, d := range dataCenters() {
		if text(d.id) == id {
			return d.name
		}
	}
	return ""
}

func dataCenterChoices() []zomroapi.Choice {
	var out []zomroapi.Choice
	for _, d := range dataCenters() {
		out = append(out, zomroapi.Choice{Key: text(d.id), Text: d.name})
	}
	return out
}

// regionChoices are the data centres by their names.
func regionChoices() []zomroapi.Choice {
	var out []zomroapi.Choice
	for _, d := range dataCenters() {
		out = append(out, zomroapi.Choice{Key: d.name, Text: d.name})
	}
	return out
}

// translate puts words the service translates into the language of a call; the
// fake knows English and Russian.
func translate(lang, word string) string {
	if lang != accountLang {
		return word
	}
	if t := russian()[word]; t != "" {
		return t
	}
	return word
}

func russian() map[string]string {
	return map[string]string{
		"Sunday": "Воскресенье", "Monday": "Понедельник", "Tuesday": "Вторник", "Wednesday": "Среда", "Thursday": "Четверг",
		"Friday": "Пятница", "Saturday": "Суббота", "Active": "Активен", "Daily charges": "Ежедневные списания",
		"Memory": "Память", "Disk space": "Диск", "CPU count": "Процессоры",
	}
}
