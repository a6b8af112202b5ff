// The live pictures of one camera, painted once however many watch.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "city/city_clock.hpp"
#include "city/jpeg.hpp"
#include "city/scene.hpp"
#include "runtime/condition.hpp"

namespace umec::city {

struct Picture {
  Timestamp time = 0;  ///< wall time it shows
  std::shared_ptr<const std::string> jpeg;  // shared by the viewers that are being sent it
};

/// Thread-safe. Paints on the blocking pool, and only when somebody asks.
class CameraFeed {
 public:
  CameraFeed(const District &district, const Camera &camera, const CityClock &clock);

  /// The picture of frame `number` (wall time divided by kFrameTime) or a later one that is there
  /// already. Errors: unavailable (the pool is full), timeout, cancelled, internal.
  Result<Picture> picture(std::int64_t number);

  /// Whether somebody watched without a gap from `from` to `to` (wall time).
  bool watched(Timestamp from, Timestamp to) const;

  const Camera &camera() const { return camera_; }
  /// Pictures painted since the start, for figures.
  std::uint64_t painted() const;

 private:
  struct Span {
    Timestamp from, to;
  };
  Result<std::string> paint(Timestamp city_time);
  void note_watched(Timestamp time);

  const District &district_;
  const Camera &camera_;
  const CityClock &clock_;
  mutable std::mutex mutex_;
  runtime::Condition painted_condition_;
  bool painting_ = false;
  std::int64_t newest_number_ = -1;
  Picture newest_;
  std::uint64_t count_ = 0;
  std::deque<Span> watched_;
  // Only the one who set painting_ touches these two.
  std::unique_ptr<Scene> scene_;
  JpegEncoder encoder_;
};

}  // namespace umec::city
