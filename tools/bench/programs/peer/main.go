// Command peer creates a checkpoint with the vendor's SDK.
package main

import (
	"fmt"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	huawei "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1/model"
)

func main() {
	credentials, err := basic.NewCredentialsBuilder().WithAk(os.Getenv("AK")).WithSk(os.Getenv("SK")).WithProjectId(os.Args[2]).SafeBuild()
	if err != nil {
		panic(err)
	}
	client, err := huawei.CbrClientBuilder().WithEndpoints([]string{os.Args[1]}).WithCredential(credentials).SafeBuild()
	if err != nil {
		panic(err)
	}
	answer, err := huawei.NewCbrClient(client).CreateCheckpoint(&model.CreateCheckpointRequest{
		Body: &model.VaultBackupReq{Checkpoint: &model.VaultBackup{VaultId: os.Args[3]}},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Checkpoint.Id)
}
