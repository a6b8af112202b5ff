// A CameraStore that forgets: for tests, and for a node without a document store.
#pragma once

#include <map>
#include <mutex>

#include "camera/cameras.hpp"

namespace umec::camera {

class MemoryCameraStore : public CameraStore {
 public:
  Result<std::vector<CameraConfig>> load() override {
    const std::lock_guard lock(mutex_);
    std::vector<CameraConfig> list;
    for (const auto &[name, config] : configs_) list.push_back(config);
    return list;
  }
  Result<void> save(const CameraConfig &config) override {
    const std::lock_guard lock(mutex_);
    configs_[config.name] = config;
    return {};
  }
  Result<void> erase(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    if (const auto found = configs_.find(name); found != configs_.end()) configs_.erase(found);
    return {};
  }

 private:
  std::mutex mutex_;
  std::map<std::string, CameraConfig, std::less<>> configs_;
};

}  // namespace umec::camera
