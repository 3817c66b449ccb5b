package cli

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityUnits() group {
	return group{name: "unit", aliases: []string{"units", "business-unit"}, short: "Business units: customers, departments, resellers", verbs: []verb{
		{use: "list --root", short: "List a business unit and all below it", example: "list", call: listUnits, also: []any{(*cloutility.BusinessUnitsService).Descendants, (*cloutility.BusinessUnitsService).Walk}, columns: "id name path group_name invoice_day", words: map[string]string{"root": rootText}},
		{use: "tree --root", short: "Show the tree of business units", example: "tree -o yaml", call: (*cloutility.BusinessUnitsService).Tree, words: map[string]string{"root": rootText}},
		{use: "get UNIT", short: "Show a business unit", example: "get 17", call: (*cloutility.BusinessUnitsService).Get},
		{use: "children @unit", short: "List the business units right below", example: "children --unit 17", call: (*cloutility.BusinessUnitsService).ListChildren, all: (*cloutility.BusinessUnitsService).AllChildren},
		{use: "ancestors @unit", short: "List the business units above", example: "ancestors --unit 17", call: (*cloutility.BusinessUnitsService).ListAncestors, all: (*cloutility.BusinessUnitsService).AllAncestors},
		{use: "addresses @unit", short: "List the postal addresses", example: "addresses", call: (*cloutility.BusinessUnitsService).ListAddresses, all: (*cloutility.BusinessUnitsService).AllAddresses},
		{use: "summaries @unit", short: "List what the units below store", example: "summaries --previous -30d", call: (*cloutility.BusinessUnitsService).ListSummaries, all: (*cloutility.BusinessUnitsService).AllSummaries},
		{use: "tagged @unit TAG", short: "List the business units with a tag", example: "tagged 5", call: (*cloutility.BusinessUnitsService).ListTagged, all: (*cloutility.BusinessUnitsService).AllTagged},
		{use: "provider @unit", short: "Show who provides the service", example: "provider", call: (*cloutility.BusinessUnitsService).Provider},
		{use: "sla @unit", short: "Show how much has to be in order", example: "sla", call: (*cloutility.BusinessUnitsService).ServiceLevelAgreement},
		{use: "create-sla @unit", short: "Make the service level agreement for the units below", example: "create-sla --goal 98.5 --include-active --include-scheduled", kind: changes, call: (*cloutility.BusinessUnitsService).CreateServiceLevelAgreement},
		{use: "update-sla @unit", short: "Change the service level agreement for the units below", example: "update-sla --goal 99", kind: changes, call: (*cloutility.BusinessUnitsService).UpdateServiceLevelAgreement},
		{use: "create-address @unit", short: "Make an address", example: "create-address --type 1 --country 49 --name 'Example GmbH' --city Kiel", kind: changes, call: (*cloutility.BusinessUnitsService).CreateAddress},
		{use: "update-address @unit ADDRESS", short: "Change an address", example: "update-address 7 --type 1 --country 49 --city Kiel", kind: changes, call: (*cloutility.BusinessUnitsService).UpdateAddress},
		{use: "create-brand @unit", short: "Make the look of the portal", example: "create-brand --input brand.json", kind: changes, call: (*cloutility.BusinessUnitsService).CreateBrand},
		{use: "update-brand @unit", short: "Change the look of the portal", example: "update-brand --input brand.json", kind: changes, call: (*cloutility.BusinessUnitsService).UpdateBrand},
		{use: "create @unit", short: "Make a business unit below another", example: "create --name Research", kind: changes, call: (*cloutility.BusinessUnitsService).Create},
		{use: "ensure @unit --key", short: "Make a business unit below another, unless it is there", example: "ensure --key Research", long: ensureText("The unit is called after the key."), words: keyText(), kind: changes, call: (*cloutility.BusinessUnitsService).Ensure},
		{use: "update UNIT", short: "Change a business unit", example: "update 17 --name Research", kind: changes, call: (*cloutility.BusinessUnitsService).Update},
		{use: "delete UNIT", short: "Delete a business unit", example: "delete 17 --yes", kind: destroys, call: (*cloutility.BusinessUnitsService).Delete},
	}}
}

// rootText is about the parameter of the methods that walk through the tree.
const rootText = "id of the business unit to begin with; the user's own by default"

// unitRow is a business unit and where it stands.
type unitRow struct {
	ID         int64
	Name       string
	Path       string
	GroupName  string
	InvoiceDay int64
}

func listUnits(ctx context.Context, c *cloutility.Client, root int64) ([]unitRow, error) {
	all, err := backup.Collect(c.BusinessUnits.Walk(ctx, root), 0)
	rows := make([]unitRow, 0, len(all))
	for _, u := range all {
		rows = append(rows, unitRow{ID: u.ID, Name: u.Name, Path: u.String(), GroupName: u.GroupName, InvoiceDay: u.InvoiceDay})
	}
	return rows, err
}
