// Where pictures come from: the port to one kind of camera.
#pragma once

#include <memory>
#include <string>

#include "camera/address.hpp"
#include "runtime/deadline.hpp"

namespace umec::camera {

/// Largest picture that is taken from a camera, bytes.
inline constexpr std::size_t kMaxPicture = 8 << 20;

/// One open connection to a camera. Used by one fiber.
class CameraSource {
 public:
  virtual ~CameraSource() = default;
  /// The next thing that claims to be a picture. Errors: timeout, io (the connection broke), corrupt
  /// (what came is no stream of pictures), unavailable (the camera says that it cannot), cancelled.
  virtual Result<std::string> next(runtime::Deadline deadline) = 0;
};

struct SourceOptions {
  std::string program;                             ///< path of umec-camera
  Duration snapshot_interval = std::chrono::seconds(1);  ///< between two single pictures
  int program_memory_mib = 512;                    ///< limit of umec-camera's data
  double program_frame_rate = 15;                  ///< most pictures a second that umec-camera hands over
};

/// Connects. Errors: those of next(); unauthorized where the camera wants other credentials.
Result<std::unique_ptr<CameraSource>> open_source(const CameraAddress &address, const SourceOptions &options,
                                                  runtime::Deadline deadline);

Result<std::unique_ptr<CameraSource>> open_http_source(const CameraAddress &address,
                                                       const SourceOptions &options,
                                                       runtime::Deadline deadline);
Result<std::unique_ptr<CameraSource>> open_program_source(const CameraAddress &address,
                                                          const SourceOptions &options);

}  // namespace umec::camera
