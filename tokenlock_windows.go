package backup

import (
	"errors"
	"sync"
	"syscall"
)

// sharingViolation is the system's error for a file that somebody keeps to himself.
const sharingViolation syscall.Errno = 32

// lockFile takes the lock of a file without waiting: it is open, and shared with
// nobody. The system closes it when the process ends, in whatever way.
func lockFile(name string) (unlock func(), err error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	file, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	switch {
	case errors.Is(err, sharingViolation):
		return nil, errLocked
	case err != nil:
		return nil, err
	}
	return sync.OnceFunc(func() { _ = syscall.CloseHandle(file) }), nil // nothing was written
}
