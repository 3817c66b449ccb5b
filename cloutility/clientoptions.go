package cloutility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Platform is a family of operating systems the backup client has the same
// option files on.
type Platform string

// The platforms.
const (
	PlatformLinux   Platform = "linux"
	PlatformMacOS   Platform = "macos"
	PlatformWindows Platform = "windows"
)

// OptionFile is a file of the IBM Storage Protect backup-archive client. It
// holds no secret: with PASSWORDACCESS GENERATE the client keeps the password
// by itself after the first sign-in, where it is typed once.
type OptionFile struct {
	// Name is "dsm.sys" or "dsm.opt".
	Name string `json:"name"`
	// Path is where a standard installation has the file.
	Path string `json:"path"`
	// Text is the stanza. A dsm.sys may hold stanzas of other servers: add to
	// it rather than replace it.
	Text string `json:"text"`
}

// longestLabel is the client's limit of SERVERNAME.
const longestLabel = 64

// Where the client's installer puts the option files.
const (
	linuxDir   = "/opt/tivoli/tsm/client/ba/bin/"
	macOSDir   = "/Library/Preferences/Tivoli Storage Manager/"
	windowsDir = `C:\Program Files\Tivoli\TSM\baclient\`
)

// Options renders the client's option files: dsm.sys and dsm.opt on Linux and
// macOS, dsm.opt alone on Windows, where it holds both. Lines end as is usual
// on the platform. An enrolment without node name, server address or port, or
// with values that would break the file, is an invalid argument.
func (e *Enrolment) Options(p Platform) ([]OptionFile, error) {
	if err := e.checkOptions(); err != nil {
		return nil, err
	}
	label := e.ServerName // only ties the two files together
	if label == "" || len(label) > longestLabel || !isWord(label, "._-") {
		label = "storageprotect"
	}
	server := [][2]string{
		{"COMMMETHOD", "V6TCPIP"},
		{"TCPSERVERADDRESS", e.ServerAddress},
		{"TCPPORT", strconv.FormatInt(e.ServerPort, 10)},
		{"SSL", "YES"},
		{"SSLREQUIRED", "YES"},
		{"NODENAME", e.NodeName},
		{"PASSWORDACCESS", "GENERATE"},
		{"MANAGEDSERVICES", "SCHEDULE"},
	}
	user := [][2]string{{"DATEFORMAT", "3"}} // 2026-02-11: the same wherever the machine stands
	switch p {
	case PlatformLinux, PlatformMacOS:
		dir := linuxDir
		if p == PlatformMacOS {
			dir = macOSDir
		}
		name := [][2]string{{"SERVERNAME", label}}
		return []OptionFile{
			{Name: "dsm.sys", Path: dir + "dsm.sys", Text: stanza("\n", name, server)},
			{Name: "dsm.opt", Path: dir + "dsm.opt", Text: stanza("\n", append(name, user...), nil)},
		}, nil
	case PlatformWindows:
		return []OptionFile{{Name: "dsm.opt", Path: windowsDir + "dsm.opt", Text: stanza("\r\n", append(server, user...), nil)}}, nil
	}
	return nil, invalidArgument("platform", fmt.Sprintf("%q is unknown; there are %s, %s and %s", p, PlatformLinux, PlatformMacOS, PlatformWindows))
}

// stanza writes options, the second group indented below the first.
func stanza(newline string, options, below [][2]string) string {
	var b strings.Builder
	for i, o := range slices.Concat(options, below) {
		indent := ""
		if i >= len(options) {
			indent = "   "
		}
		fmt.Fprintf(&b, "%s%-17s %s%s", indent, o[0], o[1], newline)
	}
	return b.String()
}

// checkOptions finds values that would end a line or say something else: they
// come from a server.
func (e *Enrolment) checkOptions() error {
	const lastPort = 65535
	if e.NodeName == "" {
		return invalidArgument("Enrolment.NodeName", "is empty; the node is not activated")
	}
	if reason := badName(e.NodeName); reason != "" {
		return invalidArgument("Enrolment.NodeName", reason)
	}
	switch {
	case e.ServerAddress == "":
		return invalidArgument("Enrolment.ServerAddress", "is empty; the service did not tell it")
	case !isWord(e.ServerAddress, ".:-_%[]"):
		return invalidArgument("Enrolment.ServerAddress", "is not a host name or address")
	case e.ServerPort <= 0 || e.ServerPort > lastPort:
		return invalidArgument("Enrolment.ServerPort", "is not a port")
	}
	return nil
}

// isWord allows letters, digits and a few marks.
func isWord(s, marks string) bool {
	for _, r := range s {
		letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(marks, r) {
			return false
		}
	}
	return true
}
