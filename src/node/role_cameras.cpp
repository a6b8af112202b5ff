// Cameras: the configured ones and those added at run time.
#include "camera/camera_store_documents.hpp"
#include "camera/cameras.hpp"
#include "camera/routes.hpp"
#include "node/offer.hpp"
#include "node/roles.hpp"

namespace umec::node {
namespace {

camera::Cameras::Options options_of(const Surroundings &surroundings) {
  camera::Cameras::Options options;
  for (const CameraConfiguration &configured : surroundings.configuration.cameras) {
    camera::CameraConfig config;
    config.name = configured.name;
    config.url = configured.url;
    config.place = configured.place;
    config.watch = configured.watch;
    for (const PlaceConfiguration &place : surroundings.configuration.places)
      if (configured.place == place.name) config.location = Location{place.latitude, place.longitude};
    options.configured.push_back(std::move(config));
  }
  options.source.program = surroundings.program_folder + "/umec-camera";
  return options;
}

class CamerasRole final : public Role {
 public:
  CamerasRole(Surroundings &surroundings, std::unique_ptr<camera::CameraStore> store,
              std::unique_ptr<camera::Cameras> cameras)
      : surroundings_(surroundings), store_(std::move(store)), cameras_(std::move(cameras)) {}
  std::string_view name() const override { return "cameras"; }
  void listening() override {
    offer_services(
        surroundings_, "cameras", "Cameras", "/cameras/v1",
        {{"cameras", "camera", "/cameras/v1", "Pictures of now, the last pictures, and live streams"}});
  }

 private:
  Surroundings &surroundings_;
  std::unique_ptr<camera::CameraStore> store_;
  std::unique_ptr<camera::Cameras> cameras_;
};

}  // namespace

Result<std::unique_ptr<Role>> make_cameras_role(Surroundings &surroundings) {
  auto store = std::make_unique<camera::DocumentCameraStore>(*surroundings.documents);
  auto cameras = UMEC_TRY(
      camera::Cameras::start(surroundings.runtime, *surroundings.bus, *store, options_of(surroundings)));
  camera::mount(surroundings.router, *cameras);
  surroundings.cameras = cameras.get();
  return std::make_unique<CamerasRole>(surroundings, std::move(store), std::move(cameras));
}

}  // namespace umec::node
