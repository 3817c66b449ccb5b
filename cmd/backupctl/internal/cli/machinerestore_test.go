package cli

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// restored is what was asked of CBR for the newest restore.
func restored(t *testing.T, l *lab) cbr.RestoreBackupInput {
	t.Helper()
	var in struct{ Restore cbr.RestoreBackupInput }
	for _, r := range l.CBR.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/restore") {
			if err := json.Unmarshal(r.Body, &in); err != nil {
				t.Fatal(err)
			}
		}
	}
	return in.Restore
}

// A server of CBR to another one: each disk to the one in its place, in a vault or
// in none.
func TestRestoreToAnotherServer(t *testing.T) {
	l := newLab(t)
	disks := func(name string) []cbrtest.VolumeSpec {
		return []cbrtest.VolumeSpec{{ID: name + "-a", SizeGB: 40}, {ID: name + "-b", SizeGB: 80}}
	}
	l.CBR.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{
		{ID: "db-1", Name: "db-1", SizeGB: 120, Volumes: disks("one")}, {ID: "db-2", Name: "db-2", SizeGB: 120, Volumes: disks("two")},
	}})
	fresh := l.CBR.AddProtectable(cbrtest.ProtectableSpec{ID: "db-3", Name: "db-3"})
	for i, size := range []int64{40, 100} { // a larger disk takes a smaller one
		l.CBR.AddProtectable(cbrtest.ProtectableSpec{ID: "three-" + strconv.Itoa(i), Type: cbr.ResourceTypeVolume, ServerID: fresh, SizeGB: size})
	}
	small := l.CBR.AddProtectable(cbrtest.ProtectableSpec{ID: "db-4", Name: "db-4"})
	for i := range 2 {
		l.CBR.AddProtectable(cbrtest.ProtectableSpec{ID: "four-" + strconv.Itoa(i), Type: cbr.ResourceTypeVolume, ServerID: small, SizeGB: 40})
	}
	id := strings.TrimSpace(l.must(t, "backup", "db-1", "--yes", "--poll-interval", "20ms"))
	var of struct {
		Children []struct {
			ID         string
			ResourceID string `json:"resource_id"`
		}
	}
	if err := json.Unmarshal([]byte(l.must(t, "cbr", "backup", "get", id, "-o", "json")), &of); err != nil || len(of.Children) != 2 {
		t.Fatalf("%v, %+v", err, of)
	}
	part := map[string]string{}
	for _, c := range of.Children {
		part[c.ResourceID] = c.ID
	}
	for _, tt := range []struct{ to, first, second string }{{"db-2", "two-a", "two-b"}, {"db-3", "three-0", "three-1"}} {
		plan := l.must(t, "restore", "db-1", "--to", tt.to, "--dry-run")
		if want := "would overwrite the disks of server " + tt.to + " (" + tt.to + ", context clab)"; !strings.HasPrefix(plan, want) {
			t.Errorf("%s, want %s", plan, want)
		}
		l.must(t, "restore", "db-1", "--to", tt.to, "--yes", "--poll-interval", "20ms")
		want := cbr.RestoreBackupInput{ServerID: tt.to, Mappings: []cbr.RestoreMapping{{BackupID: part["one-a"], VolumeID: tt.first}, {BackupID: part["one-b"], VolumeID: tt.second}}}
		if diff := cmp.Diff(want, restored(t, l)); diff != "" {
			t.Errorf("to %s: %s", tt.to, diff)
		}
	}
	l.CBR.ResetLog()
	for to, want := range map[string]string{
		"db-4": "disk 2 of db-4 has 40 GB, and that of the backup 80 GB", "db-9": `--to: nothing with backups is called "db-9"`, "ecs-payroll-1": "ecs-payroll-1 has 1 disks, and the backup 2",
	} {
		code, _, errs := l.run(t, "restore", "db-1", "--to", to, "--yes")
		if code == 0 || !strings.Contains(errs, want) {
			t.Errorf("to %s: exit code %d, %s", to, code, errs)
		}
	}
	for _, r := range l.CBR.Requests() {
		if strings.HasSuffix(r.Path, "/restore") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
}

// A disk of CBR goes to another disk.
func TestRestoreToAnotherDisk(t *testing.T) {
	l := newLab(t)
	l.CBR.AddVault(cbrtest.VaultSpec{ObjectType: "disk", Resources: []cbrtest.ResourceSpec{{ID: "v1", Name: "v1", Type: cbr.ResourceTypeVolume, SizeGB: 40}}})
	l.CBR.AddProtectable(cbrtest.ProtectableSpec{ID: "v2", Name: "v2", Type: cbr.ResourceTypeVolume})
	l.must(t, "backup", "v1", "--yes", "--poll-interval", "20ms")
	l.must(t, "restore", "v1", "--to", "v2", "--yes", "--poll-interval", "20ms")
	if got := restored(t, l); got.VolumeID != "v2" || got.ServerID != "" || len(got.Mappings) > 0 {
		t.Errorf("%+v", got)
	}
	if code, _, errs := l.run(t, "restore", "v1", "--to", "ecs-payroll-1", "--yes"); code != 2 || !strings.Contains(errs, "a backup of a disk cannot be restored to a server") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// An instance of Zomro to another one of its region that is large enough: that one is
// overwritten, and nothing else.
func TestRestoreToAnotherInstance(t *testing.T) {
	l := newLab(t)
	large := l.Zomro.AddInstance(zomrotest.Instance{ServerName: "large", Tariff: "Cloud S3", DataCenter: "Poland-1", DiskGB: 80, RAMGB: 8})
	elsewhere := l.Zomro.AddInstance(zomrotest.Instance{ServerName: "far", Tariff: "Cloud S3", DataCenter: "Elsewhere-9", DiskGB: 80, RAMGB: 8})
	id := strings.TrimSpace(l.must(t, "backup", "harbor-db", "--yes", "--poll-interval", "20ms"))
	if plan := l.must(t, "restore", "harbor-db", "--to", "large", "--dry-run"); !strings.Contains(plan, "the disks of instance large ("+strconv.FormatInt(large, 10)+", context zlab)") || !strings.Contains(plan, "backup "+id) {
		t.Error(plan)
	}
	image := func(id int64) string {
		in, ok := l.Zomro.Instance(id)
		if !ok {
			t.Fatalf("no instance %d", id)
		}
		return in.Image
	}
	others := [3]string{image(zomrotest.InstanceID), image(zomrotest.InstanceID + 1), image(elsewhere)}
	l.must(t, "restore", "harbor-db", "--to", "large", "--yes", "--poll-interval", "20ms")
	if got, want := image(large), l.Zomro.Backups(zomrotest.InstanceID)[0].UUID; got != want {
		t.Errorf("image %q, want %q", got, want)
	}
	for to, want := range map[string]string{"harbor-web": "the backup needs 40 GB of disk, the tariff has 20", "far": "the backup lies in Poland-1, the instance in Elsewhere-9"} {
		for _, how := range []string{"--dry-run", "--yes"} { // a dry run tells it too
			if code, out, errs := l.run(t, "restore", "harbor-db", "--to", to, how); code == 0 || out != "" || !strings.Contains(errs, want) {
				t.Errorf("to %s %s: exit code %d, %s%s", to, how, code, out, errs)
			}
		}
	}
	if got := [3]string{image(zomrotest.InstanceID), image(zomrotest.InstanceID + 1), image(elsewhere)}; got != others {
		t.Error("another instance was overwritten")
	}
}
