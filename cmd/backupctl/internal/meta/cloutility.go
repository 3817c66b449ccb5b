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
	case "AssignMicrosoft365TenantsInput.BusinessUnitID":
		return "business unit that gets the tenants"
	case "AssignMicrosoft365TenantsInput.TenantIDs":
		return "tenants to assign"
	case "UpdatePointBucketPresetInput.UpdateMethod", "UpdateCOSBucketPresetInput.UpdateMethod", "UpdateORainBucketPresetInput.UpdateMethod":
		return "what becomes of buckets that have the preset; NotSet, the default, is an error when there are some"
	case "CreateCOSCredentialsInput.AccessKey":
		return "access key; the server makes both without it"
	case "CreateCOSCredentialsInput.SecretKey":
		return "secret key"
	case "UploadInvoiceFileInput.SendToBillingAddress":
		return "also send it to the billing address"
	}
	return ""
}
