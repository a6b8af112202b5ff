// Apps: uploaded pages.
#include "apps/routes.hpp"
#include "node/roles.hpp"

namespace umec::node {
namespace {

class AppsRole final : public Role {
 public:
  explicit AppsRole(std::unique_ptr<apps::WebApps> web) : web_(std::move(web)) {}
  std::string_view name() const override { return "apps"; }

 private:
  std::unique_ptr<apps::WebApps> web_;
};

}  // namespace

Result<std::unique_ptr<Role>> make_apps_role(Surroundings &surroundings) {
  auto web = UMEC_TRY(apps::WebApps::open(surroundings.data_folder + "/apps/web"));
  apps::mount(surroundings.router, *web);
  return std::make_unique<AppsRole>(std::move(web));
}

}  // namespace umec::node
