// For tests: a real InfluxDB 1.x, started on a port and in a folder of its own, where it is installed.
#pragma once

#include <memory>
#include <string>

namespace umec::timeseries::testing {

class Influxd {
 public:
  /// Null where influxd is not installed or does not come up.
  static std::unique_ptr<Influxd> start();
  ~Influxd();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int pid_ = 0;
  int port_ = 0;
  std::string folder_;
};

}  // namespace umec::timeseries::testing
