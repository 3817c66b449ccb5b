package cbrtest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/lenient"
)

func (s *service) ShowStorageUsage(_ context.Context, req cbrserver.ShowStorageUsageRequestObject) (cbrserver.ShowStorageUsageResponseObject, error) {
	defer s.enter()()
	p := req.Params
	window, err := newWindow(p.Limit, p.Offset)
	if err != nil {
		return nil, err
	}
	if !known(p.ResourceType, cbrapi.ResourceTypeServer, cbrapi.ResourceTypeBareMetal) {
		return nil, invalid("Parameter check failed: resource_type")
	}
	var found []cbrapi.StorageUsage
	for _, v := range s.vaults {
		for _, r := range v.resources {
			if is(p.ResourceID, r.spec.ID) && is(p.ResourceType, r.spec.Type) {
				found = append(found, cbrapi.StorageUsage{
					ResourceID: r.spec.ID, ResourceName: r.spec.Name, ResourceType: r.spec.Type,
					BackupCount: lenient.NewInt(r.backups), BackupSize: lenient.NewInt(r.usedGB),
				})
			}
		}
	}
	return cbrserver.ShowStorageUsage200JSONResponse{ResourceCount: lenient.NewInt(int64(len(found))), Resources: cut(found, window)}, nil
}
