// The plate log in the time series: database `umec`, measurement `plates`.
#pragma once

#include "timeseries/engine.hpp"
#include "vision/plate_log.hpp"

namespace umec::vision {

/// Tag `camera`; fields text (string), confidence, x, y, width, height.
class TimeseriesPlateLog final : public PlateLog {
 public:
  /// Makes the database where it is not there. Errors: io, unavailable.
  static Result<std::unique_ptr<TimeseriesPlateLog>> open(timeseries::Engine &engine);

  Result<> append(const PlateSighting &sighting) override;
  Result<std::vector<PlateSighting>> read(const std::string &camera, Timestamp from,
                                          std::size_t limit) override;

 private:
  explicit TimeseriesPlateLog(timeseries::Engine &engine) : engine_(engine) {}
  timeseries::Engine &engine_;
};

}  // namespace umec::vision
