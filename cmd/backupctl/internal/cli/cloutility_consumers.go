package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityConsumers() group {
	return group{name: "consumer", aliases: []string{"consumers"}, short: "Consumption units: what is backed up", verbs: []verb{
		{use: "list @unit", short: "List the consumption units of a business unit", example: "list --limit 20\nlist --unit 17 --filter name~web", call: (*cloutility.ConsumersService).List, all: (*cloutility.ConsumersService).All, columns: "id name created_date data_source_state.name"},
		{use: "get @unit CONSUMER", short: "Show a consumption unit", example: "get 4006", call: (*cloutility.ConsumersService).Get},
		{use: "create @unit", short: "Make a consumption unit", example: "create --name web-1", kind: changes, call: (*cloutility.ConsumersService).Create},
		{use: "ensure @unit --key", short: "Make a consumption unit, unless it is there", example: "ensure --key web-1", long: ensureText("The unit is called after the key."), words: keyText(), kind: changes, call: (*cloutility.ConsumersService).Ensure},
		{use: "update @unit CONSUMER", short: "Change a consumption unit", example: "update 4006 --name web-1 --note production", kind: changes, call: (*cloutility.ConsumersService).Update},
		{use: "delete @unit CONSUMER", short: "Delete a consumption unit and its node", example: "delete 4006 --yes", kind: destroys, call: (*cloutility.ConsumersService).Delete},
		{use: "add-tag @unit CONSUMER", short: "Put a tag on a consumption unit", example: "add-tag 4006 --text production", kind: changes, call: (*cloutility.ConsumersService).AddTag},
		{use: "destinations @unit CONSUMER", short: "List the business units it can move to", example: "destinations 4006", call: (*cloutility.ConsumersService).ListDestinations, all: (*cloutility.ConsumersService).AllDestinations},
		{use: "delete-request @unit CONSUMER", short: "Show who asked for its deletion", example: "delete-request 4006", call: (*cloutility.ConsumersService).DeleteRequest},
		{use: "point-repository @unit CONSUMER", short: "Show its PoINT repository", example: "point-repository 4006", call: (*cloutility.ConsumersService).PointRepository},
		{use: "delete-m365-account @unit CONSUMER", short: "Take the Microsoft 365 account away", example: "delete-m365-account 4006 --yes", kind: destroys, call: (*cloutility.ConsumersService).DeleteMicrosoft365Account},
	}}
}
