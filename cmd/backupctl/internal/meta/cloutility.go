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
	case "CreateDeleteRequestSettingsInput.AllowLessRestrictive", "UpdateDeleteRequestSettingsInput.AllowLessRestrictive":
		return "accept settings that restrict less than those of the unit above"
	case "UploadInvoiceFileInput.SendToBillingAddress":
		return "also send it to the billing address"
	}
	return ""
}
