#include "mec/built_in.hpp"

namespace umec::mec {

AppInfo built_in_application(std::string id, std::string name, const std::string &uri) {
  AppInfo info;
  info.app_name = std::move(name);
  info.app_provider = "umec";
  info.app_instance_id = std::move(id);
  info.endpoint = EndPointInfo{.uris = {{uri}}};
  info.is_ins_by_mec = false;
  return info;
}

TransportInfo rest_transport(const std::string &uri) {
  TransportInfo transport;
  transport.id = "rest-http";
  transport.name = "REST";
  transport.description = "REST API over HTTP/1.1";
  transport.type = TransportType::REST_HTTP;
  transport.protocol = "HTTP";
  transport.version = "1.1";
  transport.endpoint.uris = {uri};
  return transport;
}

ServiceInfo built_in_service(std::string id, std::string name, std::string version,
                             const std::string &category, const std::string &uri, std::string description) {
  ServiceInfo info;
  info.ser_instance_id = std::move(id);
  info.ser_name = std::move(name);
  info.ser_category = CategoryRef{"urn:umec:category:" + category, category, category, "1.0"};
  info.version = std::move(version);
  info.transport_info = rest_transport(uri);
  info.transport_info->description = std::move(description);
  info.consumed_local_only = false;
  return info;
}

}  // namespace umec::mec
