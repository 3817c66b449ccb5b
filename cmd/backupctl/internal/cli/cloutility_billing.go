package cli

import "github.com/backup-sdk/backup-go/cloutility"

func cloutilityBilling() group {
	return group{name: "billing", short: "Contracts, invoices and billing data", verbs: []verb{
		{use: "list @unit", short: "List billing data by invoice date", example: "list", call: (*cloutility.BillingService).List, all: (*cloutility.BillingService).All, columns: "id invoice_date_str invoice_date created_date"},
		{use: "get @unit DATE", short: "Show the billing data of an invoice date", example: "get 2026-01-31 -o json", call: (*cloutility.BillingService).Get},
		{use: "contract @unit", short: "Show the contract", example: "contract", call: (*cloutility.BillingService).Contract},
		{use: "exceptions @unit", short: "List what holds for single units in place of the contract", example: "exceptions", call: (*cloutility.BillingService).ListContractExceptions, all: (*cloutility.BillingService).AllContractExceptions, columns: "id business_unit.name subscription.name billing_start_date"},
		{use: "update-exception @unit EXCEPTION", short: "Change an exception to the contract", example: "update-exception 71 --contract 1057 --business-unit 91 --subscription 25", kind: changes, call: (*cloutility.BillingService).UpdateContractException},
		{use: "update-referral @unit REFERRAL", short: "Change percentage and end of a referral", example: "update-referral 81 --contract 1057 --referrer 12 --percentage 5", kind: changes, call: (*cloutility.BillingService).UpdateReferral},
		{use: "update-delivery @unit DELIVERY", short: "Change how billing data are delivered", example: "update-delivery 95 --enabled --email-json", kind: changes, call: (*cloutility.BillingService).UpdateDelivery},
		{use: "invoices @unit", short: "List the invoices", example: "invoices", call: (*cloutility.BillingService).ListInvoices, all: (*cloutility.BillingService).AllInvoices},
		{use: "invoice @unit DATE", short: "Show the invoice of a day", example: "invoice 2026-01-31 -o json", call: (*cloutility.BillingService).Invoice},
		{use: "invoice-files @unit", short: "List the files uploaded as invoices", example: "invoice-files", call: (*cloutility.BillingService).ListInvoiceFiles, all: (*cloutility.BillingService).AllInvoiceFiles},
		{use: "upload-invoice @unit", short: "Upload a file as an invoice", example: "upload-invoice --name january.pdf --content january.pdf", kind: changes, call: (*cloutility.BillingService).UploadInvoiceFile, done: "the file was uploaded"},
	}}
}
