package cbrtest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

func (s *service) ShowStorageUsage(ctx context.Context, _ string, in cbrapi.ListStorageUsageInput) (any, error) {
	defer s.enter()()
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !known(in.ResourceType, cbrapi.ResourceTypeServer, cbrapi.ResourceTypeBareMetal) {
		return nil, invalid("Parameter check failed: resource_type")
	}
	var found []cbrapi.StorageUsage
	for _, v := range s.vaults {
		for _, r := range v.resources {
			if is(in.ResourceID, r.spec.ID) && is(in.ResourceType, r.spec.Type) {
				found = append(found, cbrapi.StorageUsage{
					ResourceID: r.spec.ID, ResourceName: r.spec.Name, ResourceType: r.spec.Type,
					BackupCount: lenient.NewInt(r.backups), BackupSize: lenient.NewInt(r.usedGB),
				})
			}
		}
	}
	return cbrapi.StorageUsageList{ResourceCount: lenient.NewInt(int64(len(found))), Resources: cut(found, window)}, nil
}
