// All registered services in memory, by id, name, category and application.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mec/service_record.hpp"

namespace umec::mec {

/// The query of the "service availability query" procedure (8.2.3.3.1). Of the first three at most one
/// may be given; see `check`.
struct ServiceQuery {
  std::vector<std::string> ser_instance_ids;
  std::vector<std::string> ser_names;
  std::optional<std::string> ser_category_id;
  std::optional<LocalityType> scope_of_locality;
  std::optional<bool> consumed_local_only;  ///< true: only those; false: both
  std::optional<bool> is_local;             ///< true: only those; false: both
  std::optional<std::string> app_id;        ///< of one application instance

  /// Errors: bad_request where two exclusive criteria are given.
  Result<void> check() const;
  bool fits(const ServiceRecord &service) const;
};

/// Readers take shared locks for the time of a few map look-ups; writers hold them for memory only.
class ServiceIndex {
 public:
  /// Null where there is none.
  ServicePtr find(std::string_view id) const;
  /// What fits, in order of registration.
  std::vector<ServicePtr> query(const ServiceQuery &query) const;
  std::vector<ServicePtr> of_application(std::string_view app_id) const;
  /// Services that owe heartbeats.
  std::vector<ServicePtr> with_liveness() const;
  std::size_t size() const;

  /// Adds the service, or replaces the version that has its id.
  void put(ServicePtr service);
  void remove(std::string_view id);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  /// Services in order of registration. Flat: small, and new ones come at the end.
  class Group {
   public:
    void put(const ServicePtr &service);
    void remove(std::uint64_t serial);
    const std::vector<ServicePtr> &services() const { return services_; }

   private:
    std::vector<ServicePtr> services_;
  };
  using Groups = std::unordered_map<std::string, Group, TextHash, std::equal_to<>>;
  struct alignas(64) Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string_view, ServicePtr> services;  // keys point into their records
  };

  Shard &shard(std::string_view id) const { return shards_[TextHash{}(id) % shards_.size()]; }
  static void put_in(Groups &groups, const std::string &key, const ServicePtr &service);
  static void remove_from(Groups &groups, const std::string &key, std::uint64_t serial);
  void forget(const ServiceRecord &service);

  mutable std::array<Shard, 16> shards_;
  mutable std::shared_mutex mutex_;  // guards what follows
  Group all_;
  Group alive_;
  Groups by_name_;
  Groups by_category_;
  Groups by_application_;
};

}  // namespace umec::mec
