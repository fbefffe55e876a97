package alarm_test

import (
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

func TestEncodingsAreLocked(t *testing.T) {
	laws.Locked(t, new(alarm.Detector))
	laws.Locked(t, new(alarm.Monitor))
}
