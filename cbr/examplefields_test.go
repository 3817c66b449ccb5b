package cbr_test

import (
	"context"
	"fmt"
	"log"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func ExampleOrganizationPoliciesService() {
	client, _ := exampleClient()
	ctx := context.Background()
	trigger, err := cbr.Schedule{cbr.Daily(cbr.At(2, 15))}.Trigger()
	if err != nil {
		log.Fatal(err)
	}
	days := int64(60)
	policy, err := client.OrganizationPolicies.Create(ctx, cbr.CreateOrganizationPolicyInput{
		Name:          "group-nightly",
		OperationType: cbr.PolicyOperationBackup,
		PolicyName:    "nightly-by-group", // in each account
		PolicyEnabled: true,
		Definition:    cbr.Retention{Days: &days}.Definition(),
		Trigger:       trigger,
	})
	if err != nil {
		log.Fatal(err)
	}
	projects, err := client.OrganizationPolicies.WaitDeployed(ctx, policy.ID, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(policy.Status, "and then", projects[0].Status, "in", len(projects), "projects")
	// Output: syncing and then available in 2 projects
}

func ExampleProtectablesService() {
	client, srv := exampleClient()
	srv.AddProtectable(cbrtest.ProtectableSpec{Name: "ecs-new", SizeGB: 80})
	// Which servers are in no vault yet, and can be?
	for server, err := range client.Protectables.All(context.Background(), cbr.ProtectableTypeServer, cbr.ListProtectablesInput{}) {
		switch {
		case err != nil:
			log.Fatal(err)
		case server.Protectable.OK.Value:
			fmt.Printf("%s, %d GB\n", server.Name, server.SizeGB.Value)
		case server.Protectable.Vault != nil:
			fmt.Println(server.Name, "is in", server.Protectable.Vault.Name)
		default:
			fmt.Println(server.Name, "cannot be backed up:", server.Protectable.Reason)
		}
	}
	// Output:
	// ecs-payroll-1 is in vault-payroll
	// ecs-payroll-2 is in vault-payroll
	// ecs-new, 80 GB
}

func ExampleAgentsService() {
	client, _ := exampleClient()
	ctx := context.Background()
	agent, err := client.Agents.Register(ctx, cbr.RegisterAgentInput{
		AgentID: "b3d5f709-1a2c-4e46-8f80-92a4c6e8f0b1", HostName: "ledger-01", HostIP: "192.0.2.31", HostOS: "Debian 12",
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Agents.AddPaths(ctx, agent.ID, cbr.AddAgentPathsInput{Paths: []string{"/srv/ledger", "/etc"}}); err != nil {
		log.Fatal(err)
	}
	agent, err = client.Agents.Get(ctx, agent.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, path := range agent.Paths {
		fmt.Println(path.Directory, path.Status)
	}
	// Output:
	// /srv/ledger available
	// /etc available
}

func ExampleProjectsService() {
	client, srv := exampleClient()
	// A backup is shared with projects, which their owner knows by name only.
	for project, err := range client.Projects.AllOfDomain(context.Background(), srv.Account().Domain) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(project.Name)
	}
	// Output:
	// eu-west-101
	// eu-west-101_other
}

func ExampleMigrationService() {
	client, _ := exampleClient()
	ctx := context.Background()
	if _, err := client.Migration.Start(ctx, cbr.StartMigrationInput{AllRegions: new(false)}); err != nil {
		log.Fatal(err)
	}
	done, err := client.Migration.Wait(ctx, cbr.GetMigrationInput{AllRegions: new(false)}, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(done.Projects[0].ProjectName, done.Status)
	// Output: eu-west-101 success
}

func ExampleMeteringService() {
	client, srv := exampleClient()
	srv.AddBackups(srv.Vaults()[0].ID, 3)
	for usage, err := range client.Metering.All(context.Background(), cbr.ListStorageUsageInput{ResourceType: cbr.ResourceTypeServer}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d backups\n", usage.ResourceName, usage.BackupCount.Value)
	}
	// Output:
	// ecs-payroll-1: 3 backups
	// ecs-payroll-2: 0 backups
}

func ExampleFeaturesService() {
	client, _ := exampleClient()
	features, err := client.Features.Get(context.Background(), cbr.FeatureReplicationDestinationRegions, cbr.GetFeatureInput{})
	if err != nil {
		log.Fatal(err)
	}
	var regions []string
	if err := features[cbr.FeatureReplicationDestinationRegions].Decode(&regions); err != nil {
		log.Fatal(err)
	}
	fmt.Println(regions)
	// Output: [eu-west-0]
}

func ExampleVersionsService() {
	client, _ := exampleClient()
	version, err := client.Versions.Get(context.Background(), "v3")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(version.ID, version.Status)
	// Output: v3 CURRENT
}
