package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Private adds what is found about a file or directory that only its owner may read.
func (r *Report) Private(context, check, path string) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Addf(context, check, OK, "%s is not there yet", path)
		return
	case err != nil:
		r.Addf(context, check, Problem, "%v", err)
		return
	}
	if runtime.GOOS == "windows" { // which has no such bits
		r.Addf(context, check, OK, "%s", path)
		return
	}
	switch mode := info.Mode().Perm(); {
	case mode&0o077 != 0:
		r.Addf(context, check, Problem, "%s can be read or changed by others (mode %04o): chmod go= %[1]q", path, mode)
	case openDir(path):
		r.Addf(context, check, Warning, "others may change what is in %s, and so put another file in its place", filepath.Dir(path))
	default:
		r.Addf(context, check, OK, "%s, for you alone", path)
	}
}

// openDir reports a directory that others may write to, and in which they may
// replace what is not theirs.
func openDir(path string) bool {
	info, err := os.Stat(filepath.Dir(path))
	return err == nil && info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0
}
