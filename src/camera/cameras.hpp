// The cameras of a node: from the configuration, and added at run time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "bus/bus.hpp"
#include "camera/camera.hpp"

namespace umec::camera {

/// Where cameras that were added at run time are kept: the port to a document store.
class CameraStore {
 public:
  virtual ~CameraStore() = default;
  /// Errors: io, corrupt.
  virtual Result<std::vector<CameraConfig>> load() = 0;
  /// Returns when it is durable. Errors: io, unavailable.
  virtual Result<void> save(const CameraConfig &config) = 0;
  /// No camera of that name is no error. Errors: io, unavailable.
  virtual Result<void> erase(std::string_view name) = 0;
};

/// What goes over the bus at `cameras/<name>` when a camera is added, changes state or is removed.
class CameraEvent : public bus::Payload {
 public:
  enum class Kind : std::uint8_t { added, changed, removed };
  CameraEvent(Kind kind, std::string name, CameraState state, std::string detail)
      : kind_(kind), name_(std::move(name)), state_(state), detail_(std::move(detail)) {}
  Kind kind() const { return kind_; }
  const std::string &camera() const { return name_; }
  CameraState state() const { return state_; }
  std::string json() const override;

 private:
  Kind kind_;
  std::string name_;
  CameraState state_;
  std::string detail_;
};

/// Thread-safe.
class Cameras {
 public:
  struct Options {
    std::vector<CameraConfig> configured;
    SourceOptions source;
    CameraLimits limits;
    std::size_t most = 256;
  };
  /// Starts the configured cameras and those of the store; one that the store has under a configured
  /// name stays out. The references must outlive the set. Errors: bad_request (the configuration), io
  /// (the store).
  static Result<std::unique_ptr<Cameras>> start(runtime::Runtime &runtime, bus::Bus &bus, CameraStore &store,
                                                Options options);
  ~Cameras();

  /// Adds or replaces a camera, durably; gives whether it is new. The same configuration again changes
  /// nothing. Errors: bad_request, conflict (it stands in the node's configuration), unavailable (too
  /// many), io.
  Result<bool> put(CameraConfig config);
  /// Errors: not_found, conflict (it stands in the node's configuration), io.
  Result<void> remove(std::string_view name);

  /// Errors: not_found.
  Result<std::shared_ptr<Camera>> find(std::string_view name) const;
  /// Sorted by name.
  std::vector<std::shared_ptr<Camera>> list() const;

 private:
  struct Entry {
    std::shared_ptr<Camera> camera;  // shared with requests in flight
    bool configured = false;
  };
  Cameras(runtime::Runtime &runtime, bus::Bus &bus, CameraStore &store, Options options);
  Result<void> begin(CameraConfig config, bool configured);
  void tell(CameraEvent::Kind kind, const Camera &camera);

  runtime::Runtime &runtime_;
  bus::Bus &bus_;
  CameraStore &store_;
  const Options options_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> cameras_;
};

}  // namespace umec::camera
