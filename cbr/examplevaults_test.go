package cbr_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// A vault is made, protects a server, and is deleted with its backups.
func ExampleVaultsService_Create() {
	client, _ := exampleClient()
	ctx := context.Background()
	made, err := client.Vaults.Create(ctx, cbr.CreateVaultInput{
		Name: "vault-web",
		Billing: cbr.BillingCreate{
			ObjectType: cbr.ObjectTypeServer, ProtectType: cbr.ProtectTypeBackup, ConsistentLevel: cbr.ConsistentLevelCrash, SizeGB: 200,
		},
		SMNNotify: new(false), // nil would leave it to the service, which sends notices
		Tags:      []cbr.Tag{{Key: "team", Value: "web"}},
	})
	switch {
	case errors.Is(err, backup.ErrQuota):
		log.Fatal("no more vaults")
	case err != nil:
		log.Fatal(err)
	}
	id := made.Vault.ID
	servers := []cbr.Resource{{ID: "c7e1a9f2-3d58-4b60-8a94-5e0f6b7c1d23", Type: cbr.ResourceTypeServer, Name: "ecs-web-1"}}
	if _, err := client.Vaults.AddResources(ctx, id, cbr.AddResourcesInput{Resources: servers}); err != nil {
		log.Fatal(err)
	}
	vault, err := client.Vaults.WaitResourcesAdded(ctx, id, cbr.AddResourcesInput{Resources: servers}, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault.Name, "protects", vault.Resources[0].Name)

	if vault, err = client.Vaults.Update(ctx, id, cbr.UpdateVaultInput{Billing: &cbr.BillingUpdate{SizeGB: 400}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("it has", vault.Billing.SizeGB.Value, "GB")
	if err := client.Vaults.Delete(ctx, id); err != nil {
		log.Fatal(err)
	}
	if err := client.Vaults.WaitDeleted(ctx, id, often()...); err != nil {
		log.Fatal(err)
	}
	fmt.Println("it is gone")
	// Output:
	// vault-web protects ecs-web-1
	// it has 400 GB
	// it is gone
}

// A vault that is paid for in advance appears when its order is complete.
func ExampleVaultsService_WaitOrdered() {
	client, _ := exampleClient()
	ctx := context.Background()
	made, err := client.Vaults.Create(ctx, cbr.CreateVaultInput{
		Name: "vault-year",
		Billing: cbr.BillingCreate{
			ObjectType: cbr.ObjectTypeDisk, ProtectType: cbr.ProtectTypeBackup, ConsistentLevel: cbr.ConsistentLevelCrash, SizeGB: 500,
			ChargingMode: cbr.ChargingModePrePaid, PeriodType: cbr.PeriodTypeYear, PeriodNum: 1, IsAutoPay: true,
		},
	})
	if err != nil {
		log.Fatal(err) // also an order that failed under status 200
	}
	vault, err := client.Vaults.WaitOrdered(ctx, made.Orders[0].OrderID.String(), often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault.Name, vault.Billing.ChargingMode)
	// Output: vault-year pre_paid
}

func ExampleTagsService() {
	client, srv := exampleClient()
	ctx := context.Background()
	if err := client.Tags.Add(ctx, srv.Vaults()[0].ID, cbr.AddTagInput{Tag: cbr.Tag{Key: "team", Value: "finance"}}); err != nil {
		log.Fatal(err)
	}
	for vault, err := range client.Tags.AllVaults(ctx, cbr.ListTaggedVaultsInput{Tags: []cbr.TagFilter{{Key: "team", Values: []string{"finance", "legal"}}}}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(vault.ResourceName, vault.Tags)
	}
	// Output: vault-payroll [{team finance}]
}

// The owner offers a backup to another project, which accepts it.
func ExampleMembersService() {
	client, srv := exampleClient()
	ctx := context.Background()
	id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	const theirs = "6b5c4d3e2f1a40918273645546372819"
	if _, err := client.Members.Add(ctx, id, cbr.AddMembersInput{Members: []string{theirs}}); err != nil {
		log.Fatal(err)
	}
	// This call is for the client of the other project.
	if _, err := client.Members.Update(ctx, id, theirs, cbr.UpdateMemberInput{Status: cbr.MemberStatusAccepted, VaultID: "a vault of theirs"}); err != nil {
		log.Fatal(err)
	}
	for member, err := range client.Members.All(ctx, id, cbr.ListMembersInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(member.DestProjectID, member.Status)
	}
	// Output: 6b5c4d3e2f1a40918273645546372819 accepted
}

func ExampleBackupsService_WaitReplicated() {
	client, srv := exampleClient()
	ctx := context.Background()
	id := srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	there := srv.AddExternalVault("6b5c4d3e2f1a40918273645546372819", "eu-west-0", cbrtest.VaultSpec{Name: "vault-far"})
	copied, err := client.Backups.Replicate(ctx, id, cbr.ReplicateBackupInput{
		DestinationProjectID: there.ProjectID, DestinationRegion: "eu-west-0", DestinationVaultID: there.ID,
	})
	if err != nil {
		log.Fatal(err)
	}
	record, err := client.Backups.WaitReplicated(ctx, id, copied.ReplicationRecordID, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(record.Status, "in", record.DestinationRegion)
	// Output: success in eu-west-0
}

// A hybrid vault takes over the backups in its storage.
func ExampleCheckpointsService_Sync() {
	client, srv := exampleClient()
	ctx := context.Background()
	vault := srv.AddVault(cbrtest.VaultSpec{CloudType: cbr.CloudTypeHybrid})
	task, err := client.Checkpoints.Sync(ctx, cbr.SyncCheckpointInput{VaultID: vault.ID})
	if err != nil {
		log.Fatal(err)
	}
	done, err := client.Tasks.Wait(ctx, task.OperationLogID, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(done.OperationType, done.Status)
	// Output: sync success
}

// A vault that is paid for by use is paid for in advance from now on, and then
// grows.
func ExampleOrdersService() {
	client, srv := exampleClient()
	ctx := context.Background()
	id := srv.Vaults()[0].ID
	if _, err := client.Orders.ChangeChargeMode(ctx, cbr.ChangeChargeModeInput{VaultIDs: []string{id}, PeriodType: cbr.PeriodTypeMonth, PeriodNum: 6}); err != nil {
		log.Fatal(err)
	}
	prepaid := func(v *cbr.Vault) bool { return v.Billing.ChargingMode == cbr.ChargingModePrePaid }
	if _, err := client.Vaults.WaitUntil(ctx, id, prepaid, append(often(), backup.WithWaitTimeout(time.Minute))...); err != nil {
		log.Fatal(err)
	}
	if _, err := client.Orders.Change(ctx, cbr.ChangeOrderInput{ResourceID: id, ProductInfo: cbr.OrderProduct{
		ProductID: "00301-98765-0--0", SizeGB: 900, ResourceSpecCode: cbr.VaultSpecCodeServer,
	}}); err != nil {
		log.Fatal(err)
	}
	grown := func(v *cbr.Vault) bool { return v.Billing.SizeGB.Value == 900 }
	vault, err := client.Vaults.WaitUntil(ctx, id, grown, often()...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault.Billing.ChargingMode, vault.Billing.SizeGB.Value, "GB")
	// Output: pre_paid 900 GB
}
