#include "cli/cli.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

std::vector<CLI::App *> commands_of(CLI::App &app) {
  return app.get_subcommands([](CLI::App *) { return true; });
}

/// A sentence about the first word that is no command, with those there are; empty where all are.
std::string unknown_command(CLI::App &app, int argc, char **argv) {
  CLI::App *at = &app;
  std::string path = "umec";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--node" || word == "--timeout") ++i;  // the next word is the option's value
    if (word.starts_with('-')) continue;
    if (commands_of(*at).empty()) return {};
    CLI::App *next = nullptr;
    for (CLI::App *command : commands_of(*at))
      if (command->get_name() == word) next = command;
    if (next == nullptr) {
      std::string choices;
      for (const CLI::App *command : commands_of(*at))
        choices += (choices.empty() ? "" : ", ") + command->get_name();
      return fmt::format("there is no '{} {}'; after '{}' comes one of {}", path, word, path, choices);
    }
    at = next;
    path += ' ' + word;
  }
  return {};
}

}  // namespace

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
    const std::string unknown = unknown_command(app, argc, argv);
    std::fprintf(stderr, "umec: %s\n", unknown.empty() ? error.what() : unknown.c_str());
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
