package cloutilitytest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// privilege is what an operation asks of the user's role. The documents name
// those to delete; the others are named after their example.
type privilege struct {
	id       int64
	name     string
	calls    []string // ids of operations
	resource string
}

// Privileges that operations ask for beside their own.
const (
	approvePrivilege         int64 = 48
	lessRestrictivePrivilege       = "Deletion request settings - Restrict less"
)

func allPrivileges() []privilege {
	return []privilege{
		{30, "Backup node - Create", []string{"createNode", "activateNode"}, "Node"},
		{31, "Backup node - Delete", []string{"deleteNode"}, "Node"},
		{32, "Consumption unit - Delete", []string{"deleteConsumer", "deleteMicrosoft365Account"}, "Consumer"},
		{33, "Consumption unit - Create", []string{"createConsumer", "assignMicrosoft365Account", "assignMicrosoft365Tenants", "createPointBucket", "createPointRepository", "createCOSBucket", "createORainBucket"}, "Consumer"},
		{34, "Consumption unit - Modify", []string{"updateConsumer", "addConsumerTag", "updateConsumerConsumption", "updateMicrosoft365Tenant", "addBackupPolicy", "updatePointBucket", "releasePointBuckets", "updateCOSBucket"}, "Consumer"},
		{35, "Backup node - Modify", []string{
			"updateNode", "setNodePassword", "addProxyAgent", "addProxyTarget", "removeProxyAgent", "removeProxyTarget",
			"createActivityLogFilter", "updateActivityLogFilter", "deleteActivityLogFilter", "createNodeGroup", "createServerNodeGroup",
		}, "Node"},
		{36, "Business unit - Create", []string{"createBusinessUnit"}, "BusinessUnit"},
		{37, "Business unit - Modify", []string{
			"updateBusinessUnit", "updateBusinessUnitConsumption", "updateNodeNamingRule", "createNodePasswordRule", "updateNodeDeletionRule",
			"createActivitySubscription", "updateActivitySubscription", "updateJobSubscription", "updateJobIncidentConfig", "createStatusDeliveryConfig",
			"createServiceLevelAgreement", "updateServiceLevelAgreement", "updateNodePasswordRule", "updateS3NamingRule",
			"createAddress", "updateAddress", "createBrand", "updateBrand",
		}, "BusinessUnit"},
		{38, "Business unit - Delete", []string{"deleteBusinessUnit"}, "BusinessUnit"},
		{39, "Role - View", []string{"listRoles", "getRole"}, "Role"},
		{40, "Role - Create", []string{"createRole"}, "Role"},
		{41, "User - View", []string{"listUsers", "listORainUsers"}, "User"},
		{42, "User - Delete", []string{"deleteUser"}, "User"},
		{43, "Audit log - View", []string{"listConsumerAuditLogs", "listBusinessUnitAuditLogs"}, "AuditLog"},
		{44, "Billing - View", []string{
			"getContract", "listInvoices", "getInvoice", "listInvoiceFiles", "listBilling", "getBilling", "listProducts", "getProduct", "getPriceSubscription",
			"listPriceSubscriptionComponents", "listUnassignedPriceSubscriptions", "listContractExceptions",
		}, "Contract"},
		{45, "Billing - Create", []string{"uploadInvoiceFile", "createPriceSubscription"}, "Invoice"},
		{46, "Application - Create", []string{"createApplication"}, "Application"},
		{47, "Deletion request - View", []string{"getDeleteRequest", "listDeleteRequestApprovers"}, "DeleteRequest"},
		{approvePrivilege, "Deletion request - Approve", nil, "DeleteRequest"},
		{49, "Deletion request settings - Create", []string{"createDeleteRequestSettings", "updateDeleteRequestSettings"}, "DeleteRequestSettings"},
		{50, lessRestrictivePrivilege, nil, "DeleteRequestSettings"},
		{51, "Tag - Modify", []string{"updateTag"}, "Tag"},
		{52, "Role - Modify", []string{"updateRole"}, "Role"},
		{53, "User - Modify", []string{"resetUserPassword", "createTOTPSecret"}, "User"},
		{54, "Identity provider - View", []string{"getIdentityProvider"}, "IdentityProvider"},
		{56, "Billing - Modify", []string{
			"updateProduct", "setProductCodes", "updatePriceSubscriptionComponent", "assignPriceSubscription", "updateContractException", "updateReferral",
			"updateBillingDataDeliveryConfig",
		}, "Contract"},
		{57, "Server - Modify", []string{
			"updateSLADomain", "createPointUser", "updatePointUser", "patchPointUser", "createPointBucketPreset", "updatePointBucketPreset",
			"createCOSAccount", "createServerCOSAccount", "patchCOSAccount", "createCOSAccountCredentials", "createCOSBucketPreset", "updateCOSBucketPreset",
			"createServerORainUser", "updateORainUser", "patchORainUser", "patchServerORainUser", "createORainBucketPreset", "updateORainBucketPreset",
		}, "Server"},
		{55, "Identity provider - Modify", []string{"updateIdentityProvider"}, "IdentityProvider"},
	}
}

// has says whether the user's role has a privilege.
func (s *service) has(name string) bool { return !slices.Contains(s.withheld, name) }

// privilegeObjects are the privileges of the user's role, or those of ids.
func (s *service) privilegeObjects(keep func(privilege) bool) []object {
	out := []object{}
	for _, p := range allPrivileges() {
		if keep(p) {
			_, operation, _ := strings.Cut(p.name, " - ")
			out = append(out, s.based(object{"name": p.name, "operation": operation, "resource": p.resource}, p.id))
		}
	}
	return out
}

// permitted are the routes, of which those that the user's role has no privilege
// for are forbidden.
func (s *service) permitted(routes []serve.Route) []serve.Route {
	missing := s.missingPrivileges()
	for i, route := range routes {
		if name := missing[route.Op.ID]; name != "" {
			routes[i].Call = forbidden(name)
		}
	}
	return routes
}

// forbidden is an operation that the user may not call for want of a privilege.
func forbidden(privilege string) func(*serve.Request) (any, error) {
	text := "The role has no privilege \"" + privilege + "\"."
	if strings.HasSuffix(privilege, "Delete") {
		text += " Make a deletion request."
	}
	return func(*serve.Request) (any, error) {
		return nil, &problem{http.StatusForbidden, "Forbidden", text}
	}
}

// missingPrivilege is the error of an operation that asks for one more privilege.
func missingPrivilege(name string) *problem {
	return &problem{http.StatusForbidden, "Forbidden", "The role has no privilege \"" + name + "\"."}
}

// missingPrivileges are those that operations, by their ids, ask for and the
// user has not.
func (s *service) missingPrivileges() map[string]string {
	out := make(map[string]string)
	for _, p := range allPrivileges() {
		if !s.has(p.name) {
			for _, operation := range p.calls {
				out[operation] = p.name
			}
		}
	}
	return out
}

func privilegeIDs(keep func(privilege) bool) []int64 {
	var out []int64
	for _, p := range allPrivileges() {
		if keep(p) {
			out = append(out, p.id)
		}
	}
	return out
}
