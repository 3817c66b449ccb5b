package meta

import (
	"reflect"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/zomro"
)

// ownValues are those of enumerations that no specification has.
func ownValues(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[zomro.Architecture]():
		return texts(zomro.ArchitectureX8664, zomro.ArchitectureI686, zomro.ArchitectureIA64)
	case reflect.TypeFor[zomro.BackupStatus]():
		return texts(zomro.BackupSaving, zomro.BackupActive, zomro.BackupSuspended)
	case reflect.TypeFor[zomro.BackupType]():
		return texts(zomro.BackupManual, zomro.BackupAuto)
	case reflect.TypeFor[cbr.BackupType]():
		return texts(cbr.BackupManual, cbr.BackupAuto)
	case reflect.TypeFor[zomro.DiskFormat]():
		return texts(zomro.DiskFormatISO, zomro.DiskFormatAMI, zomro.DiskFormatARI, zomro.DiskFormatAKI, zomro.DiskFormatVHD,
			zomro.DiskFormatVMDK, zomro.DiskFormatRaw, zomro.DiskFormatQCOW2, zomro.DiskFormatVDI)
	case reflect.TypeFor[zomro.ImageType]():
		return texts(zomro.ImageTypeBackup, zomro.ImageTypeSnapshot, zomro.ImageTypeImage)
	case reflect.TypeFor[zomro.InstanceStatus]():
		return texts(zomro.InstanceActive, zomro.InstanceStopped, zomro.InstanceResized, zomro.InstanceRescued, zomro.InstanceSuspended,
			zomro.InstanceBootedFromISO, zomro.InstanceError)
	case reflect.TypeFor[zomro.Metric]():
		return texts(zomro.MetricTraffic, zomro.MetricCPU)
	case reflect.TypeFor[zomro.PowerAction]():
		return texts(zomro.PowerStart, zomro.PowerStop, zomro.PowerReboot)
	case reflect.TypeFor[zomro.Zone]():
		return texts(zomro.ZonePublic, zomro.ZoneOwn, zomro.ZoneShared, zomro.ZoneImage)
	case reflect.TypeFor[cloutility.Platform]():
		return texts(cloutility.PlatformLinux, cloutility.PlatformMacOS, cloutility.PlatformWindows)
	}
	return nil
}

func texts[T ~string](values ...T) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}
