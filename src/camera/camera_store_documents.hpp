// Cameras kept in the node's document store, collection "cameras".
#pragma once

#include "camera/cameras.hpp"
#include "store/document_store.hpp"

namespace umec::camera {

/// The store must outlive this. A document that cannot be read is logged and left alone.
class DocumentCameraStore : public CameraStore {
 public:
  explicit DocumentCameraStore(store::DocumentStore &store) : store_(store) {}
  Result<std::vector<CameraConfig>> load() override;
  Result<void> save(const CameraConfig &config) override;
  Result<void> erase(std::string_view name) override;

 private:
  store::DocumentStore &store_;
};

}  // namespace umec::camera
