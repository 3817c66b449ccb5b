package cloutilitytest

import "net/http"

// The generated interfaces want one method per operation.

func (a answer) VisitCreateTokenResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitGetFullVersionResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a answer) VisitGetMeResponse(w http.ResponseWriter) error                    { return a.write(w) }
func (a answer) VisitGetBusinessUnitTreeResponse(w http.ResponseWriter) error      { return a.write(w) }
func (a answer) VisitGetBusinessUnitResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitListConsumersResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitGetConsumerResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitCreateConsumerResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a answer) VisitDeleteConsumerResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a answer) VisitGetNodeResponse(w http.ResponseWriter) error                  { return a.write(w) }
func (a answer) VisitCreateNodeResponse(w http.ResponseWriter) error               { return a.write(w) }
func (a answer) VisitDeleteNodeResponse(w http.ResponseWriter) error               { return a.write(w) }
func (a answer) VisitGetNodeSPNameResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitActivateNodeResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitGetDefaultServerResponse(w http.ResponseWriter) error         { return a.write(w) }
func (a answer) VisitListDomainsResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListClientOptionSetsResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitListOperatingSystemsResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitListNodeTypesResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitListBusinessUnitsResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a answer) VisitCreateBusinessUnitResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitUpdateBusinessUnitResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitDeleteBusinessUnitResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitListAddressesResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitListAncestorsResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitGetProviderResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitGetServiceLevelAgreementResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitListBusinessUnitSummariesResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitListTaggedBusinessUnitsResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitListUsersResponse(w http.ResponseWriter) error               { return a.write(w) }
func (a answer) VisitDeleteUserResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListORainUsersResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitListRolesResponse(w http.ResponseWriter) error               { return a.write(w) }
func (a answer) VisitListSimpleRolesResponse(w http.ResponseWriter) error         { return a.write(w) }
func (a answer) VisitGetRoleResponse(w http.ResponseWriter) error                 { return a.write(w) }
func (a answer) VisitCreateRoleResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListAssignableRolesResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitListTimeZonesResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a answer) VisitGetTimeZoneResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitGetTimeZoneOffsetResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitUpdateConsumerResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitListDestinationsResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a answer) VisitAddConsumerTagResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitGetDeleteRequestResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a answer) VisitDeleteMicrosoft365AccountResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitGetPointRepositoryResponse(w http.ResponseWriter) error    { return a.write(w) }
func (a answer) VisitListConsumerAuditLogsResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitListBusinessUnitAuditLogsResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitListNodeReportsResponse(w http.ResponseWriter) error         { return a.write(w) }
func (a answer) VisitGetLatestNodeReportResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitListStatusReportsResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitGetLatestStatusReportResponse(w http.ResponseWriter) error   { return a.write(w) }
func (a answer) VisitListDataSourceAnalyticsResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitListActivityReportsResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitGetActivityReportResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitGetFirstJobResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitListJobsResponse(w http.ResponseWriter) error                { return a.write(w) }
func (a answer) VisitListEventsResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListConsumerConsumptionResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitUpdateConsumerConsumptionResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitListBusinessUnitConsumptionResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitUpdateBusinessUnitConsumptionResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitUpdateNodeResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitSetNodePasswordResponse(w http.ResponseWriter) error         { return a.write(w) }
func (a answer) VisitListFilespacesResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitListPossibleProxyNodesResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitAddProxyAgentResponse(w http.ResponseWriter) error           { return a.write(w) }
func (a answer) VisitAddProxyTargetResponse(w http.ResponseWriter) error          { return a.write(w) }
func (a answer) VisitRemoveProxyAgentResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a answer) VisitRemoveProxyTargetResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitListActivityLogFiltersResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitGetActivityLogFilterResponse(w http.ResponseWriter) error    { return a.write(w) }
func (a answer) VisitCreateActivityLogFilterResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitUpdateActivityLogFilterResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitDeleteActivityLogFilterResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitListRetentionRulesResponse(w http.ResponseWriter) error      { return a.write(w) }
func (a answer) VisitCreateNodeGroupResponse(w http.ResponseWriter) error         { return a.write(w) }
func (a answer) VisitCreateApplicationResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitGetOperatingSystemResponse(w http.ResponseWriter) error      { return a.write(w) }
func (a answer) VisitGetNodeTypeResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitListActionsResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitGetActionResponse(w http.ResponseWriter) error               { return a.write(w) }
func (a answer) VisitListNodeWarningTypesResponse(w http.ResponseWriter) error    { return a.write(w) }
func (a answer) VisitGetDefaultSPPlusServerResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitGetDefaultRubrikServerResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitGetFallbackSPPlusServerResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitCreateServerNodeGroupResponse(w http.ResponseWriter) error   { return a.write(w) }
func (a answer) VisitGetNodeNamingRuleResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitUpdateNodeNamingRuleResponse(w http.ResponseWriter) error    { return a.write(w) }
func (a answer) VisitGetNodePasswordRuleResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitCreateNodePasswordRuleResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitGetNodeDeletionRuleResponse(w http.ResponseWriter) error     { return a.write(w) }
func (a answer) VisitUpdateNodeDeletionRuleResponse(w http.ResponseWriter) error  { return a.write(w) }
func (a answer) VisitGetContractResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitListInvoicesResponse(w http.ResponseWriter) error            { return a.write(w) }
func (a answer) VisitGetInvoiceResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListInvoiceFilesResponse(w http.ResponseWriter) error        { return a.write(w) }
func (a answer) VisitUploadInvoiceFileResponse(w http.ResponseWriter) error       { return a.write(w) }
func (a answer) VisitListBillingResponse(w http.ResponseWriter) error             { return a.write(w) }
func (a answer) VisitGetBillingResponse(w http.ResponseWriter) error              { return a.write(w) }
func (a answer) VisitListActivitySubscriptionsResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitGetActivitySubscriptionResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitCreateActivitySubscriptionResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitUpdateActivitySubscriptionResponse(w http.ResponseWriter) error {
	return a.write(w)
}
func (a answer) VisitGetJobSubscriptionResponse(w http.ResponseWriter) error      { return a.write(w) }
func (a answer) VisitUpdateJobSubscriptionResponse(w http.ResponseWriter) error   { return a.write(w) }
func (a answer) VisitGetJobIncidentConfigResponse(w http.ResponseWriter) error    { return a.write(w) }
func (a answer) VisitUpdateJobIncidentConfigResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitGetStatusDeliveryConfigResponse(w http.ResponseWriter) error { return a.write(w) }
func (a answer) VisitCreateStatusDeliveryConfigResponse(w http.ResponseWriter) error {
	return a.write(w)
}
