// Vision: the helper process, its REST, and the watchers of cameras.
#include "camera/cameras.hpp"
#include "node/offer.hpp"
#include "node/roles.hpp"
#include "node/watch_keeper.hpp"
#include "vision/plate_log_timeseries.hpp"
#include "vision/routes.hpp"
#include "vision/vision_process.hpp"

namespace umec::node {
namespace {

vision::VisionProcess::Options options_of(const Surroundings &surroundings) {
  vision::VisionProcess::Options options;
  const VisionConfiguration &configured = surroundings.configuration.vision;
  options.child.program = surroundings.program_folder + "/umec-vision";
  options.child.memory_mib = static_cast<int>(configured.memory_mebibytes);
  options.child.threads = configured.threads;
  options.child.idle = std::chrono::seconds(configured.idle_seconds);
  return options;
}

class VisionRole final : public Role {
 public:
  VisionRole(Surroundings &surroundings, std::unique_ptr<vision::PlateLog> plates)
      : surroundings_(surroundings), plates_(std::move(plates)), vision_(options_of(surroundings)) {
    const auto has_camera = [&surroundings](const std::string &name) {
      return surroundings.cameras != nullptr && surroundings.cameras->find(name).has_value();
    };
    const vision::RouteParts parts{vision_, *plates_, events_, has_camera};
    vision::mount_routes(surroundings.router, parts);
    vision::mount_serving_routes(surroundings.router, vision_, parts.call_time);
  }

  std::string_view name() const override { return "vision"; }
  void listening() override {
    offer_services(
        surroundings_, "vision", "Vision", "/vision/v1",
        {{"vision", "vision", "/vision/v1", "Objects and number plates in pictures; what cameras saw"},
         {"models", "vision", "/v1/models", "Models by TensorFlow Serving's REST API"}});
    if (surroundings_.cameras != nullptr)
      watches_ = std::make_unique<WatchKeeper>(surroundings_.runtime, *surroundings_.bus,
                                               *surroundings_.cameras, vision_, *plates_, events_);
  }
  void stop() override { watches_.reset(); }

 private:
  Surroundings &surroundings_;
  std::unique_ptr<vision::PlateLog> plates_;
  vision::VisionProcess vision_;
  vision::Events events_;
  std::unique_ptr<WatchKeeper> watches_;
};

}  // namespace

Result<std::unique_ptr<Role>> make_vision_role(Surroundings &surroundings) {
  if (surroundings.timeseries == nullptr)
    return fail(Errc::bad_request,
                "vision keeps the plates it reads in the time series: add the role timeseries");
  auto plates = UMEC_TRY(vision::TimeseriesPlateLog::open(*surroundings.timeseries));
  return std::make_unique<VisionRole>(surroundings, std::move(plates));
}

}  // namespace umec::node
