// A place on Earth.
#pragma once

namespace umec {

/// WGS 84, degrees.
struct Location {
  double latitude = 0;   ///< -90..90, north positive
  double longitude = 0;  ///< -180..180, east positive

  bool valid() const { return latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180; }
};

}  // namespace umec
