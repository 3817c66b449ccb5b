package protection_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/zomrosource"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// What is unprotected, over any number of accounts; here it is one of a fake.
func Example() {
	srv := zomrotest.New()
	defer srv.Close()
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "nightly"})
	client, err := zomro.New(srv.Config(), srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	source := zomrosource.New(zomrosource.Config{Client: client, Account: "shop"})
	for row, err := range protection.Collect(context.Background(), source) {
		if err != nil {
			log.Print(err) // a part that could not be asked hides nothing else
			continue
		}
		verdict := protection.Policy{}.Classify(row, time.Now())
		fmt.Println(row.Name, verdict.State)
	}
	// Unordered output:
	// harbor-db good
	// harbor-web unprotected
}
