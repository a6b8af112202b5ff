#include "city/camera_feed.hpp"

#include <utility>

#include "runtime/runtime.hpp"

namespace umec::city {
namespace {

constexpr Timestamp kGap = kSecond;  // pictures that follow within this count as watching on
constexpr std::size_t kSpans = 4096;

}  // namespace

CameraFeed::CameraFeed(const District &district, const Camera &camera, const CityClock &clock)
    : district_(district), camera_(camera), clock_(clock) {}

Result<std::string> CameraFeed::paint(Timestamp city_time) {
  if (!scene_) scene_ = std::make_unique<Scene>(district_, camera_);
  return encoder_.encode(scene_->render(city_time));
}

Result<Picture> CameraFeed::picture(std::int64_t number) {
  const auto deadline = runtime::Deadline::after(std::chrono::seconds(5));
  std::unique_lock lock(mutex_);
  while (newest_number_ < number && painting_) {
    switch (painted_condition_.wait(lock, deadline)) {
      case runtime::Wake::timeout:
        return fail(Errc::timeout, "the picture of {} was not painted within 5 s", camera_.name);
      case runtime::Wake::cancelled: return fail(Errc::cancelled, "the city stops");
      case runtime::Wake::woken: break;
    }
  }
  if (newest_number_ >= number) return newest_;

  painting_ = true;
  lock.unlock();
  const Timestamp time = number * kFrameTime;
  Result<std::string> jpeg = runtime::offload([&] { return paint(clock_.city_at(time)); });
  lock.lock();
  painting_ = false;
  painted_condition_.notify_all();
  if (!jpeg) return std::unexpected(jpeg.error());
  newest_ = {time, std::make_shared<const std::string>(std::move(*jpeg))};
  newest_number_ = number;
  ++count_;
  note_watched(time);
  return newest_;
}

void CameraFeed::note_watched(Timestamp time) {
  if (!watched_.empty() && time - watched_.back().to <= kGap) {
    watched_.back().to = time;
    return;
  }
  watched_.push_back({time, time});
  if (watched_.size() > kSpans) watched_.pop_front();
}

bool CameraFeed::watched(Timestamp from, Timestamp to) const {
  const std::lock_guard lock(mutex_);
  for (const Span &span : watched_)
    if (span.from <= from + kGap / 2 && span.to >= to - kGap / 2) return true;
  return false;
}

std::uint64_t CameraFeed::painted() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace umec::city
