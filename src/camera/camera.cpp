#include "camera/camera.hpp"

#include <algorithm>
#include <cctype>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "camera/jpeg_info.hpp"

namespace umec::camera {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr int kMostBadInARow = 20;
constexpr Duration kLook =
    std::chrono::seconds(1);  // how often an on-demand camera asks whether it is wanted

// Of all cameras together: names come and go at run time, and a metric never does.
metrics::Counter &pictures_metric() {
  static metrics::Counter &counter =
      metrics::counter("umec_camera_pictures_total", "Pictures taken from cameras");
  return counter;
}
metrics::Counter &bad_pictures_metric() {
  static metrics::Counter &counter =
      metrics::counter("umec_camera_bad_pictures_total", "Things that cameras sent and that were no JPEG");
  return counter;
}
metrics::Counter &failures_metric() {
  static metrics::Counter &counter =
      metrics::counter("umec_camera_failures_total", "Connections to cameras that failed, broke or stalled");
  return counter;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && text != "." && text != ".." &&
         std::ranges::all_of(
             text, [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; });
}

constexpr Duration kGlance = std::chrono::milliseconds(200);  // at the state, while waiting for a picture

}  // namespace

std::string_view name(CameraState state) {
  switch (state) {
    case CameraState::connecting: return "connecting";
    case CameraState::streaming: return "streaming";
    case CameraState::failed: return "failed";
    case CameraState::idle: return "idle";
  }
  return "failed";
}

Result<void> CameraConfig::check() const {
  if (!is_name(name))
    return fail_at("/name", Errc::bad_request,
                   "the name of a camera is 1 to {} letters, digits, dots, underscores and dashes",
                   kLongestName);
  if (auto parsed = CameraAddress::parse(url); !parsed)
    return fail_at("/url", Errc::bad_request, "{}", parsed.error().detail);
  if (location && !location->valid())
    return fail_at("/location", Errc::bad_request, "the location is off the Earth");
  for (const std::string &what : watch)
    if (what != "plates" && what != "objects")
      return fail_at("/watch", Errc::bad_request, "'{}' cannot be watched for; plates and objects can",
                     what.substr(0, 64));
  return {};
}

struct Viewer::Link {
  explicit Link(std::size_t bound) : channel(bound) {}
  runtime::Channel<std::shared_ptr<const Picture>> channel;
  std::atomic<std::uint64_t> lost{0};
};

Viewer::~Viewer() { link_->channel.close(); }

Result<std::shared_ptr<const Picture>> Viewer::next(runtime::Deadline deadline) {
  auto picture = link_->channel.pop(deadline);
  lost_ = link_->lost.load(std::memory_order_relaxed);
  if (picture) return std::move(*picture);
  if (link_->channel.closed()) return fail(Errc::gone, "the camera was removed");
  if (deadline.passed()) return fail(Errc::timeout, "the camera sent no picture in time");
  return fail(Errc::cancelled, "the node is stopping");
}

Result<std::shared_ptr<Camera>> Camera::start(runtime::Runtime &runtime, CameraConfig config,
                                              SourceOptions source, CameraLimits limits,
                                              std::function<void(const Camera &)> changed) {
  UMEC_TRY(config.check());
  auto address = UMEC_TRY(CameraAddress::parse(config.url));
  // Shared by the set of cameras and the requests in flight, which may outlive its removal.
  auto camera = std::shared_ptr<Camera>(new Camera(runtime, std::move(config), std::move(address),
                                                   std::move(source), limits, std::move(changed)));
  camera->tasks_.spawn([self = camera.get()] { self->run(); });
  return camera;
}

Camera::Camera(runtime::Runtime &runtime, CameraConfig config, CameraAddress address, SourceOptions source,
               CameraLimits limits, std::function<void(const Camera &)> changed)
    : config_(std::move(config)),
      address_(std::move(address)),
      source_(std::move(source)),
      limits_(limits),
      changed_(std::move(changed)),
      tasks_(runtime) {
  if (config_.on_demand) status_.state = CameraState::idle;
}

Camera::~Camera() { stop(); }

void Camera::stop() {
  tasks_.cancel();
  tasks_.wait();
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (const auto &weak : viewers_)
    if (const auto link = weak.lock()) link->channel.close();
}

void Camera::run() {
  Duration pause = limits_.first_pause;
  bool said = false;
  while (true) {
    if (config_.on_demand && !wait_until_wanted()) return;
    say(CameraState::connecting, status().detail);
    bool first = false;
    const Error error = stream(first);
    if (error.code == Errc::cancelled) return;
    if (error.code == Errc::gone) continue;  // nobody watches any more
    if (first) {
      pause = limits_.first_pause;
      said = false;
    }
    const std::string detail = redact_sentence(error.detail, address_);
    {
      const std::lock_guard lock(mutex_);
      ++status_.failures;
      failures_metric().add();
      status_.frame_rate = 0;
    }
    if (!said) log::warning("camera.failed", {{"camera", config_.name}, {"detail", detail}});
    said = true;
    say(CameraState::failed, detail);
    if (runtime::sleep_for(pause) == runtime::Wake::cancelled) return;
    pause = std::min(pause * 2, limits_.longest_pause);
  }
}

Error Camera::stream(bool &first) {
  auto source = open_source(address_, source_, runtime::Deadline::after(limits_.connect_time));
  if (!source && source.error().code == Errc::timeout)
    return {
        Errc::timeout,
        fmt::format("the camera did not answer within {} s", limits_.connect_time / std::chrono::seconds(1)),
        {}};
  if (!source) return source.error();
  auto stall = runtime::Deadline::after(limits_.stall_time);
  const Duration least_gap = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / limits_.most_rate));
  int bad = 0;
  while (true) {
    if (config_.on_demand && !wanted()) {
      say(CameraState::idle);
      return {Errc::gone, "", {}};
    }
    auto bytes = (*source)->next(stall);
    if (!bytes && bytes.error().code == Errc::timeout)
      return {
          Errc::timeout,
          fmt::format("the camera sent no picture for {} s", limits_.stall_time / std::chrono::seconds(1)),
          {}};
    if (!bytes) return bytes.error();
    const SteadyTime arrived = std::chrono::steady_clock::now();
    bool good = false;
    Error error = take(std::move(*bytes), good);
    if (!good) {
      if (++bad >= kMostBadInARow || stall.passed()) return error;
      continue;
    }
    bad = 0;
    first = true;
    stall = runtime::Deadline::after(limits_.stall_time);
    const Duration spent = std::chrono::steady_clock::now() - last_arrival_;
    last_arrival_ = arrived;
    // What is not read waits at the camera: the connection slows it down.
    if (spent < least_gap && runtime::sleep_for(least_gap - spent) == runtime::Wake::cancelled)
      return {Errc::cancelled, "the camera is being stopped", {}};
  }
}

/// Checks and hands out one picture.
Error Camera::take(std::string &&bytes, bool &good) {
  const auto info = jpeg_info(bytes);
  if (!info) {
    const std::lock_guard lock(mutex_);
    ++status_.bad_pictures;
    bad_pictures_metric().add();
    return {Errc::corrupt, fmt::format("the camera sends {}", info.error().detail), {}};
  }
  good = true;
  pictures_metric().add();
  auto picture = std::make_shared<Picture>();
  picture->time = now();
  picture->width = info->width;
  picture->height = info->height;
  picture->jpeg = std::make_shared<const std::string>(std::move(bytes));
  bool begins = false;
  {
    const std::lock_guard lock(mutex_);
    picture->id = next_id_++;
    begins = status_.state != CameraState::streaming;
    if (begins) ++status_.connections;
    if (!begins && status_.last_picture) {
      // A mean that forgets within some twenty pictures.
      const double gap = std::max(1e-3, static_cast<double>(picture->time - *status_.last_picture) / kSecond);
      const double weight = status_.frame_rate == 0 ? 1.0 : 0.05;
      status_.frame_rate = 1.0 / ((1 - weight) / std::max(status_.frame_rate, 1e-3) + weight * gap);
    }
    status_.width = info->width;
    status_.height = info->height;
    status_.last_picture = picture->time;
    pictures_.push_back(picture);
    kept_bytes_ += picture->jpeg->size();
    while (pictures_.size() > limits_.pictures ||
           (pictures_.size() > 1 && kept_bytes_ > limits_.picture_bytes)) {
      kept_bytes_ -= pictures_.front()->jpeg->size();
      pictures_.pop_front();
    }
    std::erase_if(viewers_, [&](const auto &weak) {
      const auto link = weak.lock();
      if (!link || link->channel.closed()) return true;
      link->lost.fetch_add(link->channel.push_dropping_oldest(picture), std::memory_order_relaxed);
      return false;
    });
  }
  if (begins) say(CameraState::streaming);
  return {};
}

void Camera::say(CameraState state, std::string detail) {
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    changed = status_.state != state || status_.detail != detail;
    status_.state = state;
    status_.detail = std::move(detail);
  }
  if (changed && state == CameraState::streaming) log::info("camera.streaming", {{"camera", config_.name}});
  if (changed && changed_) changed_(*this);
}

bool Camera::wanted() const {
  const std::lock_guard lock(mutex_);
  for (const auto &weak : viewers_)
    if (const auto link = weak.lock(); link && !link->channel.closed()) return true;
  return std::chrono::steady_clock::now() - last_viewer_ < limits_.linger;
}

/// False where the camera is being stopped.
bool Camera::wait_until_wanted() {
  while (!wanted()) {
    std::unique_lock lock(mutex_);
    if (wanted_.wait(lock, runtime::Deadline::after(kLook)) == runtime::Wake::cancelled) return false;
  }
  return true;
}

std::unique_ptr<Viewer> Camera::watch(std::size_t bound) {
  auto link = std::make_shared<Viewer::Link>(bound);
  const std::lock_guard lock(mutex_);
  if (stopped_) link->channel.close();
  viewers_.push_back(link);
  last_viewer_ = std::chrono::steady_clock::now();
  wanted_.notify_all();
  return std::unique_ptr<Viewer>(new Viewer(std::move(link)));
}

CameraStatus Camera::status() const {
  const std::lock_guard lock(mutex_);
  CameraStatus status = status_;
  status.viewers = static_cast<std::size_t>(std::ranges::count_if(viewers_, [](const auto &weak) {
    const auto link = weak.lock();
    return link && !link->channel.closed();
  }));
  return status;
}

Result<std::shared_ptr<const Picture>> Camera::picture(runtime::Deadline deadline) {
  {
    const std::lock_guard lock(mutex_);
    if (status_.state == CameraState::streaming && !pictures_.empty()) return pictures_.back();
    if (status_.state == CameraState::failed)
      return fail(Errc::unavailable, "the camera {} gives no picture now: {}", config_.name, status_.detail);
  }
  auto viewer = watch(1);
  while (true) {
    auto picture = viewer->next(deadline.sooner(runtime::Deadline::after(kGlance)));
    if (picture || picture.error().code != Errc::timeout) return picture;
    // A camera that fails meanwhile will not come back before the deadline, most likely.
    const CameraStatus now = status();
    if (now.state == CameraState::failed || deadline.passed())
      return fail(Errc::unavailable, "the camera {} gives no picture now: {}", config_.name,
                  now.detail.empty() ? "it is still connecting" : now.detail);
  }
}

std::vector<std::shared_ptr<const Picture>> Camera::pictures() const {
  const std::lock_guard lock(mutex_);
  return {pictures_.begin(), pictures_.end()};
}

Result<std::shared_ptr<const Picture>> Camera::picture(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  for (const auto &picture : pictures_)
    if (picture->id == id) return picture;
  return fail(Errc::not_found, "the camera {} keeps no picture {}", config_.name, id);
}

}  // namespace umec::camera
