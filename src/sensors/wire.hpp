// Readings and sensors as JSON text.
#pragma once

#include <string>
#include <vector>

#include "sensors/reading_log.hpp"
#include "sensors/station.hpp"

namespace umec::sensors {

/// {"sensor","kind","time","values":{...},"rssi"?,"format"?}
std::string to_json(const Reading &reading);
/// {"id","kind","name","place"?,"location"?,"source","latest"?}
std::string to_json(const Sensor &sensor);
std::string to_json(const std::vector<Sensor> &sensors);
/// {"sensor","quantity","unit","every"?,"points":[{"time","value"} | {"time","mean","min","max","count"}]}
std::string to_json(const HistoryQuery &query, const std::vector<HistoryPoint> &points);
std::string to_json(const Station::Statistics &statistics);

}  // namespace umec::sensors
