package cbrtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/serve"
	"github.com/backup-sdk/backup-go/lenient"
)

type checkpoint struct {
	id, name, description string
	status                cbrapi.CheckpointStatus
	vault                 *vault
	created               time.Time
	auto                  bool
	incremental           bool
	policyID              string
	resources             []*checkpointResource
	skipped               []cbrapi.SkippedResource
}

type checkpointResource struct {
	*resource
	status cbrapi.ProtectStatus
	backup *backupCopy
}

func (c *checkpoint) view(s *service) *cbrapi.Checkpoint {
	v := &cbrapi.CheckpointVault{
		ID: c.vault.id, Name: c.vault.spec.Name,
		Resources:        make([]cbrapi.CheckpointResource, len(c.resources)),
		SkippedResources: append([]cbrapi.SkippedResource{}, c.skipped...),
	}
	for i, r := range c.resources {
		v.Resources[i] = cbrapi.CheckpointResource{
			ID: r.spec.ID, Name: r.spec.Name, Type: r.spec.Type, ProtectStatus: r.status,
			ResourceSizeGB: lenient.NewInt(r.spec.SizeGB),
			BackupCount:    lenient.NewInt(r.backups),
			BackupSize:     lenient.NewInt(r.usedGB),
			ExtraInfo:      lenient.Raw(`"{}"`),
		}
	}
	return &cbrapi.Checkpoint{
		ID: c.id, ProjectID: s.account.ProjectID, Status: c.status, CreatedAt: wireTime(c.created), Vault: v,
		ExtraInfo: &cbrapi.CheckpointExtraInfo{Name: c.name, Description: c.description, RetentionDays: lenient.NewInt(-1)},
	}
}

func (s *service) ShowCheckpoint(_ context.Context, _, checkpointID string) (any, error) {
	defer s.enter()()
	c, ok := s.checkpoint(checkpointID)
	if !ok {
		return nil, s.checkpointMissing()
	}
	return cbrapi.CheckpointEnvelope{Checkpoint: c.view(s)}, nil
}

func (s *service) CreateCheckpoint(ctx context.Context, _ string, in *cbrapi.CreateCheckpointInput) (any, error) {
	defer s.enter()()
	p := in.Parameters
	if err := checkParameters(in.VaultID, p); err != nil {
		return nil, err
	}
	if p.Name == "" && namesEmptily(ctx) {
		return nil, invalid("Parameter check failed: name must have 1 to 64 characters")
	}
	v, ok := s.vault(in.VaultID)
	switch {
	case !ok:
		return nil, vaultMissing()
	case v.spec.Status != cbrapi.VaultStatusAvailable && v.spec.Status != cbrapi.VaultStatusLocked:
		return nil, serviceError(http.StatusBadRequest, "6113", "The state of the vault does not allow a backup.")
	case s.busy(v):
		return nil, &problem{status: http.StatusBadRequest, code: "1001", message: "The vault is backing up."}
	case v.usedMB >= v.spec.SizeGB*mbPerGB && !v.settings.expand && !v.settings.onDemand:
		return nil, serviceError(http.StatusBadRequest, "6114", "The capacity of the vault is used up.")
	case len(v.resources) == 0:
		return nil, serviceError(http.StatusBadRequest, "0001", "The vault has no resources to back up.")
	}
	c := &checkpoint{
		id: s.ids.UUID(), name: p.Name, description: p.Description, vault: v, created: s.now,
		status: cbrapi.CheckpointStatusProtecting, auto: p.AutoTrigger, policyID: p.PolicyID,
		incremental: p.Incremental == nil || *p.Incremental,
	}
	orElse(&c.name, "manualbk_"+s.ids.Hex(4))
	c.choose(v, p)
	s.checkpoints = append(s.checkpoints, c)
	s.protect(c)
	return cbrapi.CheckpointEnvelope{Checkpoint: c.view(s)}, nil
}

// namesEmptily reports a checkpoint with an empty name. One without any gets one,
// and the model cannot tell them apart.
func namesEmptily(ctx context.Context) bool {
	var body struct {
		Checkpoint struct {
			Parameters struct {
				Name *string `json:"name"`
			} `json:"parameters"`
		} `json:"checkpoint"`
	}
	return json.NewDecoder(serve.HTTPRequest(ctx).Body).Decode(&body) == nil && body.Checkpoint.Parameters.Name != nil
}

func checkParameters(vaultID string, p cbrapi.CheckpointParameters) error {
	switch {
	case vaultID == "":
		return invalid("Parameter check failed: vault_id is required")
	case utf8.RuneCountInString(p.Name) > maxName || !nameForm.MatchString(p.Name):
		return invalid("Parameter check failed: name")
	case utf8.RuneCountInString(p.Description) > maxDescription || strings.ContainsAny(p.Description, "<>"):
		return invalid("Parameter check failed: description")
	case len(p.ResourceDetails) > maxDetails:
		return invalid("Parameter check failed: resource_details")
	}
	for _, r := range p.ResourceDetails {
		if r.ID == "" || r.Type == "" {
			return invalid("Parameter check failed: resource_details need id and type")
		}
	}
	return nil
}

// busy reports whether the vault is being backed up.
func (s *service) busy(v *vault) bool {
	return slices.ContainsFunc(v.resources, func(r *resource) bool { return r.status == cbrapi.ProtectStatusProtecting })
}

// choose sorts the wanted resources into those that are backed up and those
// that are skipped.
func (c *checkpoint) choose(v *vault, p cbrapi.CheckpointParameters) {
	wanted := slices.Clone(p.Resources)
	for _, r := range p.ResourceDetails {
		wanted = append(wanted, r.ID)
	}
	if len(wanted) == 0 {
		for _, r := range v.resources {
			wanted = append(wanted, r.spec.ID)
		}
	}
	seen := make(map[string]bool, len(wanted))
	for _, id := range wanted {
		if seen[id] {
			continue
		}
		seen[id] = true
		r, ok := v.resource(id)
		switch {
		case !ok:
			c.skip(cbrapi.SkippedResource{ID: id, Code: "BackupService.6135", Reason: "The resource is not in the vault."})
		case r.spec.SkipCode != "":
			c.skip(cbrapi.SkippedResource{ID: id, Name: r.spec.Name, Type: r.spec.Type, Code: lenient.String(r.spec.SkipCode), Reason: "The resource cannot be backed up now."})
		case r.status == cbrapi.ProtectStatusRestoring:
			c.skip(cbrapi.SkippedResource{ID: id, Name: r.spec.Name, Type: r.spec.Type, Code: "BackupService.2010", Reason: "The resource is being restored."})
		default:
			c.resources = append(c.resources, &checkpointResource{resource: r, status: cbrapi.ProtectStatusProtecting})
		}
	}
}

func (c *checkpoint) skip(r cbrapi.SkippedResource) { c.skipped = append(c.skipped, r) }

// protect plans how the backups of a checkpoint are made. The checkpoint is
// available when its first resource is, and its resources end one after the
// other: whoever looks at the checkpoint's state alone looks too early.
func (s *service) protect(c *checkpoint) {
	fail, failed := take(&s.failCheckpoint)
	if len(c.resources) == 0 {
		s.after(0, func() { c.status = cbrapi.CheckpointStatusAvailable })
		return
	}
	total := len(c.resources)
	for i, r := range c.resources {
		r.resource.status = cbrapi.ProtectStatusProtecting
		r.backup = s.newBackup(c, r.resource)
		s.backups = append(s.backups, r.backup)
		s.contents.Save(r.backup.id, r.spec.ID)
		length := s.share(i+1, total)
		t := s.newTask(cbrapi.OperationTypeBackup, c.vault, r.spec, length)
		t.checkpointID, t.policyID = c.id, c.policyID
		t.detail = func(info *cbrapi.OperationExtraInfo) {
			info.Backup = &cbrapi.OperationBackup{
				BackupID: r.backup.id, BackupName: c.name, Incremental: lenient.NewBool(c.incremental), AppConsistencyStatus: "0",
			}
		}
		bad := failed && (fail.ResourceID == "" || fail.ResourceID == r.spec.ID)
		s.after(0, func() { r.backup.setStatus(cbrapi.BackupStatusProtecting, s.now) })
		s.after(length, func() { s.protected(c, r, t, bad, fail) })
	}
	s.after(s.share(1, total)/2, func() {
		if !failed || fail.ResourceID != "" {
			c.status = cbrapi.CheckpointStatusAvailable
		}
	})
}

// share is when part i of n of a checkpoint is done.
func (s *service) share(i, n int) time.Duration {
	return s.config.checkpoint * time.Duration(i) / time.Duration(n)
}

// protected ends the backup of one resource.
func (s *service) protected(c *checkpoint, r *checkpointResource, t *task, bad bool, fail Failure) {
	r.resource.status = cbrapi.ProtectStatusAvailable
	c.vault.updated = s.now
	if bad {
		r.status = cbrapi.ProtectStatusError
		r.backup.setStatus(cbrapi.BackupStatusError, s.now)
		if fail.ResourceID == "" {
			c.status = cbrapi.CheckpointStatus(fail.Status)
			orElse(&c.status, cbrapi.CheckpointStatusError)
		}
		t.end(s.now, cbrapi.OperationStatusFailed, fail.Code, fail.Message)
		return
	}
	r.status = cbrapi.ProtectStatusAvailable
	r.backup.setStatus(cbrapi.BackupStatusAvailable, s.now)
	r.backups++
	r.usedGB++
	c.vault.usedMB += mbPerGB
	t.end(s.now, cbrapi.OperationStatusSuccess, "", "")
}
