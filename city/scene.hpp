// The picture of one camera at one moment.
#pragma once

#include "city/canvas.hpp"
#include "city/district.hpp"
#include "city/sensor_noise.hpp"
#include "city/traffic.hpp"

namespace umec::city {

/// Pictures a second that a camera makes.
inline constexpr int kFrameRate = 10;
inline constexpr Timestamp kFrameTime = kSecond / kFrameRate;

/// Paints the pictures of one camera. Keeps the still part (sky, houses, road) and paints it anew
/// every few seconds of city time as the light changes. One user at a time.
class Scene {
 public:
  Scene(const District &district, const Camera &camera);

  /// The picture at `time`, rounded down to a whole frame; valid until the next call. The same time
  /// gives the same pixels, whatever was asked before.
  cairo_surface_t *render(Timestamp time);

 private:
  void paint_still(Timestamp time, const Weather &weather);
  void paint_movers(Canvas &canvas, Timestamp time);

  const District &district_;
  const Camera &camera_;
  const View view_;
  Seed seed_;
  Surface still_;
  Surface picture_;
  std::int64_t still_epoch_ = -1;
  SensorNoise noise_;
};

}  // namespace umec::city
