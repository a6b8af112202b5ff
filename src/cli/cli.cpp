#include "cli/cli.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

#include "cli/command.hpp"

namespace umec::cli {

int run(int argc, char **argv) {
  Global global;
  if (const char *node = std::getenv("UMEC_NODE"); node != nullptr && *node != 0) global.node = node;
  Action chosen;
  CLI::App app("µMEC: an open MEC server for the ultra far edge", "umec");
  app.require_subcommand(1);
  app.set_version_flag("--version", "umec " UMEC_VERSION);
  app.fallthrough();
  app.add_option("--node", global.node, "Address of the node to talk to (or UMEC_NODE)")
      ->capture_default_str();
  app.add_flag("--json", global.json, "Print the API's answer as JSON");
  app.add_option("--timeout", global.timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  for (const AddCommands add : {add_node_commands, add_status_commands, add_service_commands,
                                add_sensor_commands, add_camera_commands, add_vision_commands,
                                add_app_commands, add_city_commands, add_completion_commands})
    add(app, global, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::fprintf(stderr, "umec: %s\n", error.what());
    std::fprintf(stderr, "Try 'umec --help', or '--help' after a command.\n");
    return 64;  // EX_USAGE
  }
  while (global.node.ends_with('/')) global.node.pop_back();
  const auto done = chosen ? chosen() : Result<void>{};
  if (done) return 0;
  std::fprintf(stderr, "umec: %s\n", done.error().detail.c_str());
  if (!done.error().pointer.empty()) std::fprintf(stderr, "umec: at %s\n", done.error().pointer.c_str());
  return describe(done.error().code).exit_code;
}

}  // namespace umec::cli
