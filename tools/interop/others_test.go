package interop

import (
	"context"

	official "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"

	"github.com/backup-sdk/backup-go/cbr"
)

func otherPairs(they *official.CbrClient, we *cbr.Client) []pair {
	const agent = `"agent_id":"` + taskID + `"`
	return []pair{
		{
			operation: "listProtectable",
			theirs:    with(they.ListProtectable, `{"protectable_type":"server","limit":10,"marker":"`+diskID+`","name":"ecs pay","status":"ACTIVE","id":"`+serverID+`","server_id":"`+taskID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Protectables.List(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{
					Limit: 10, Cursor: diskID, Name: "ecs pay", Status: "ACTIVE", ID: serverID, ServerID: taskID,
				}))
			},
		}, {
			operation: "listProtectable",
			theirs:    with(they.ListProtectable, `{"protectable_type":"disk","offset":20}`),
			ours: func(ctx context.Context) error {
				return sent(we.Protectables.List(ctx, cbr.ProtectableTypeDisk, cbr.ListProtectablesInput{Offset: 20}))
			},
		}, {
			operation: "showProtectable",
			theirs:    with(they.ShowProtectable, `{"protectable_type":"disk","instance_id":"`+diskID+`"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Protectables.Get(ctx, cbr.ProtectableTypeDisk, diskID))
			},
		}, {
			operation: "checkAgent",
			theirs:    with(they.CheckAgent, `{"body":{"agent_status":[{"resource_id":"`+serverID+`","resource_name":"ecs-pay","resource_type":"OS::Nova::Server"}]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Protectables.CheckAgents(ctx, cbr.CheckAgentsInput{Servers: []cbr.AgentCheck{{ResourceID: serverID, ResourceName: "ecs-pay", ResourceType: cbr.ResourceTypeServer}}}))
			},
		}, {
			operation: "showReplicationCapabilities",
			theirs:    with(they.ShowReplicationCapabilities, `{}`),
			ours:      func(ctx context.Context) error { return sent(we.Protectables.ReplicationCapabilities(ctx)) },
		}, {
			operation: "registerAgent",
			theirs: with(they.RegisterAgent, `{"body":{"agent":{`+agent+`,"host_name":"pay-1","host_ip":"192.0.2.7","host_os":"linux","host_nickname":"pay","agent_version":"1.0.3",
				"agent_type":"cloud"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Agents.Register(ctx, cbr.RegisterAgentInput{
					AgentID: taskID, HostName: "pay-1", HostIP: "192.0.2.7", HostOS: "linux", HostNickname: "pay", AgentVersion: "1.0.3", AgentType: cbr.AgentTypeCloud,
				}))
			},
		}, {
			operation: "listAgent",
			theirs:    with(they.ListAgent, `{"limit":"10","offset":20,"status":"normal","agent_id":["`+taskID+`","`+diskID+`"]}`),
			ours: func(ctx context.Context) error {
				return sent(we.Agents.List(ctx, cbr.ListAgentsInput{Limit: 10, Cursor: "20", Status: cbr.AgentStateNormal, IDs: []string{taskID, diskID}}))
			},
		}, {
			operation: "showAgent",
			theirs:    with(they.ShowAgent, `{`+agent+`}`),
			ours:      func(ctx context.Context) error { return sent(we.Agents.Get(ctx, taskID)) },
		}, {
			operation: "updateAgent",
			theirs:    with(they.UpdateAgent, `{`+agent+`,"body":{"agent":{"status":"uninstall"}}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Agents.Update(ctx, taskID, cbr.UpdateAgentInput{Status: cbr.AgentStateUninstalled}))
			},
		}, {
			operation: "unregisterAgent",
			theirs:    with(they.UnregisterAgent, `{`+agent+`}`),
			ours:      func(ctx context.Context) error { return we.Agents.Unregister(ctx, taskID) },
		}, {
			operation: "addAgentPath",
			theirs:    with(they.AddAgentPath, `{`+agent+`,"body":{"add_path":["/srv","/home"],"exclude_path":[{"path_name":"/srv","exclude_path_name":["/srv/tmp"]}]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Agents.AddPaths(ctx, taskID, cbr.AddAgentPathsInput{Paths: []string{"/srv", "/home"}, Exclude: []cbr.ExcludePath{{Path: "/srv", Exclude: []string{"/srv/tmp"}}}}))
			},
		}, {
			operation: "removeAgentPath",
			theirs:    with(they.RemoveAgentPath, `{`+agent+`,"body":{"remove_path":["/srv"]}}`),
			ours: func(ctx context.Context) error {
				return sent(we.Agents.RemovePaths(ctx, taskID, cbr.RemoveAgentPathsInput{Paths: []string{"/srv"}}))
			},
		}, {
			operation: "listProjects",
			theirs:    with(they.ListProjects, `{}`),
			ours:      func(ctx context.Context) error { return sent(we.Projects.List(ctx)) },
		}, {
			operation: "listDomainProjects",
			theirs:    with(they.ListDomainProjects, `{"domain_name":"example-account"}`),
			ours:      func(ctx context.Context) error { return sent(we.Projects.ListOfDomain(ctx, "example-account")) },
		}, {
			operation: "showDomain",
			theirs:    with(they.ShowDomain, `{"source_project_id":"`+projectID+`"}`),
			ours:      func(ctx context.Context) error { return sent(we.Projects.Domain(ctx, projectID)) },
		}, {
			operation: "migrateDomain",
			theirs:    with(they.MigrateDomain, `{"body":{"all_regions":false,"reservation":0.5}}`),
			ours: func(ctx context.Context) error {
				room := 0.5
				return sent(we.Migration.Start(ctx, cbr.StartMigrationInput{AllRegions: new(false), Reservation: &room}))
			},
		}, {
			operation: "showMigrateStatus",
			theirs:    with(they.ShowMigrateStatus, `{"all_regions":false}`),
			ours: func(ctx context.Context) error {
				return sent(we.Migration.Get(ctx, cbr.GetMigrationInput{AllRegions: new(false)}))
			},
		}, {
			operation: "showStorageUsage",
			theirs:    with(they.ShowStorageUsage, `{"limit":10,"offset":20,"resource_id":"`+serverID+`","resource_type":"OS::Nova::Server"}`),
			ours: func(ctx context.Context) error {
				return sent(we.Metering.List(ctx, cbr.ListStorageUsageInput{Limit: 10, Cursor: "20", ResourceID: serverID, ResourceType: cbr.ResourceTypeServer}))
			},
		}, {
			operation: "listFeatures",
			theirs:    with(they.ListFeatures, `{"limit":10,"offset":20}`),
			ours: func(ctx context.Context) error {
				return sent(we.Features.List(ctx, cbr.ListFeaturesInput{Limit: 10, Cursor: "20"}))
			},
		}, {
			operation: "showFeature",
			theirs:    with(they.ShowFeature, `{"feature_key":"replication.enable","limit":10,"offset":20}`),
			ours: func(ctx context.Context) error {
				return sent(we.Features.Get(ctx, "replication.enable", cbr.GetFeatureInput{Limit: 10, Cursor: "20"}))
			},
		},
	}
}
