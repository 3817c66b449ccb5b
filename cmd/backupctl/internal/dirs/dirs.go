// Package dirs knows where each system has a program's files.
package dirs

import (
	"path/filepath"
	"runtime"
)

// program is the name of its directory below those of the system.
const program = "backupctl"

// Config is for what the user writes, empty where there is no such directory, as the
// others are.
func Config(getenv func(string) string) string {
	return of(getenv, "XDG_CONFIG_HOME", "AppData", "Library/Application Support", ".config")
}

// State is for what the program keeps.
func State(getenv func(string) string) string {
	return of(getenv, "XDG_STATE_HOME", "LocalAppData", "Library/Application Support", ".local/state")
}

// Cache is for what can be made again.
func Cache(getenv func(string) string) string {
	return of(getenv, "XDG_CACHE_HOME", "LocalAppData", "Library/Caches", ".cache")
}

// of finds a directory by the variable of XDG, which must hold a whole path, by that
// of Windows, or below the home of macOS and of others.
func of(getenv func(string) string, xdg, windows, mac, other string) string {
	dir, home := getenv(xdg), getenv("HOME")
	switch {
	case runtime.GOOS == "windows":
		dir = getenv(windows)
	case filepath.IsAbs(dir):
	case home == "":
		dir = ""
	case runtime.GOOS == "darwin":
		dir = filepath.Join(home, filepath.FromSlash(mac))
	default:
		dir = filepath.Join(home, filepath.FromSlash(other))
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, program)
}
