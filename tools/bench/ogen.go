//go:build ogen

package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/backup-sdk/backup-go/tools/bench/ogencbr"
)

// generated makes the calls with what ogen makes of our specification. It has no
// retries, no errors by kind and no signature.
type generated struct{ client *ogencbr.Client }

type token string

// Token implements [ogencbr.SecuritySource].
func (t token) Token(context.Context, ogencbr.OperationName) (ogencbr.Token, error) {
	return ogencbr.Token{APIKey: string(t)}, nil
}

func newGenerated(base string, transport http.RoundTripper) (*generated, error) {
	client, err := ogencbr.NewClient(base, token("a-ready-token"), ogencbr.WithClient(&http.Client{Transport: transport}))
	return &generated{client}, err
}

func (g *generated) createCheckpoint(ctx context.Context) error {
	_, err := g.client.CreateCheckpoint(ctx, &ogencbr.CreateCheckpointRequest{Checkpoint: ogencbr.CreateCheckpointInput{
		VaultID: vaultID,
		Parameters: ogencbr.NewOptCheckpointParameters(ogencbr.CheckpointParameters{
			AutoTrigger: ogencbr.NewOptBool(true), Description: ogencbr.NewOptString("backup_description"), Incremental: ogencbr.NewOptBool(true),
			Name: ogencbr.NewOptString("backup_name"), Resources: []string{serverID},
		}),
	}}, ogencbr.CreateCheckpointParams{ProjectID: projectID})
	return err
}

func (g *generated) listBackups(ctx context.Context) error {
	n, err := g.backups(ctx, 0)
	if err == nil && n != pageSize {
		err = fmt.Errorf("%d backups", n)
	}
	return err
}

func (g *generated) backups(ctx context.Context, offset int) (int, error) {
	page, err := g.client.ListBackups(ctx, ogencbr.ListBackupsParams{ProjectID: projectID, Limit: ogencbr.NewOptInt(pageSize), Offset: ogencbr.NewOptInt(offset)})
	if err != nil {
		return 0, err
	}
	return len(page.Backups), nil
}

func (g *generated) allBackups(ctx context.Context) error {
	for offset := 0; ; offset += pageSize {
		n, err := g.backups(ctx, offset)
		if err != nil || n < pageSize {
			return err
		}
	}
}
