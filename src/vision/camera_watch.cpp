#include "vision/camera_watch.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "runtime/runtime.hpp"

namespace umec::vision {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);  // for one frame of a camera
constexpr Duration kPause = std::chrono::seconds(1);     // after a failure

std::span<const std::uint8_t> octets(const std::string &bytes) {
  return {reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()};
}

}  // namespace

CameraWatch::CameraWatch(Vision &vision, FrameSource &source, PlateLog &log, Events &events,
                         WatchOptions options)
    : vision_(vision),
      source_(source),
      log_(log),
      events_(events),
      options_(std::move(options)),
      tracker_(source.name(), options_.tracker) {}

void CameraWatch::run() {
  static auto &failures =
      metrics::counter("umec_vision_watch_failures_total", "Frames that a watcher could not look at");
  bool failed = false;
  for (;;) {
    auto due = std::chrono::steady_clock::now() + options_.pace;
    auto frame = source_.next_frame(runtime::Deadline::after(kPatience));
    auto looked = frame ? look(*frame) : Result<>(std::unexpected(frame.error()));
    if (looked) {
      if (failed) log::info("vision.watch.recovered", {{"camera", source_.name()}});
      failed = false;
    } else {
      const auto &error = looked.error();
      if (error.code == Errc::cancelled || (!frame && error.code == Errc::gone)) break;
      failures.add();
      // A camera that fails is reported by the camera's own module; said here once a failure.
      if (!failed)
        log::warning("vision.watch.failed", {{"camera", source_.name()}, {"detail", error.detail}});
      failed = true;
      if (frame || error.code != Errc::timeout)
        due = std::max(due, std::chrono::steady_clock::now() + kPause);
      // What was in sight has left by now: the tracker goes on with the clock, not with frames only.
      (void)store(tracker_.update(now(), {}));
    }
    auto rest = due - std::chrono::steady_clock::now();
    if (rest > Duration(0) && runtime::sleep_for(rest) == runtime::Wake::cancelled) break;
  }
  (void)store(tracker_.finish());  // a failure is logged and counted there
}

Result<> CameraWatch::look(const Frame &frame) {
  if (options_.plates) UMEC_TRY(look_for_plates(frame));
  if (options_.objects && frame.time - last_objects_ >= options_.objects_pace.count()) {
    last_objects_ = frame.time;
    UMEC_TRY(look_for_objects(frame));
  }
  return {};
}

Result<> CameraWatch::look_for_plates(const Frame &frame) {
  auto reads = UMEC_TRY(vision_.plates(octets(*frame.jpeg), {options_.country, Effort::fast, source_.name()},
                                       runtime::Deadline::after(options_.call_time)));
  auto sightings = tracker_.update(frame.time, reads.plates);
  // An empty frame after one with plates is told, too: whoever draws them can take them away.
  if (!reads.plates.empty() || had_plates_) {
    had_plates_ = !reads.plates.empty();
    events_.publish(
        {source_.name(), frame.time, FramePlates{reads.width, reads.height, std::move(reads.plates)}});
  }
  return store(sightings);
}

Result<> CameraWatch::look_for_objects(const Frame &frame) {
  auto found = UMEC_TRY(vision_.detect(octets(*frame.jpeg), static_cast<float>(options_.threshold),
                                       runtime::Deadline::after(options_.call_time)));
  events_.publish(
      {source_.name(), frame.time, FrameObjects{found.width, found.height, std::move(found.objects)}});
  return {};
}

Result<> CameraWatch::store(const std::vector<PlateSighting> &sightings) {
  static auto &stored =
      metrics::counter("umec_vision_sightings_total", "Plates of passing vehicles", {{"outcome", "stored"}});
  static auto &lost =
      metrics::counter("umec_vision_sightings_total", "Plates of passing vehicles", {{"outcome", "lost"}});
  Result<> all;
  for (const auto &sighting : sightings) {
    auto done = log_.append(sighting);
    (done ? stored : lost).add();
    if (done) {
      events_.publish({sighting.camera, sighting.time, sighting});
    } else {
      log::error("vision.sighting.lost",
                 {{"camera", sighting.camera}, {"text", sighting.text}, {"detail", done.error().detail}});
      all = done;
    }
  }
  return all;
}

}  // namespace umec::vision
