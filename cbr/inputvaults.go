package cbr

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of vaults and their tags.
const (
	maxPrefix      = 32
	maxZone        = 32
	maxConsoleURL  = 255
	maxTagKey      = 36
	maxTagValue    = 43
	maxFilterKey   = 127
	maxFilterValue = 255
	maxFilters     = 10 // keys of a filter, and values of a key
	maxCombined    = 1000
)

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// orEmpty makes a list that is sent as [] and not as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// checkNeeded refuses an empty value of a field the service requires.
func checkNeeded(field, value string) error {
	if strings.TrimSpace(value) == "" {
		return refuse(field, "is empty")
	}
	return nil
}

func checkLength(field, value string, limit int) error {
	if utf8.RuneCountInString(value) > limit {
		return refuse(field, "has more than "+strconv.Itoa(limit)+" characters")
	}
	return nil
}

// checkName validates a name that may be left out.
func checkName(field, name string) error {
	if strings.ContainsFunc(name, notInName) {
		return refuse(field, "may hold letters, digits, Chinese characters, _ and - only")
	}
	return checkLength(field, name, maxName)
}

func checkText(field, text string) error {
	if strings.ContainsAny(text, "<>") {
		return refuse(field, "must not hold < or >")
	}
	return checkLength(field, text, maxDescription)
}

// checkCount validates the number of entries of a list that must not be empty.
func checkCount(field string, n, limit int) error {
	if n < 1 || n > limit {
		return refuse(field, "must have 1 to "+strconv.Itoa(limit)+" entries")
	}
	return nil
}

// checkSome refuses a list without entries, or with an empty one.
func checkSome(field string, ids []string) error {
	if len(ids) == 0 {
		return refuse(field, "has no entries")
	}
	return checkIDs(field, ids)
}

func checkRange(field string, n, from, to int64) error {
	if n < from || n > to {
		return refuse(field, "must be between "+strconv.FormatInt(from, 10)+" and "+strconv.FormatInt(to, 10))
	}
	return nil
}

func checkThreshold(percent *int64) error {
	if percent == nil {
		return nil
	}
	return checkRange("threshold", *percent, 1, maxPercent)
}

// checkResources validates resources of any number.
func checkResources(field string, resources []Resource) error {
	if len(resources) > maxResources {
		return refuse(field, "has more than 256 entries")
	}
	for i, r := range resources {
		at := field + "[" + strconv.Itoa(i) + "]."
		if err := first(checkNeeded(at+"id", r.ID), checkNeeded(at+"type", string(r.Type)), checkLength(at+"name", r.Name, maxResourceName)); err != nil {
			return err
		}
		if r.ExtraInfo == nil {
			continue
		}
		if err := checkIDs(at+"extra_info.exclude_volumes", r.ExtraInfo.ExcludeVolumes); err != nil {
			return err
		}
		if slices.ContainsFunc(r.ExtraInfo.IncludeVolumes, func(v IncludeVolume) bool { return v.ID == "" }) {
			return refuse(at+"extra_info.include_volumes", "has a disk without id")
		}
	}
	return nil
}

// checkTags validates tags that are to be added. How many a vault may have
// depends on the region.
func checkTags(field string, tags []Tag) error {
	seen := make(map[string]bool, len(tags))
	for i, tag := range tags {
		at := field + "[" + strconv.Itoa(i) + "]."
		if err := checkTag(at, tag); err != nil {
			return err
		}
		if seen[tag.Key] {
			return refuse(at+"key", "stands there twice")
		}
		seen[tag.Key] = true
	}
	return nil
}

func checkTag(at string, tag Tag) error {
	return first(checkNeeded(at+"key", tag.Key), checkLength(at+"key", tag.Key, maxTagKey), checkLength(at+"value", tag.Value, maxTagValue))
}

func checkRules(rules *BindRules) error {
	if rules == nil {
		return nil
	}
	for i, tag := range rules.Tags {
		if err := checkNeeded("bind_rules.tags["+strconv.Itoa(i)+"].key", tag.Key); err != nil {
			return err
		}
	}
	return nil
}

func checkBilling(b BillingCreate) error {
	if b.SizeGB <= 0 {
		return refuse("billing.size", "must be positive") // its bounds are doubtful
	}
	return first(
		checkNeeded("billing.consistent_level", string(b.ConsistentLevel)), checkNeeded("billing.object_type", string(b.ObjectType)),
		checkNeeded("billing.protect_type", string(b.ProtectType)), checkLength("billing.console_url", b.ConsoleURL, maxConsoleURL),
	)
}

func checkVaultCreate(in VaultCreate) error {
	return first(
		checkNeeded("name", in.Name), checkName("name", in.Name), checkText("description", in.Description), checkBilling(in.Billing),
		checkResources("resources", in.Resources), checkTags("tags", in.Tags), checkRules(in.BindRules), checkThreshold(in.ThresholdPercent),
		checkLength("backup_name_prefix", in.BackupNamePrefix, maxPrefix), checkLength("availability_zone", in.AvailabilityZone, maxZone),
	)
}

func checkVaultOrder(in VaultOrder) error {
	if err := first(
		checkLength("name", in.Name, maxName), checkLength("description", in.Description, maxDescription), checkBilling(in.Billing),
		checkResources("resources", in.Resources), checkTags("tags", in.Tags), checkRules(in.BindRules), checkThreshold(in.ThresholdPercent),
	); err != nil {
		return err
	}
	if p := in.Parameters; p != nil && p.CombinedOrder != nil {
		return first(
			checkRange("parameters.combined_order.combined_order_ecs_num", p.CombinedOrder.Servers, 0, maxCombined),
			checkRange("parameters.combined_order.combined_order_num", p.CombinedOrder.Orders, 0, maxCombined),
		)
	}
	return nil
}

func checkVaultUpdate(in VaultUpdate) error {
	if in.Billing != nil && in.Billing.SizeGB < 0 {
		return refuse("billing.size", "must not be negative")
	}
	return first(checkName("name", in.Name), checkRules(in.BindRules), checkThreshold(in.ThresholdPercent))
}
