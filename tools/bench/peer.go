package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	huawei "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/cbr/v1/model"
)

// peer makes the calls with the vendor's SDK, which knows keys only.
type peer struct{ client *huawei.CbrClient }

func newPeer(base string, transport http.RoundTripper) (*peer, error) {
	credentials, err := basic.NewCredentialsBuilder().WithAk(accessKey).WithSk(secretKey).WithProjectId(projectID).SafeBuild()
	if err != nil {
		return nil, err
	}
	client, err := huawei.CbrClientBuilder().WithEndpoints([]string{base}).WithCredential(credentials).
		WithHttpConfig(config.DefaultHttpConfig().WithHttpRoundTripper(transport)).SafeBuild()
	if err != nil {
		return nil, err
	}
	return &peer{huawei.NewCbrClient(client)}, nil
}

func (p *peer) createCheckpoint(context.Context) error {
	yes, name, description := true, "backup_name", "backup_description"
	_, err := p.client.CreateCheckpoint(&model.CreateCheckpointRequest{Body: &model.VaultBackupReq{Checkpoint: &model.VaultBackup{
		VaultId: vaultID,
		Parameters: &model.CheckpointParam{
			AutoTrigger: &yes, Description: &description, Incremental: &yes, Name: &name, Resources: &[]string{serverID},
		},
	}}})
	return err
}

func (p *peer) listBackups(context.Context) error {
	n, err := p.backups(0)
	if err == nil && n != pageSize {
		err = fmt.Errorf("%d backups", n)
	}
	return err
}

func (p *peer) backups(offset int32) (int, error) {
	limit := int32(pageSize)
	answer, err := p.client.ListBackups(&model.ListBackupsRequest{Limit: &limit, Offset: &offset})
	if err != nil {
		return 0, err
	}
	return len(*answer.Backups), nil
}

func (p *peer) allBackups(context.Context) error {
	for offset := int32(0); ; offset += pageSize {
		n, err := p.backups(offset)
		if err != nil || n < pageSize {
			return err
		}
	}
}
