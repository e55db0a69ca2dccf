package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadCPU is what this thread has computed so far: on a machine that others use too, the only time that means anything. The caller has
// locked itself to the thread.
func threadCPU() time.Duration { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }

// processCPU is what all threads have, the collector of garbage among them.
func processCPU() time.Duration { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

func clock(id int32) time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(id, &now); err != nil {
		return 0
	}
	return time.Duration(now.Nano())
}
