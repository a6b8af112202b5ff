// umec service: the MEC 011 registry
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

struct ServiceOptions {
  std::string id;
  std::string name;
  std::string category;
};

/// Where a service can be reached, as one text.
std::string endpoint_of(const json::Value &service) {
  const auto *transport = service.as_object().if_contains("transportInfo");
  if (transport == nullptr) return "-";
  const auto *endpoint = transport->as_object().if_contains("endpoint");
  if (endpoint == nullptr || !endpoint->is_object()) return "-";
  for (const char *kind : {"uris", "fqdn"})
    if (const auto *list = endpoint->as_object().if_contains(kind);
        list != nullptr && list->is_array() && !list->as_array().empty())
      return std::string(list->as_array()[0].as_string());
  if (const auto *list = endpoint->as_object().if_contains("addresses");
      list != nullptr && list->is_array() && !list->as_array().empty())
    return text_of(list->as_array()[0], "host") + ":" + text_of(list->as_array()[0], "port");
  return "-";
}

Result<void> list_services(const Global &global, const ServiceOptions &options) {
  std::string path = "/mec_service_mgmt/v1/services";
  if (!options.name.empty())
    path += "?ser_name=" + net::percent_encode(options.name);
  else if (!options.category.empty())
    path += "?ser_category_id=" + net::percent_encode(options.category);
  const auto response = UMEC_TRY(call(global, net::Method::get, path));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto services = UMEC_TRY(json::parse(response.body));
  if (services.as_array().empty()) {
    std::puts("No services are registered.");
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"ID", "NAME", "VERSION", "STATE", "ENDPOINT"}};
  for (const auto &service : services.as_array())
    rows.push_back({text_of(service, "serInstanceId"), text_of(service, "serName"),
                    text_of(service, "version"), text_of(service, "state"), endpoint_of(service)});
  print_table(rows);
  return {};
}

Result<void> show_service(const Global &global, const ServiceOptions &options) {
  const auto response = UMEC_TRY(
      call(global, net::Method::get, "/mec_service_mgmt/v1/services/" + net::percent_encode(options.id)));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto service = UMEC_TRY(json::parse(response.body));
  print_table({{"id", text_of(service, "serInstanceId")},
               {"name", text_of(service, "serName")},
               {"version", text_of(service, "version")},
               {"state", text_of(service, "state")},
               {"serializer", text_of(service, "serializer")},
               {"scope", text_of(service, "scopeOfLocality")},
               {"endpoint", endpoint_of(service)}});
  return {};
}

}  // namespace

void add_service_commands(CLI::App &app, Global &global, Action &chosen) {
  static ServiceOptions options;
  CLI::App *service = app.add_subcommand("service", "Services in the registry (ETSI MEC 011)");
  service->require_subcommand(1);
  CLI::App *list = service->add_subcommand("ls", "List services");
  auto *name = list->add_option("--name", options.name, "Only services of this name");
  list->add_option("--category", options.category, "Only services of the category with this id")
      ->excludes(name);
  list->callback([&] { chosen = [&] { return list_services(global, options); }; });
  CLI::App *show = service->add_subcommand("show", "Show one service");
  show->add_option("ID", options.id, "Service instance id")->required();
  show->callback([&] { chosen = [&] { return show_service(global, options); }; });
}

}  // namespace umec::cli
