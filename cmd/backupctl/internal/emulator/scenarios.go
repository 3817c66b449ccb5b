package emulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// The scenarios.
const (
	// ScenarioEmpty are accounts with nothing in them.
	ScenarioEmpty = "empty"
	// ScenarioSmall is what the fakes begin with: a small company.
	ScenarioSmall = "small"
	// ScenarioLarge has 5,000 machines with each service.
	ScenarioLarge = "large"
)

// Scenarios are their names.
func Scenarios() []string { return []string{ScenarioEmpty, ScenarioSmall, ScenarioLarge} }

// Clouds are the clouds that the fake of CBR can be.
func Clouds() []string { return cbrtest.Clouds() }

// check rejects what does not exist.
func (o Options) check() error {
	if o.Scenario != "" && !slices.Contains(Scenarios(), o.Scenario) {
		return fmt.Errorf("there is no scenario %q; there are %s", o.Scenario, strings.Join(Scenarios(), ", "))
	}
	if o.Cloud != "" && !slices.Contains(Clouds(), o.Cloud) {
		return fmt.Errorf("there is no cloud %q; there are %s", o.Cloud, strings.Join(Clouds(), ", "))
	}
	return o.checkQuirks()
}

// The large fleet.
const (
	fleet          = 5000
	serversOfVault = 250 // a vault takes 256
	backupsOfVault = 7
	unitsOfFleet   = 20
)

// fill adds the machines of the large fleet.
func (e *Emulator) fill() {
	for v := range fleet / serversOfVault {
		spec := cbrtest.VaultSpec{Name: fmt.Sprintf("vault-fleet-%02d", v+1), SizeGB: serversOfVault * fleetDiskGB * 2}
		for i := range serversOfVault {
			name := fmt.Sprintf("ecs-%04d", v*serversOfVault+i+1)
			spec.Resources = append(spec.Resources, cbrtest.ResourceSpec{
				Name: name, SizeGB: fleetDiskGB, Volumes: []cbrtest.VolumeSpec{{Name: name + "-system", SizeGB: fleetDiskGB}},
			})
		}
		e.CBR.AddBackups(e.CBR.AddVault(spec).ID, backupsOfVault)
	}
	for i := range fleet {
		id := e.Zomro.AddInstance(zomrotest.Instance{
			ServerName: fmt.Sprintf("vps-%04d", i+1), Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1",
			IP: fmt.Sprintf("10.%d.%d.%d", i>>16&0xff, i>>8&0xff, i&0xff), DiskGB: fleetDiskGB, RAMGB: 4, //nolint:mnd // the bytes of an address
		})
		if i%backupsOfVault == 0 {
			e.Zomro.AddBackup(zomrotest.Backup{InstanceID: id, Name: "weekly"})
		}
	}
	for u := range unitsOfFleet {
		unit := e.Cloutility.AddBusinessUnit(cloutilitytest.HomeUnit, fmt.Sprintf("Region %02d", u+1))
		for i := range fleet / unitsOfFleet {
			e.Cloutility.AddNode(unit, fmt.Sprintf("host-%04d", u*fleet/unitsOfFleet+i+1))
		}
	}
}

const fleetDiskGB = 40
