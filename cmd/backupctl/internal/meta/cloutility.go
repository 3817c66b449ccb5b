package meta

// cloutilityText describes the inputs of package cloutility that are not generated.
func cloutilityText(field string) string {
	switch field {
	case "UploadInvoiceFileInput.Name":
		return "name of the file"
	case "UploadInvoiceFileInput.Content":
		return "the file"
	case "UploadInvoiceFileInput.ERPReference":
		return "reference in the accounting system"
	case "UploadInvoiceFileInput.SendToBillingAddress":
		return "also send it to the billing address"
	}
	return ""
}
