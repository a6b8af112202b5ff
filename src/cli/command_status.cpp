// umec status
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

Result<void> show_status(const Global &global) {
  const auto response = UMEC_TRY(call(global, net::Method::get, "/node/v1/status"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto status = UMEC_TRY(json::parse(response.body));
  std::string roles;
  for (const auto &role : status.at("roles").as_array())
    roles += (roles.empty() ? "" : ", ") + std::string(role.as_string());
  const auto resident = status.at("residentBytes").to_number<double>();
  print_table({{"node", text_of(status, "name")},
               {"address", global.node},
               {"version", text_of(status, "version")},
               {"roles", roles},
               {"started", text_of(status, "startedAt")},
               {"ready after", text_of(status, "readyMilliseconds") + " ms"},
               {"memory", fmt::format("{:.1f} MB", resident / 1e6)},
               {"places", std::to_string(status.at("places").as_array().size())}});
  return {};
}

}  // namespace

void add_status_commands(CLI::App &app, Global &global, Action &chosen) {
  app.add_subcommand("status", "Show how the node is")->callback([&] {
    chosen = [&] { return show_status(global); };
  });
}

}  // namespace umec::cli
