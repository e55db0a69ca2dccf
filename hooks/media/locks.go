package media

import (
	"context"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
)

// drainTime is how long a request may still read what has arrived when the device, after its line broke, asks how far the upload is.
// tusd would stop it at once, and up to half a megabyte that lies in the kernel's buffers would travel again. A line that is dead
// without saying so costs its device this long, once.
const drainTime = 2 * time.Second

// locks let one request at a time touch an upload. They live in memory: one process owns the folder, and files that say "locked" would
// outlive a kill.
type locks struct{ *memorylocker.MemoryLocker }

func newLocks() *locks { return &locks{memorylocker.New()} }

// NewLock implements tusd's Locker.
func (l *locks) NewLock(id string) (tus.Lock, error) {
	inner, err := l.MemoryLocker.NewLock(id)
	return drainingLock{inner}, err
}

type drainingLock struct{ inner tus.Lock }

func (l drainingLock) Lock(ctx context.Context, release func()) error {
	return l.inner.Lock(ctx, func() { time.AfterFunc(drainTime, release) })
}

func (l drainingLock) Unlock() error { return l.inner.Unlock() }
