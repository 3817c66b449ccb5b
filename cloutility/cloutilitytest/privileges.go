package cloutilitytest

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// privilege is what an operation asks of the user's role. The documents name
// those to delete; the others are named after their example.
type privilege struct {
	id       int64
	name     string
	calls    []string
	resource string
}

func allPrivileges() []privilege {
	return []privilege{
		{30, "Backup node - Create", []string{"CreateNode", "ActivateNode"}, "Node"},
		{31, "Backup node - Delete", []string{"DeleteNode"}, "Node"},
		{32, "Consumption unit - Delete", []string{"DeleteConsumer", "DeleteMicrosoft365Account"}, "Consumer"},
		{33, "Consumption unit - Create", []string{"CreateConsumer"}, "Consumer"},
		{34, "Consumption unit - Modify", []string{"UpdateConsumer", "AddConsumerTag", "UpdateConsumerConsumption"}, "Consumer"},
		{35, "Backup node - Modify", []string{
			"UpdateNode", "SetNodePassword", "AddProxyAgent", "AddProxyTarget", "RemoveProxyAgent", "RemoveProxyTarget",
			"CreateActivityLogFilter", "UpdateActivityLogFilter", "DeleteActivityLogFilter", "CreateNodeGroup", "CreateServerNodeGroup",
		}, "Node"},
		{36, "Business unit - Create", []string{"CreateBusinessUnit"}, "BusinessUnit"},
		{37, "Business unit - Modify", []string{
			"UpdateBusinessUnit", "UpdateBusinessUnitConsumption", "UpdateNodeNamingRule", "CreateNodePasswordRule", "UpdateNodeDeletionRule",
			"CreateActivitySubscription", "UpdateActivitySubscription", "UpdateJobSubscription", "UpdateJobIncidentConfig", "CreateStatusDeliveryConfig",
		}, "BusinessUnit"},
		{38, "Business unit - Delete", []string{"DeleteBusinessUnit"}, "BusinessUnit"},
		{39, "Role - View", []string{"ListRoles", "GetRole"}, "Role"},
		{40, "Role - Create", []string{"CreateRole"}, "Role"},
		{41, "User - View", []string{"ListUsers", "ListORainUsers"}, "User"},
		{42, "User - Delete", []string{"DeleteUser"}, "User"},
		{43, "Audit log - View", []string{"ListConsumerAuditLogs", "ListBusinessUnitAuditLogs"}, "AuditLog"},
		{44, "Billing - View", []string{"GetContract", "ListInvoices", "GetInvoice", "ListInvoiceFiles", "ListBilling", "GetBilling"}, "Contract"},
		{45, "Billing - Create", []string{"UploadInvoiceFile"}, "Invoice"},
		{46, "Application - Create", []string{"CreateApplication"}, "Application"},
		{47, "Deletion request - View", []string{"GetDeleteRequest"}, "DeleteRequest"},
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

// permit refuses operations that the user's role has no privilege for.
func (s *service) permit(next cloutilityserver.StrictHandlerFunc, operation string) cloutilityserver.StrictHandlerFunc {
	missing := s.missing[operation]
	if missing == "" {
		return next
	}
	return func(context.Context, http.ResponseWriter, *http.Request, any) (any, error) {
		text := "The role has no privilege \"" + missing + "\"."
		if strings.HasSuffix(missing, "Delete") {
			text += " Make a deletion request."
		}
		return nil, &fake.Problem{Status: http.StatusForbidden, Code: "Forbidden", Message: text}
	}
}

// missingPrivileges are those that operations ask for and the user has not.
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
