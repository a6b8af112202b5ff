// A registered service and its changes, as the registry, its readers and its subscribers share them.
#pragma once

#include <memory>
#include <string>

#include "mec/types.hpp"
#include "store/document_store.hpp"

namespace umec::mec {

/// One version of one registered service. Never changes: an update makes a new record. What queries
/// filter by stands beside the text, so that a read parses nothing.
struct ServiceRecord {
  std::string app_id;
  std::string id;  ///< serInstanceId
  std::string name;
  std::string category;  ///< id of the category; empty for none
  ServiceState state = ServiceState::ACTIVE;
  LocalityType scope = LocalityType::MEC_HOST;
  bool consumed_local_only = true;
  bool is_local = true;
  std::uint32_t liveness_interval = 0;  ///< seconds between heartbeats; 0: none asked for
  store::Revision revision = 0;         ///< of the version; its ETag
  std::uint64_t serial = 0;             ///< order of registration, for stable lists
  store::Body text;                     ///< ServiceInfo as JSON, without _links; shared with the store
};

/// Shared by the index and the requests and notifications that are under way.
using ServicePtr = std::shared_ptr<const ServiceRecord>;

/// What happened to one service, for subscribers.
struct ServiceChange {
  std::uint64_t sequence = 0;  ///< place in the order of all changes of this registry
  ChangeType type = ChangeType::ADDED;
  std::string service_id;
  std::string name;
  std::string category;
  ServiceState state = ServiceState::ACTIVE;  ///< after the change
  bool is_local = true;
};
BOOST_DESCRIBE_STRUCT(ServiceChange, (), (sequence, type, service_id, name, category, state, is_local))

/// Shared by the backlogs of the subscribers it waits for.
using ServiceChangePtr = std::shared_ptr<const ServiceChange>;

}  // namespace umec::mec
