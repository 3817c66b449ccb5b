package meta

import "strings"

// cbrText describes the inputs of package cbr that are not generated.
func cbrText(field string) string {
	switch field {
	case "ListTaggedVaultsInput.Limit":
		return "vaults on a page, 1 to 1000; the service's default is 1000"
	case "ListTaggedVaultsInput.Name":
		return "part of the vault's name, 255 characters at most"
	case "ListTaggedVaultsInput.CloudType":
		return "only vaults of this cloud type"
	case "ListTaggedVaultsInput.ObjectType":
		return "only vaults for this kind of resource"
	case "ListTaggedVaultsInput.Untagged":
		return "only vaults without tags; the filters by tag do not count then"
	case "ListTaggedVaultsInput.CountOnly":
		return "ask for the number of vaults, and for none of them"
	case "PruneBackupsInput.TimeZone":
		return "zone in which days, weeks, months and years begin, such as Europe/Berlin; UTC by default"
	case "PruneBackupsInput.VaultID":
		return "leave backups in other vaults alone"
	case "PruneBackupsInput.ImageType":
		return "prune copies from another region, and not what was made here"
	}
	if strings.HasPrefix(field, "PruneBackupsInput.") { // one language
		return zomroText(field)
	}
	return ""
}
