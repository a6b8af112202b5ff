// One camera: kept connected, its last pictures, and those who watch.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/location.hpp"
#include "camera/camera_source.hpp"
#include "runtime/runtime.hpp"

namespace umec::camera {

/// How a camera is configured; also the stored document.
struct CameraConfig {
  std::string name;  ///< 1 to 64 letters, digits, '.', '_', '-'
  std::string url;
  std::optional<std::string> place;
  std::optional<Location> location;
  std::vector<std::string> watch;  ///< what vision looks for: "plates", "objects"
  bool on_demand = false;          ///< connect only while somebody watches

  /// Errors: bad_request with a pointer to what is wrong.
  Result<void> check() const;
};

/// One picture. Never changes.
struct Picture {
  std::uint64_t id = 0;  ///< rises by one a picture, from 1 at each start of the camera
  Timestamp time = 0;    ///< when it arrived
  int width = 0;         ///< pixels
  int height = 0;        ///< pixels
  std::shared_ptr<const std::string> jpeg;  // shared by the ring, viewers and responses
};

enum class CameraState : std::uint8_t { connecting, streaming, failed, idle };
std::string_view name(CameraState state);

struct CameraStatus {
  CameraState state = CameraState::connecting;
  std::string detail;  ///< one sentence why it failed, without credentials
  int width = 0;       ///< of the last picture
  int height = 0;
  double frame_rate = 0;  ///< pictures per second, over the last seconds
  std::optional<Timestamp> last_picture;
  std::size_t viewers = 0;
  std::uint64_t failures = 0;      ///< connections that failed, broke or stalled
  std::uint64_t connections = 0;   ///< that gave at least one picture
  std::uint64_t bad_pictures = 0;  ///< things that were no JPEG
};

/// Somebody who watches. Keeps a camera with on_demand connected. May outlive the camera.
class Viewer {
 public:
  ~Viewer();
  Viewer(const Viewer &) = delete;
  Viewer &operator=(const Viewer &) = delete;

  /// The next picture; a slow viewer loses its oldest. Errors: timeout, cancelled, gone (the camera was
  /// removed).
  Result<std::shared_ptr<const Picture>> next(runtime::Deadline deadline);
  std::uint64_t lost() const { return lost_; }

 private:
  friend class Camera;
  struct Link;
  explicit Viewer(std::shared_ptr<Link> link) : link_(std::move(link)) {}
  std::shared_ptr<Link> link_;  // shared with the camera, so that either may go first
  std::uint64_t lost_ = 0;
};

struct CameraLimits {
  std::size_t pictures = 16;                      ///< kept
  std::size_t picture_bytes = 32 << 20;           ///< kept, of one camera
  Duration connect_time = std::chrono::seconds(10);
  Duration stall_time = std::chrono::seconds(10); ///< without a picture: failed
  Duration first_pause = std::chrono::milliseconds(500);  ///< before connecting again; doubles
  Duration longest_pause = std::chrono::seconds(15);
  Duration linger = std::chrono::seconds(10);     ///< on demand: after the last viewer left
  double most_rate = 60;                          ///< pictures a second; a faster camera is slowed down
};

class Camera {
 public:
  /// Connects at once, unless on_demand. `changed` is called at each change of state, not in a fiber's
  /// wait. Errors: bad_request (the configuration).
  static Result<std::shared_ptr<Camera>> start(runtime::Runtime &runtime, CameraConfig config,
                                               SourceOptions source, CameraLimits limits = {},
                                               std::function<void(const Camera &)> changed = {});
  /// Stops.
  ~Camera();
  Camera(const Camera &) = delete;

  const CameraConfig &config() const { return config_; }
  const CameraAddress &address() const { return address_; }
  CameraStatus status() const;

  /// A picture of now: the last one while the camera streams, else the first that comes before the
  /// deadline. Errors: unavailable with the camera's own sentence, cancelled.
  Result<std::shared_ptr<const Picture>> picture(runtime::Deadline deadline);
  /// The last pictures, the oldest first.
  std::vector<std::shared_ptr<const Picture>> pictures() const;
  /// Errors: not_found (also where it is not kept any more).
  Result<std::shared_ptr<const Picture>> picture(std::uint64_t id) const;
  /// Starts watching. `bound` pictures wait at most; 1 gives always the newest.
  std::unique_ptr<Viewer> watch(std::size_t bound = 2);
  /// Ends the connection and the viewers, and waits until that is done.
  void stop();

 private:
  Camera(runtime::Runtime &runtime, CameraConfig config, CameraAddress address, SourceOptions source,
         CameraLimits limits, std::function<void(const Camera &)> changed);
  void run();
  /// Reads until the connection fails. `first` is set once a picture came.
  Error stream(bool &first);
  bool wanted() const;
  bool wait_until_wanted();
  Error take(std::string &&bytes, bool &good);
  void say(CameraState state, std::string detail = {});

  const CameraConfig config_;
  const CameraAddress address_;
  const SourceOptions source_;
  const CameraLimits limits_;
  const std::function<void(const Camera &)> changed_;

  mutable std::mutex mutex_;
  runtime::Condition wanted_;  ///< a viewer came
  CameraStatus status_;
  std::deque<std::shared_ptr<const Picture>> pictures_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t next_id_ = 1;
  std::vector<std::weak_ptr<Viewer::Link>> viewers_;
  bool stopped_ = false;
  SteadyTime last_viewer_{};
  SteadyTime last_arrival_{};
  runtime::TaskGroup tasks_;
};

}  // namespace umec::camera
