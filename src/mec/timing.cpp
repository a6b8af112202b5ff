#include "mec/timing.hpp"

#include <sys/timex.h>

namespace umec::mec {

CurrentTime current_time() {
  const TimeStamp stamp = TimeStamp::of(now());
  CurrentTime time{stamp.seconds, stamp.nano_seconds, TimeSourceStatus::NONTRACEABLE};
  struct timex state{};  // mode 0: only reads
  const int clock = ::adjtimex(&state);
  if (clock != -1 && clock != TIME_ERROR && (state.status & STA_UNSYNC) == 0)
    time.time_source_status = TimeSourceStatus::TRACEABLE;
  return time;
}

}  // namespace umec::mec
