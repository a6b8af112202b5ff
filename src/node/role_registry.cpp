// Mp1: the document store and the MEC 011 registry in it.
#include "base/log.hpp"
#include "mec/built_in.hpp"
#include "mec/mp1.hpp"
#include "node/offer.hpp"
#include "node/roles.hpp"
#include "store/sqlite_document_store.hpp"

namespace umec::node {
namespace {

class StoreRole final : public Role {
 public:
  explicit StoreRole(std::unique_ptr<store::DocumentStore> documents) : documents_(std::move(documents)) {}
  std::string_view name() const override { return "store"; }

 private:
  std::unique_ptr<store::DocumentStore> documents_;
};

class RegistryRole final : public Role {
 public:
  RegistryRole(Surroundings &surroundings, std::unique_ptr<mec::Mp1> mp1)
      : surroundings_(surroundings), mp1_(std::move(mp1)) {}
  std::string_view name() const override { return "registry"; }
  void listening() override { mp1_->registry().set_transports({mec::rest_transport(surroundings_.origin)}); }

 private:
  Surroundings &surroundings_;
  std::unique_ptr<mec::Mp1> mp1_;
};

}  // namespace

Result<std::unique_ptr<Role>> make_store_role(Surroundings &surroundings) {
  auto documents = UMEC_TRY(store::SqliteDocumentStore::open(surroundings.data_folder + "/documents.db"));
  surroundings.documents = documents.get();
  return std::make_unique<StoreRole>(std::move(documents));
}

Result<std::unique_ptr<Role>> make_registry_role(Surroundings &surroundings) {
  auto mp1 = UMEC_TRY(mec::Mp1::open(surroundings.runtime, *surroundings.documents, mec::Mp1::Options{}));
  mp1->mount(surroundings.router);
  surroundings.registry = &mp1->registry();
  return std::make_unique<RegistryRole>(surroundings, std::move(mp1));
}

void offer_services(const Surroundings &surroundings, std::string_view module, std::string_view title,
                    const std::string &path, const std::vector<OfferedService> &services) {
  if (surroundings.registry == nullptr) return;
  const std::string uri = surroundings.origin + path;
  std::vector<mec::ServiceInfo> infos;
  for (const OfferedService &service : services)
    infos.push_back(mec::built_in_service(fmt::format("umec-{}", service.name), service.name, "1.0",
                                          service.category, surroundings.origin + service.path,
                                          service.description));
  const auto offered = surroundings.registry->offer(
      mec::built_in_application(fmt::format("umec-{}", module), std::string(title), uri), std::move(infos));
  if (!offered) log::error("registry.offer", {{"module", module}, {"detail", offered.error().detail}});
}

void retire_services(const Surroundings &surroundings) {
  if (surroundings.registry == nullptr) return;
  if (const auto retired = surroundings.registry->retire_built_ins(); !retired)
    log::error("registry.retire", {{"detail", retired.error().detail}});
}

}  // namespace umec::node
