package zomro_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// exampleClient makes a client of an in-process fake of the service.
func exampleClient() *zomro.Client {
	return clientOf(zomrotest.New(zomrotest.WithSavingTime(20 * time.Millisecond)))
}

// clientOf makes a client of a fake. A real one needs no options.
func clientOf(srv *zomrotest.Server) *zomro.Client {
	client, err := zomro.New(zomro.Config{
		Credentials: zomro.Password{
			Username: zomrotest.Username,
			Password: backup.NewSecret(zomrotest.Password),
		},
	}, srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	return client
}

func Example() {
	ctx, client := context.Background(), exampleClient()

	made, err := client.Backups.CreateAndWait(ctx, zomrotest.InstanceID, zomro.CreateBackupInput{Name: "before-upgrade"},
		backup.WithPollInterval(5*time.Millisecond, time.Second))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Name, made.Status, made.SizeGB, "GB")

	if err := client.Backups.Delete(ctx, zomrotest.InstanceID, made.ID); err != nil {
		log.Fatal(err)
	}
	_, err = client.Backups.Get(ctx, made.ID)
	fmt.Println("gone:", errors.Is(err, backup.ErrNotFound))
	// Output:
	// before-upgrade Active 7 GB
	// gone: true
}

func ExampleAccountService_Whoami() {
	user, err := exampleClient().Account.Whoami(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.ID, user.RealName)
	// Output: 30418 Mara Lindqvist
}

func ExampleInstancesService_All() {
	client := exampleClient()
	for instance, err := range client.Instances.All(context.Background(), zomro.ListInstancesInput{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(instance.ID, instance.ServerName, instance.Status, instance.Cost.Amount, instance.Cost.Currency)
	}
	// Output:
	// 7310442 harbor-db active 0.21 EUR
	// 7310443 harbor-web stopped 0.12 EUR
}

func ExampleBackupsService_List() {
	ctx, client := context.Background(), exampleClient()
	for _, name := range []string{"monday", "tuesday"} {
		if _, err := client.Backups.Create(ctx, zomrotest.InstanceID, zomro.CreateBackupInput{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	page, err := client.Backups.List(ctx, zomrotest.InstanceID, zomro.ListBackupsInput{})
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range page.Items {
		fmt.Println(b.Name, b.Type)
	}
	fmt.Println(page.ManualCreatedToday, "of 5 today")
	// Output:
	// monday manual
	// tuesday manual
	// 2 of 5 today
}

// A wait can be taken up again with nothing but the id.
func ExampleBackupsService_WaitActive() {
	ctx, client := context.Background(), exampleClient()
	created, err := client.Backups.Create(ctx, zomrotest.InstanceID, zomro.CreateBackupInput{Name: "nightly"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Status)

	active, err := client.Backups.WaitActive(ctx, created.ID, backup.WithPollInterval(5*time.Millisecond, time.Second))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(active.Status)
	// Output:
	// Saving
	// Active
}

// Functions without a method of their own are called by name.
func ExampleClient_Do() {
	var out struct {
		Rows []struct {
			ID   int64  `json:"id"`
			Name string `json:"servername"`
		} `json:"elem"`
	}
	err := exampleClient().Do(context.Background(), backup.Request{Path: "instances", Form: url.Values{"p_num": {"1"}}}, &out)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(out.Rows), out.Rows[0].Name)
	// Output: 2 harbor-db
}
