package cbrsource

import (
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/protection"
)

func byName(p *project) map[string]protection.Row {
	out := make(map[string]protection.Row)
	for row := range p.rows(time.Now()) {
		out[row.Name] = row
	}
	return out
}

// A disk that the backups of its server leave out is told, one that is in them
// is not; which server it is of, the server or the disk says.
func TestDisksLeftOut(t *testing.T) {
	p := newProject(New(Config{}))
	p.addVault(cbr.Vault{ID: "v", Name: "v", Resources: []cbr.VaultResource{
		{ID: "s", Name: "server", Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{ExcludeVolumes: []string{"out"}}},
		{ID: "s2", Name: "other", Type: cbr.ResourceTypeServer, ExtraInfo: &cbr.ResourceExtraInfo{IncludeVolumes: []cbr.IncludeVolume{{ID: "in2"}}}},
	}})
	p.addProtectable(cbr.Protectable{ID: "s", Name: "server", Type: cbr.ResourceTypeServer, Children: []lenient.Raw{lenient.Raw(`{"id":"in"}`), lenient.Raw(`{"id":"out"}`), lenient.Raw(`7`)}})
	p.addProtectable(cbr.Protectable{ID: "s2", Name: "other", Type: cbr.ResourceTypeServer})
	for _, disk := range []string{"in", "out"} {
		p.addProtectable(cbr.Protectable{ID: disk, Name: disk, Type: cbr.ResourceTypeVolume})
	}
	for _, disk := range []string{"in2", "out2"} {
		p.addProtectable(cbr.Protectable{ID: disk, Name: disk, Type: cbr.ResourceTypeVolume, Detail: lenient.Raw(`{"attachments":[{"server_id":"s2"}]}`)})
	}
	rows := byName(p)
	if len(rows) != 4 || rows["out"].WhyNot != "left out of the backups of server server" || rows["out2"].WhyNot != "left out of the backups of server other" {
		t.Errorf("%+v", rows)
	}
}

// The reference does not say what the size of a backup counts: the vault does.
func TestSizeUnit(t *testing.T) {
	sizes := func(all ...int64) (out []cbr.VaultResource) {
		for _, n := range all {
			out = append(out, cbr.VaultResource{BackupSize: lenient.NewInt(n)})
		}
		return out
	}
	tests := []struct {
		sizes []cbr.VaultResource
		used  int64
		want  int64
	}{
		{sizes(3000, 1000), 4000, mib},
		{sizes(3000, 1000), 3000, mib}, // without what was deleted since
		{sizes(3, 1), 4 * 1024, gib},
		{sizes(3, 1), 4, mib},
		{sizes(4000, 1), 90, 0},
		{nil, 0, 0},
	}
	for _, tt := range tests {
		if got := sizeUnit(tt.sizes, tt.used); got != tt.want {
			t.Errorf("%v of %d: %d, want %d", tt.sizes, tt.used, got, tt.want)
		}
	}
}

func TestVaultProblems(t *testing.T) {
	vault := func(b cbr.Billing, on bool) []string {
		p := newProject(New(Config{}))
		p.addVault(cbr.Vault{ID: "v", Name: "v", Billing: &b, AutoExpand: lenient.NewBool(on), Resources: []cbr.VaultResource{{ID: "s", Name: "s"}}})
		return byName(p)["s"].Problems
	}
	full := cbr.Billing{SizeGB: lenient.NewInt(100), UsedMB: lenient.NewInt(99 * 1024)}
	if got := strings.Join(vault(full, false), ""); !strings.Contains(got, "nearly full") {
		t.Errorf("%q", got)
	}
	if got := vault(full, true); len(got) != 0 {
		t.Errorf("a vault that grows: %q", got)
	}
	if got := strings.Join(vault(cbr.Billing{Status: cbr.VaultStatusFrozen}, false), ""); !strings.Contains(got, "frozen") {
		t.Errorf("%q", got)
	}
	if got := vault(cbr.Billing{ProtectType: cbr.ProtectTypeReplication}, false); got != nil {
		t.Errorf("a vault of copies: %q", got)
	}
}

// Only some installations say which resources follow the policy of their vault.
func TestSuspended(t *testing.T) {
	for _, tells := range []bool{false, true} {
		p := newProject(New(Config{}))
		p.addVault(cbr.Vault{ID: "v", Resources: []cbr.VaultResource{{ID: "a", Name: "a", AutoProtect: lenient.NewBool(tells)}, {ID: "b", Name: "b"}}})
		p.addPolicy(cbr.Policy{
			Name: "p", Enabled: lenient.NewBool(true), OperationType: cbr.PolicyOperationBackup, AssociatedVaults: []cbr.PolicyVault{{VaultID: "v"}},
			Trigger: &cbr.PolicyTriggerInfo{Properties: &cbr.PolicyTriggerInfoProperties{Pattern: []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00"}}},
		})
		rows := byName(p)
		if suspended := len(rows["b"].Problems) > 0; suspended != tells || rows["a"].Interval != 24*time.Hour {
			t.Errorf("tells %v: %+v", tells, rows)
		}
	}
}

// Of a failed task and a good backup the later one counts; a task that names no
// resource is of the whole vault.
func TestAttempts(t *testing.T) {
	at := func(hour int) lenient.Time { return lenient.NewTime(time.Date(2026, 11, 30, hour, 0, 0, 0, time.UTC)) }
	p := newProject(New(Config{}))
	p.addVault(cbr.Vault{ID: "v", Resources: []cbr.VaultResource{{ID: "a", Name: "a"}, {ID: "b", Name: "b"}}})
	p.addBackup(cbr.Backup{ID: "1", ResourceID: "a", Status: cbr.BackupStatusAvailable, CreatedAt: at(3)})
	p.addBackup(cbr.Backup{ID: "2", ResourceID: "a", Status: "odd", CreatedAt: at(9)})
	p.addBackup(cbr.Backup{ID: "3", ResourceID: "a", Status: cbr.BackupStatusAvailable, CreatedAt: at(9), ImageType: cbr.ImageTypeReplication})
	p.addTask(cbr.OperationLog{ID: "t1", VaultID: "v", CreatedAt: at(2), Status: cbr.OperationStatusFailed})
	p.addTask(cbr.OperationLog{ID: "t2", VaultID: "v", CreatedAt: at(1), Status: cbr.OperationStatusTimeout})
	rows := byName(p)
	if a := rows["a"].Attempt; a.ID != "1" || a.Result != protection.ResultGood {
		t.Errorf("a: %+v", a)
	}
	if b := rows["b"].Attempt; b.ID != "t1" || b.Result != protection.ResultFailed || b.Message != "task failed" {
		t.Errorf("b: %+v", b)
	}
	p.addTask(cbr.OperationLog{
		ID: "t3", VaultID: "v", CreatedAt: at(4), Status: cbr.OperationStatusSkipped, ErrorInfo: &cbr.OperationError{Code: "BackupService.7101"},
		ExtraInfo: &cbr.OperationExtraInfo{Resource: &cbr.Resource{ID: "a"}},
	})
	if a := byName(p)["a"].Attempt; a.ID != "t3" || a.Message != "BackupService.7101" {
		t.Errorf("a later: %+v", a)
	}
}

// Copies in other regions are places off-site.
func TestReplicated(t *testing.T) {
	p := newProject(New(Config{Region: "here"}))
	p.addVault(cbr.Vault{ID: "v", Resources: []cbr.VaultResource{{ID: "a", Name: "a"}}})
	record := func(region string, status cbr.ReplicationStatus) cbr.ReplicationRecord {
		return cbr.ReplicationRecord{DestinationRegion: region, Status: status}
	}
	p.addBackup(cbr.Backup{ID: "1", ResourceID: "a", Status: cbr.BackupStatusAvailable, ReplicationRecords: []cbr.ReplicationRecord{
		record("there", cbr.ReplicationStatusSuccess), record("there", cbr.ReplicationStatusSuccess), record("nowhere", cbr.ReplicationStatusFail),
	}})
	if copies, _, offSite := byName(p)["a"].ThreeTwoOne(); copies != 3 || offSite != 1 {
		t.Errorf("%d copies, %d off-site", copies, offSite)
	}
}

// Of several policies the one that keeps backups for the shortest time counts, and
// a number that could not be read is not for ever.
func TestRetention(t *testing.T) {
	number := func(n int64) *lenient.Int { return new(lenient.NewInt(n)) }
	odd := &lenient.Int{Text: "many"}
	nightly := &cbr.PolicyTriggerInfo{Properties: &cbr.PolicyTriggerInfoProperties{Pattern: []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00"}}}
	for _, tt := range []struct {
		name     string
		policies []cbr.PolicyDefinitionInfo
		want     time.Duration // 0 is not known
	}{
		{"copies", []cbr.PolicyDefinitionInfo{{MaxBackups: number(3)}}, 3 * 24 * time.Hour},
		{"for ever", []cbr.PolicyDefinitionInfo{{MaxBackups: number(-1), RetentionDays: number(-1)}}, 1 << 62},
		{"several", []cbr.PolicyDefinitionInfo{{RetentionDays: number(30)}, {MaxBackups: number(3)}, {}}, 3 * 24 * time.Hour},
		{"copies that could not be read", []cbr.PolicyDefinitionInfo{{MaxBackups: odd, RetentionDays: number(30)}}, 0},
		{"days that could not be read", []cbr.PolicyDefinitionInfo{{RetentionDays: number(30)}, {RetentionDays: odd}}, 0},
	} {
		p := newProject(New(Config{}))
		p.addVault(cbr.Vault{ID: "v", Resources: []cbr.VaultResource{{ID: "a", Name: "a"}}})
		for _, d := range tt.policies {
			p.addPolicy(cbr.Policy{
				Name: "p", Enabled: lenient.NewBool(true), OperationType: cbr.PolicyOperationBackup, AssociatedVaults: []cbr.PolicyVault{{VaultID: "v"}},
				Trigger: nightly, Definition: &d,
			})
		}
		if kept, known := byName(p)["a"].Retention.AtLeast(); kept != tt.want || known != (tt.want > 0) {
			t.Errorf("%s: %v, %v", tt.name, kept, known)
		}
	}
}
