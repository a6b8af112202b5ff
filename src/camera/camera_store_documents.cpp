#include "camera/camera_store_documents.hpp"

#include "base/log.hpp"
#include "camera/wire.hpp"

namespace umec::camera {
namespace {

constexpr std::string_view kCollection = "cameras";

}  // namespace

Result<std::vector<CameraConfig>> DocumentCameraStore::load() {
  std::vector<CameraConfig> list;
  for (const store::Document &document : store_.list(kCollection)) {
    if (auto config = read_document(*document.body))
      list.push_back(std::move(*config));
    else
      log::warning("camera.document_ignored", {{"camera", document.key}, {"detail", config.error().detail}});
  }
  return list;
}

Result<void> DocumentCameraStore::save(const CameraConfig &config) {
  UMEC_TRY(store_.put(std::string(kCollection), config.name, to_document(config)));
  return {};
}

Result<void> DocumentCameraStore::erase(std::string_view name) {
  const auto removed = store_.remove(std::string(kCollection), std::string(name));
  if (!removed && removed.error().code != Errc::not_found) return std::unexpected(removed.error());
  return {};
}

}  // namespace umec::camera
