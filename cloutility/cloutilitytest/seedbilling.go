package cloutilitytest

import "slices"

// seedBilling makes products, prices and what a contract has beside them.
func (s *service) seedBilling(partner int64) {
	const own = 6
	for _, p := range products() {
		s.insert(ownProducts, partner, object{
			"name": p.fields["name"], "unitName": "GB", "inherited": false, "inheritable": true, "method": s.methodObject(1), "id": p.id, "createdDate": s.started,
		})
	}
	s.insert(ownProducts, HomeUnit, object{
		"name": "Consulting", "unitName": "hours", "inherited": false, "inheritable": false, "method": s.methodObject(2), "id": int64(own), "createdDate": s.started,
	})
	const year, service = 25, 26
	prices := func(id, component, product int64, name string) object {
		part := blankComponent()
		part["quantity"], part["price"], part["id"], part["createdDate"] = 1.0, price(product), component, s.started
		part["product"] = object{"id": product, "name": find(products(), product).fields["name"]}
		part["quantityCalculationOption"] = object{"id": 4, "name": "Average"}
		return object{
			"name": name, "description": "", "currency": s.euro(), "contractCount": 1, "exceptionCount": 1, "components": []object{part},
			"id": id, "createdDate": s.started,
		}
	}
	subscription := s.insert(priceSubscriptions, partner, prices(year, 61, storage, "Storage 2024"))
	s.insert(priceSubscriptions, partner, prices(service, 62, support, "Service 2024"))
	s.insert(assignedSubscriptions, HomeUnit, object{"id": int64(year), "createdDate": s.started})
	s.insert(contractExceptions, HomeUnit, object{
		"contract": object{"id": contractID(HomeUnit)}, "businessUnit": object{"id": int64(91), "name": "Entwicklung"}, "billingStartDate": s.started,
		"subscription": subscription, "billingStorageTypeId": 2, "useCpuMultiplier": false, "id": int64(71), "createdDate": s.started,
	})
	s.insert(referrals, HomeUnit, object{
		"contract": object{"id": contractID(HomeUnit)}, "referrer": object{"id": partner, "name": "Partner Nord"}, "percentage": 5.0,
		"billingStartDate": s.started, "id": int64(81), "createdDate": s.started,
	})
	s.insert(billingDeliveries, HomeUnit, object{
		"enabled": false, "name": "ERP", "emailCsv": true, "emailJson": false, "csvDateFormat": "yyyy-MM-dd", "csvTimeFormat": "HH:mm", "csvDelimiter": ";",
		"csvDecimalMark": ",", "postUrl": "", "sendBcc": false, "emails": []string{"rechnung@nordlicht.example"}, "id": int64(95), "createdDate": s.started,
	})
}

// seedOthers makes what other products than Storage Protect have.
func (s *service) seedOthers() {
	for id, name := range map[int64]string{101: "nordlicht.example", 103: "suedlicht.example"} {
		s.insert(freeTenants365, HomeUnit, object{"name": name, "sppId": "t-" + itoa(id), "accounts": []any{}, "backupPolicies": []any{}, "id": id, "createdDate": s.started})
	}
	slices.SortFunc(s.collections[collection{freeTenants365, HomeUnit}], func(a, b object) int { return int(idOf(a) - idOf(b)) })
	user := blankPointUser()
	user["name"], user["pointId"], user["hasS3Access"], user["availableForDescendants"] = "s3-nord", "u-9", true, true
	user["id"], user["createdDate"] = int64(142), s.started
	s.insert(pointUsers, HomeUnit, user)
	owner := blankCOSAccount()
	owner["name"], owner["cosId"], owner["availableForDescendants"], owner["id"], owner["createdDate"] = "nord", "acc-2", true, int64(162), s.started
	s.insert(cosAccounts, HomeUnit, owner)
	account := blankAccount("grace@nordlicht.example", "a-12")
	account["id"], account["createdDate"] = int64(102), s.started
	s.insert(freeAccounts365, HomeUnit, account)
	s.insert(slaDomains, rubrikServer, object{
		"name": "Gold", "rubrikId": "r-31", "clusterId": "c-1", "ignoreNoActivity": false,
		"frequencies": []object{{"timeUnit": "Daily", "frequency": 1, "retention": 30, "id": 1, "createdDate": s.started}}, "id": int64(131), "createdDate": s.started,
	})
}
