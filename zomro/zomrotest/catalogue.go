package zomrotest

import (
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

func isRegion(name string) bool { return dataCenterID(name) != "" }

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
