package backup

// Version is the version of this module.
const Version = "0.1.0"

// defaultUserAgent is sent unless [WithUserAgent] says otherwise. It names the
// module and nothing of the machine.
const defaultUserAgent = "backup-go/" + Version
