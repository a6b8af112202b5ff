// The words of ETSI GS MEC 011 (Mp1) as values. Attribute names are ETSI's, in snake_case; enumerators
// are spelled as on the wire. Clauses are those of V3.1.1.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json_text.hpp"

namespace umec::mec {

/// An attribute whose content is somebody else's business: kept as it came.
using Opaque = json::AnyText;

enum class ServiceState : std::uint8_t { ACTIVE, INACTIVE, SUSPENDED };
BOOST_DESCRIBE_ENUM(ServiceState, ACTIVE, INACTIVE, SUSPENDED)

enum class SerializerType : std::uint8_t { JSON, XML, PROTOBUF3 };
BOOST_DESCRIBE_ENUM(SerializerType, JSON, XML, PROTOBUF3)

enum class LocalityType : std::uint8_t { MEC_SYSTEM, MEC_HOST, NFVI_POP, ZONE, ZONE_GROUP, NFVI_NODE };
BOOST_DESCRIBE_ENUM(LocalityType, MEC_SYSTEM, MEC_HOST, NFVI_POP, ZONE, ZONE_GROUP, NFVI_NODE)

enum class TransportType : std::uint8_t {
  REST_HTTP,
  MB_TOPIC_BASED,
  MB_ROUTING,
  MB_PUBSUB,
  RPC,
  RPC_STREAMING,
  WEBSOCKET
};
BOOST_DESCRIBE_ENUM(TransportType, REST_HTTP, MB_TOPIC_BASED, MB_ROUTING, MB_PUBSUB, RPC, RPC_STREAMING,
                    WEBSOCKET)

enum class GrantType : std::uint8_t {
  OAUTH2_AUTHORIZATION_CODE,
  OAUTH2_IMPLICIT_GRANT,
  OAUTH2_RESOURCE_OWNER,
  OAUTH2_CLIENT_CREDENTIALS
};
BOOST_DESCRIBE_ENUM(GrantType, OAUTH2_AUTHORIZATION_CODE, OAUTH2_IMPLICIT_GRANT, OAUTH2_RESOURCE_OWNER,
                    OAUTH2_CLIENT_CREDENTIALS)

enum class OperationAction : std::uint8_t { STOPPING, TERMINATING };
BOOST_DESCRIBE_ENUM(OperationAction, STOPPING, TERMINATING)

enum class ChangeType : std::uint8_t { ADDED, REMOVED, STATE_CHANGED, ATTRIBUTES_CHANGED };
BOOST_DESCRIBE_ENUM(ChangeType, ADDED, REMOVED, STATE_CHANGED, ATTRIBUTES_CHANGED)

/// CategoryRef (8.1.5.2).
struct CategoryRef {
  std::string href;
  std::string id;
  std::string name;
  std::string version;
  bool operator==(const CategoryRef &) const = default;
};
BOOST_DESCRIBE_STRUCT(CategoryRef, (), (href, id, name, version))

/// One of EndPointInfo.addresses.
struct EndPointAddress {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const EndPointAddress &) const = default;
};
BOOST_DESCRIBE_STRUCT(EndPointAddress, (), (host, port))

/// EndPointInfo (8.1.5.3): exactly one of its attributes is present.
struct EndPointInfo {
  std::optional<std::vector<std::string>> uris;
  std::optional<std::vector<std::string>> fqdn;
  std::optional<std::vector<EndPointAddress>> addresses;
  std::optional<Opaque> alternative;
  bool operator==(const EndPointInfo &) const = default;
};
BOOST_DESCRIBE_STRUCT(EndPointInfo, (), (uris, fqdn, addresses, alternative))

/// SecurityInfo.oAuth2Info (8.1.5.4).
struct OAuth2Info {
  std::vector<GrantType> grant_types;
  std::optional<std::string> token_endpoint;  ///< absent only for the implicit grant
  bool operator==(const OAuth2Info &) const = default;
};
BOOST_DESCRIBE_STRUCT(OAuth2Info, (), (grant_types, token_endpoint))

/// SecurityInfo (8.1.5.4).
struct SecurityInfo {
  std::optional<OAuth2Info> o_auth2_info;
  std::optional<Opaque> extensions;
  bool operator==(const SecurityInfo &) const = default;
};
BOOST_DESCRIBE_STRUCT(SecurityInfo, (), (o_auth2_info, extensions))

/// TransportInfo (8.1.2.3).
struct TransportInfo {
  std::string id;
  std::string name;
  std::optional<std::string> description;
  TransportType type = TransportType::REST_HTTP;
  std::string protocol;  ///< "HTTP" for REST_HTTP
  std::string version;
  EndPointInfo endpoint;
  SecurityInfo security;
  std::optional<Opaque> impl_specific_info;
  bool operator==(const TransportInfo &) const = default;
};
BOOST_DESCRIBE_STRUCT(TransportInfo, (),
                      (id, name, description, type, protocol, version, endpoint, security,
                       impl_specific_info))

/// ServiceInfo (8.1.2.2). `_links` belongs to the representation, not to the service (see routes).
struct ServiceInfo {
  std::optional<std::string> ser_instance_id;  ///< set by the registry
  std::string ser_name;
  std::optional<CategoryRef> ser_category;
  std::string version;
  ServiceState state = ServiceState::ACTIVE;
  std::optional<std::string> transport_id;  ///< only in requests: a transport of the platform
  std::optional<TransportInfo> transport_info;
  SerializerType serializer = SerializerType::JSON;
  std::optional<LocalityType> scope_of_locality;  ///< MEC_HOST where absent
  std::optional<bool> consumed_local_only;        ///< true where absent
  std::optional<bool> is_local;                   ///< true where absent; the platform's to say
  std::optional<std::uint32_t> liveness_interval;  ///< seconds; 0 in a request: the platform chooses
  bool operator==(const ServiceInfo &) const = default;
};
BOOST_DESCRIBE_STRUCT(ServiceInfo, (),
                      (ser_instance_id, ser_name, ser_category, version, state, transport_id, transport_info,
                       serializer, scope_of_locality, consumed_local_only, is_local, liveness_interval))

/// TransportDescriptor (MEC 010-2, 6.2.1.19).
struct TransportDescriptor {
  std::string name;
  TransportType type = TransportType::REST_HTTP;
  std::string protocol;
  std::string version;
  SecurityInfo security;
  std::optional<Opaque> impl_specific_info;
};
BOOST_DESCRIBE_STRUCT(TransportDescriptor, (), (name, type, protocol, version, security, impl_specific_info))

/// TransportDependency (MEC 010-2, 6.2.1.18).
struct TransportDependency {
  TransportDescriptor transport;
  std::vector<SerializerType> serializers;
  std::vector<std::string> labels;
};
BOOST_DESCRIBE_STRUCT(TransportDependency, (), (transport, serializers, labels))

/// ServiceDependency (MEC 010-2, 6.2.1.17).
struct ServiceDependency {
  std::string ser_name;
  std::optional<CategoryRef> ser_category;
  std::string version;
  std::optional<std::vector<TransportDependency>> ser_transport_dependencies;
  std::optional<Opaque> requested_permissions;
};
BOOST_DESCRIBE_STRUCT(ServiceDependency, (),
                      (ser_name, ser_category, version, ser_transport_dependencies, requested_permissions))

/// FeatureDependency (MEC 010-2).
struct FeatureDependency {
  std::string feature_name;
  std::string version;
};
BOOST_DESCRIBE_STRUCT(FeatureDependency, (), (feature_name, version))

/// AppInfo (7.1.2.6).
struct AppInfo {
  std::string app_name;
  std::optional<std::string> app_provider;
  std::optional<CategoryRef> app_category;
  std::optional<std::string> app_d_id;
  std::optional<std::string> app_instance_id;
  std::optional<EndPointInfo> endpoint;
  std::optional<std::vector<ServiceDependency>> app_service_required;
  std::optional<std::vector<ServiceDependency>> app_service_optional;
  std::optional<std::vector<FeatureDependency>> app_feature_required;
  std::optional<std::vector<FeatureDependency>> app_feature_optional;
  std::optional<bool> is_ins_by_mec;  ///< false where absent
  std::optional<Opaque> app_profile;
};
BOOST_DESCRIBE_STRUCT(AppInfo, (),
                      (app_name, app_provider, app_category, app_d_id, app_instance_id, endpoint,
                       app_service_required, app_service_optional, app_feature_required, app_feature_optional,
                       is_ins_by_mec, app_profile))

/// FilteringCriteria of a SerAvailabilityNotificationSubscription (8.1.3.2): attributes combine by AND,
/// the elements of one by OR. At most one of the first three.
struct FilteringCriteria {
  std::optional<std::vector<std::string>> ser_instance_ids;
  std::optional<std::vector<std::string>> ser_names;
  std::optional<std::vector<CategoryRef>> ser_categories;
  std::optional<std::vector<ServiceState>> states;  ///< of the service after the change
  std::optional<bool> is_local;
};
BOOST_DESCRIBE_STRUCT(FilteringCriteria, (), (ser_instance_ids, ser_names, ser_categories, states, is_local))

/// A point in time as MEC writes it (6.3.x TimeStamp).
struct TimeStamp {
  std::uint32_t seconds = 0;
  std::uint32_t nano_seconds = 0;
  static TimeStamp of(Timestamp time) {
    return {static_cast<std::uint32_t>(time / kSecond), static_cast<std::uint32_t>(time % kSecond)};
  }
};
BOOST_DESCRIBE_STRUCT(TimeStamp, (), (seconds, nano_seconds))

/// ServiceLivenessInfo (8.1.2.4).
struct ServiceLivenessInfo {
  ServiceState state = ServiceState::ACTIVE;
  TimeStamp time_stamp;  ///< of the last heartbeat
  std::uint32_t interval = 0;  ///< seconds
};
BOOST_DESCRIBE_STRUCT(ServiceLivenessInfo, (), (state, time_stamp, interval))

}  // namespace umec::mec
