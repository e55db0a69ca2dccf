package pb_test

import "time"

func nowFunc() time.Time { return time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC) }
