package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityConsumption() group {
	return group{name: "consumption", short: "What was used, and corrections of it", verbs: []verb{
		{use: "unit @unit", short: "List what a business unit used", example: "unit --start 2026-01-01 --end 2026-01-31", call: (*cloutility.ConsumptionService).ListBusinessUnit, all: (*cloutility.ConsumptionService).AllBusinessUnit},
		{use: "consumer @unit CONSUMER", short: "List what a consumption unit used", example: "consumer 4006 --start 2026-01-01", call: (*cloutility.ConsumptionService).ListConsumer, all: (*cloutility.ConsumptionService).AllConsumer},
		{use: "update-unit @unit CONSUMPTION", short: "Correct what a business unit used", example: "update-unit 81 --quantity 12.5", kind: changes, call: (*cloutility.ConsumptionService).UpdateBusinessUnit},
		{use: "update-consumer @unit CONSUMER CONSUMPTION", short: "Correct what a consumption unit used", example: "update-consumer 4006 81 --quantity 12.5", kind: changes, call: (*cloutility.ConsumptionService).UpdateConsumer},
	}}
}
