package zomro_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Plan first, look at the plan, and then carry it out.
func ExampleBackupsService_Prune() {
	ctx := context.Background()
	srv := zomrotest.New()
	for day := 10; day <= 14; day++ {
		srv.AddBackup(zomrotest.Backup{
			InstanceID: zomrotest.InstanceID, Name: "nightly", Type: "auto", SizeGB: 3, Protected: day == 11,
			Created: time.Date(2026, 8, day, 3, 0, 0, 0, time.UTC),
		})
	}
	client := clientOf(srv)

	policy := zomro.PruneBackupsInput{KeepLast: 2}
	plan, err := client.Backups.PlanPrune(ctx, zomrotest.InstanceID, policy)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(plan)
	result, err := client.Backups.ExecutePrune(ctx, plan, func(p zomro.PruneProgress) {
		fmt.Println(p.Done, "of", p.Total, "deleted", p.Backup.CreateDate.Format(time.DateOnly))
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(result.Deleted), "are gone")
	// Output:
	// ACTION  BACKUP   DATE        TYPE  SIZE  NAME     REASON
	// keep    7310448  2026-08-14  auto  3 GB  nightly  last
	// keep    7310447  2026-08-13  auto  3 GB  nightly  last
	// delete  7310446  2026-08-12  auto  3 GB  nightly  no rule keeps it
	// keep    7310445  2026-08-11  auto  3 GB  nightly  protected
	// delete  7310444  2026-08-10  auto  3 GB  nightly  no rule keeps it
	// instance 7310442: 2 to delete (6 GB), 3 to keep
	// 1 of 2 deleted 2026-08-10
	// 2 of 2 deleted 2026-08-12
	// 2 are gone
}

func ExampleBackupsService_Restore() {
	ctx := context.Background()
	srv := zomrotest.New(zomrotest.WithWorkTime(0))
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "before-upgrade"})
	large := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "of a larger one", MinDiskGB: 80})
	client := clientOf(srv)

	// Overwrites the whole disk of the instance.
	err := client.Backups.Restore(ctx, zomrotest.InstanceID, id, zomro.RestoreBackupInput{})
	if err != nil {
		log.Fatal(err)
	}
	instance, err := client.Instances.WaitSteady(ctx, zomrotest.InstanceID, backup.WithPollDelay(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(instance.ServerName, instance.Status)

	err = client.Backups.Restore(ctx, zomrotest.InstanceID, large, zomro.RestoreBackupInput{})
	fmt.Println(errors.Is(err, backup.ErrInvalid), err)
	// Output:
	// harbor-db active
	// true zomro rebuildInstance: not restored: the backup needs 80 GB of disk, the tariff has 40
}

// A backup can become another instance. It costs money, and says so.
func ExampleBackupsService_RestoreToNew() {
	ctx := context.Background()
	srv := zomrotest.New()
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "before-upgrade"})
	client := clientOf(srv)

	made, err := client.Backups.RestoreToNew(ctx, id, zomro.RestoreToNewInput{
		Order: zomro.OrderInstanceInput{
			TariffID: zomrotest.MediumTariff, DataCenterID: zomrotest.DataCenter, ServerName: "harbor-copy",
			AcceptTerms: true, ConfirmCost: true,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Instance.ServerName, "is", made.Instance.Status)
	// Output: harbor-copy is creating
}

func ExampleSchedulesService_Create() {
	ctx, client := context.Background(), exampleClient()
	made, err := client.Schedules.Create(ctx, zomrotest.InstanceID, zomro.CreateScheduleInput{
		Name: "nightly",
		Days: []time.Weekday{time.Monday, time.Thursday},
		Time: zomro.TimeOfDay{Hour: 2, Minute: 30}, // in the service's zone
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Schedules.SetRotation(ctx, zomrotest.InstanceID, 7); err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, "on", made.Days, "at", made.Time)
	fmt.Println("next", made.Next(time.Date(2026, 8, 17, 12, 0, 0, 0, time.UTC)).UTC())
	// Output:
	// nightly on Monday Thursday at 02:30
	// next 2026-08-19 23:30:00 +0000 UTC
}

func ExampleSnapshotsService_CreateAndWait() {
	ctx, client := context.Background(), exampleClient()
	made, err := client.Snapshots.CreateAndWait(ctx, zomrotest.InstanceID, zomro.CreateSnapshotInput{Name: "before-migration"},
		backup.WithPollInterval(5*time.Millisecond, time.Second))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, made.ImageType, made.Status)
	// Output: before-migration snapshot Active
}

// Backups, snapshots and images are one family.
func ExampleImagesService_Update() {
	ctx := context.Background()
	srv := zomrotest.New()
	id := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "old name"})
	client := clientOf(srv)

	name, protected := "kept for the audit", true
	if err := client.Images.Update(ctx, id, zomro.UpdateImageInput{Name: &name, Protected: &protected}); err != nil {
		log.Fatal(err)
	}
	err := client.Images.Delete(ctx, id)
	fmt.Println(errors.Is(err, backup.ErrConflict), err)
	// Output: true zomro deleteImage: protected: not deleted: it is protected
}

func ExampleInstancesService_Tariffs() {
	list, err := exampleClient().Instances.Tariffs(context.Background(), zomro.ListTariffsInput{DataCenterID: zomrotest.DataCenter})
	if err != nil {
		log.Fatal(err)
	}
	for _, tariff := range list.Tariffs {
		disk, _ := tariff.DiskGB()
		fmt.Println(tariff.ID, tariff.Name, disk, "GB,", tariff.Prices.Price[0].Cost, "a day in", list.DataCenters[list.DataCenter])
	}
	// Output:
	// 6811 Cloud S1 20 GB, 0.12 EUR a day in Poland-1
	// 6812 Cloud S2 40 GB, 0.21 EUR a day in Poland-1
	// 6813 Cloud S3 80 GB, 0.42 EUR a day in Poland-1
}

func ExampleSSHKeysService_Create() {
	made, err := exampleClient().SSHKeys.Create(context.Background(), zomro.CreateSSHKeyInput{Comment: "laptop", PublicKey: publicKey})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Comment, len(made.KeyUUID))
	// Output: laptop 36
}

func ExampleAddressesService_All() {
	client := exampleClient()
	for address, err := range client.Addresses.All(context.Background(), zomrotest.InstanceID, zomro.ListAddressesInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(address.Address, address.Type)
	}
	// Output: 192.0.2.61 Public IPv4
}

func ExampleAccountService_Balance() {
	balance, err := exampleClient().Account.Balance(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Real.Amount, balance.Real.Currency)
	// Output: 100.00 EUR
}
