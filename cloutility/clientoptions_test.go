package cloutility_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func enrolment(change func(*cloutility.Enrolment)) *cloutility.Enrolment {
	e := &cloutility.Enrolment{
		NodeName: "5D20E8A4F61B", Password: backup.NewSecret("canary-1"), ServerName: "sp-nord-1", ServerAddress: "sp-nord-1.backup.example", ServerPort: 1600,
	}
	change(e)
	return e
}

const linuxSys = `SERVERNAME        sp-nord-1
   COMMMETHOD        V6TCPIP
   TCPSERVERADDRESS  sp-nord-1.backup.example
   TCPPORT           1600
   SSL               YES
   SSLREQUIRED       YES
   NODENAME          5D20E8A4F61B
   PASSWORDACCESS    GENERATE
   MANAGEDSERVICES   SCHEDULE
`

const linuxOpt = `SERVERNAME        sp-nord-1
DATEFORMAT        3
`

const windowsOpt = `COMMMETHOD        V6TCPIP
TCPSERVERADDRESS  sp-nord-1.backup.example
TCPPORT           1600
SSL               YES
SSLREQUIRED       YES
NODENAME          5D20E8A4F61B
PASSWORDACCESS    GENERATE
MANAGEDSERVICES   SCHEDULE
DATEFORMAT        3
`

func TestOptions(t *testing.T) {
	for platform, want := range map[cloutility.Platform][]cloutility.OptionFile{
		cloutility.PlatformLinux: {
			{Name: "dsm.sys", Path: "/opt/tivoli/tsm/client/ba/bin/dsm.sys", Text: linuxSys},
			{Name: "dsm.opt", Path: "/opt/tivoli/tsm/client/ba/bin/dsm.opt", Text: linuxOpt},
		},
		cloutility.PlatformMacOS: {
			{Name: "dsm.sys", Path: "/Library/Preferences/Tivoli Storage Manager/dsm.sys", Text: linuxSys},
			{Name: "dsm.opt", Path: "/Library/Preferences/Tivoli Storage Manager/dsm.opt", Text: linuxOpt},
		},
		cloutility.PlatformWindows: {
			{Name: "dsm.opt", Path: `C:\Program Files\Tivoli\TSM\baclient\dsm.opt`, Text: strings.ReplaceAll(windowsOpt, "\n", "\r\n")},
		},
	} {
		got, err := enrolment(func(*cloutility.Enrolment) {}).Options(platform)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", platform, diff)
		}
	}
	odd, err := enrolment(func(e *cloutility.Enrolment) { e.ServerName, e.ServerAddress = "North 1\nx", "2001:db8::7" }).Options(cloutility.PlatformLinux)
	if err != nil || !strings.HasPrefix(odd[0].Text, "SERVERNAME        storageprotect\n") || !strings.Contains(odd[0].Text, "TCPSERVERADDRESS  2001:db8::7\n") {
		t.Errorf("odd server: %q, %v", odd, err)
	}
}

func TestOptionsRefuse(t *testing.T) {
	for field, change := range map[string]func(*cloutility.Enrolment){
		"Enrolment.NodeName":      func(e *cloutility.Enrolment) { e.NodeName = "" },
		"Enrolment.NodeName ":     func(e *cloutility.Enrolment) { e.NodeName = "N\nPASSWORDACCESS PROMPT" },
		"Enrolment.ServerAddress": func(e *cloutility.Enrolment) { e.ServerAddress = "" },
		// A server must not be able to add lines to a file read by root.
		"Enrolment.ServerAddress ": func(e *cloutility.Enrolment) { e.ServerAddress = "h\nPRESCHEDULECMD evil" },
		"Enrolment.ServerPort":     func(e *cloutility.Enrolment) { e.ServerPort = 0 },
		"Enrolment.ServerPort ":    func(e *cloutility.Enrolment) { e.ServerPort = 65536 },
	} {
		files, err := enrolment(change).Options(cloutility.PlatformLinux)
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != strings.TrimSpace(field) || files != nil {
			t.Errorf("%s: %v, %v", field, files, err)
		}
	}
	if _, err := enrolment(func(*cloutility.Enrolment) {}).Options("beos"); !errors.Is(err, backup.ErrInvalid) || !strings.Contains(err.Error(), "macos") {
		t.Errorf("platform: %v", err)
	}
}
