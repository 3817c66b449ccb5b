package main

import (
	"context"
	"fmt"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/zomro"
)

const (
	accessKey = "AKEXAMPLEOFABENCHMARK"
	secretKey = "a-secret-key-of-a-benchmark-and-nothing-else"
)

// sdk makes the calls with this library.
type sdk struct {
	cbr        *cbr.Client
	zomro      *zomro.Client
	cloutility *cloutility.Client
}

func newSDK(base string, transport http.RoundTripper, keys bool) (*sdk, error) {
	opts := []backup.Option{
		backup.WithHTTPClient(&http.Client{Transport: transport}), backup.WithBaseURL(base), backup.WithInsecureHTTP(),
	}
	var credentials cbr.Credentials = cbr.Token{Value: backup.NewSecret("a-ready-token")}
	if keys {
		credentials = cbr.AccessKey{Access: accessKey, Secret: backup.NewSecret(secretKey)}
	}
	s := new(sdk)
	var err error
	if s.cbr, err = cbr.New(cbr.Config{ProjectID: projectID, Credentials: credentials}, opts...); err != nil {
		return nil, err
	}
	if s.zomro, err = zomro.New(zomro.Config{Credentials: zomro.Session{ID: backup.NewSecret("5d1f08c2a97be6430c8812fa")}}, opts...); err != nil {
		return nil, err
	}
	s.cloutility, err = cloutility.New(cloutility.Config{
		ClientID: "a-client", Origin: "https://enrol.example.com",
		Credentials: cloutility.Password{Username: "ops", Password: backup.NewSecret("a-password")},
	}, opts...)
	return s, err
}

func (s *sdk) createCheckpoint(ctx context.Context) error {
	_, err := s.cbr.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: vaultID, Parameters: cbr.CheckpointParameters{
		AutoTrigger: true, Description: "backup_description", Incremental: new(true), Name: "backup_name", Resources: []string{serverID},
	}})
	return err
}

func (s *sdk) listBackups(ctx context.Context) error {
	page, err := s.cbr.Backups.List(ctx, cbr.ListBackupsInput{Limit: pageSize})
	if err == nil && len(page.Items) != pageSize {
		err = fmt.Errorf("%d backups", len(page.Items))
	}
	return err
}

func (s *sdk) allBackups(ctx context.Context) error {
	n := 0
	for _, err := range s.cbr.Backups.All(ctx, cbr.ListBackupsInput{Limit: pageSize}) {
		if err != nil {
			return err
		}
		n++
	}
	if n != 50*pageSize {
		return fmt.Errorf("%d backups", n)
	}
	return nil
}

func (s *sdk) listConsumers(ctx context.Context) error {
	page, err := s.cloutility.Consumers.List(ctx, 17, cloutility.ListConsumersInput{Limit: pageSize})
	if err == nil && len(page.Items) != pageSize {
		err = fmt.Errorf("%d consumers", len(page.Items))
	}
	return err
}

func (s *sdk) listInstanceBackups(ctx context.Context) error {
	page, err := s.zomro.Backups.List(ctx, 17, zomro.ListBackupsInput{})
	if err == nil && len(page.Items) != pageSize {
		err = fmt.Errorf("%d backups", len(page.Items))
	}
	return err
}
