// umec node, umec config
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <memory>

#include "base/log.hpp"
#include "cli/command.hpp"
#include "node/configuration.hpp"
#include "node/node.hpp"

namespace umec::cli {
namespace {

const SteadyTime kProcessStart = std::chrono::steady_clock::now();

struct NodeOptions {
  std::string config;
  std::string data;
  std::string listen;
  std::string influx_listen;
  bool influx_listen_given = false;
  std::string log;
  std::vector<std::string> roles;
};

Result<node::Configuration> configuration_of(const NodeOptions &options) {
  node::Configuration configuration;
  if (!options.config.empty()) configuration = UMEC_TRY(node::Configuration::read(options.config));
  if (!options.data.empty()) configuration.data = options.data;
  if (!options.listen.empty()) configuration.listen = options.listen;
  if (options.influx_listen_given) configuration.influx_listen = options.influx_listen;
  if (!options.log.empty()) configuration.log = options.log;
  if (!options.roles.empty()) configuration.roles = options.roles;
  UMEC_TRY(configuration.check());
  return configuration;
}

log::Level level_of(const std::string &name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warning") return log::Level::warning;
  if (name == "error") return log::Level::error;
  return log::Level::info;
}

Result<void> run_node(const NodeOptions &options) {
  auto configuration = UMEC_TRY(configuration_of(options));
  log::set_level(level_of(configuration.log));
  // All threads inherit this mask, so that the signals arrive here and nowhere else.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto node = UMEC_TRY(node::Node::start(std::move(configuration), program_folder(), kProcessStart));
  std::printf("µMEC is ready: %s (in %lld ms)\n", node->origin().c_str(),
              static_cast<long long>(
                  std::chrono::duration_cast<std::chrono::milliseconds>(node->time_to_ready()).count()));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("node.signal", {{"signal", strsignal(signal)}});
  node.reset();
  return {};
}

void add_options(CLI::App &app, NodeOptions &options) {
  app.add_option("--config", options.config, "Configuration file (YAML)")->check(CLI::ExistingFile);
  app.add_option("--data", options.data, "Folder for everything that is stored");
  app.add_option("--listen", options.listen, "Address of the main port, HOST:PORT");
  app.add_option("--influx-listen", options.influx_listen, "Address of the Influx port; '' for none")
      ->each([&options](const std::string &) { options.influx_listen_given = true; });
  app.add_option("--roles", options.roles, "Parts to run, separated by commas (default: all)")
      ->delimiter(',');
  app.add_option("--log", options.log, "debug, info, warning or error");
}

}  // namespace

void add_node_commands(CLI::App &app, Global &, Action &chosen) {
  // The options live as long as the parsed line.
  static NodeOptions options;
  CLI::App *node = app.add_subcommand("node", "Run the server");
  add_options(*node, options);
  node->callback([&chosen] { chosen = [] { return run_node(options); }; });

  CLI::App *config = app.add_subcommand("config", "Check or show a configuration");
  config->require_subcommand(1);
  CLI::App *check = config->add_subcommand("check", "Check a configuration file and say what is wrong");
  check->add_option("FILE", options.config, "Configuration file")->required();
  check->callback([&chosen] {
    chosen = []() -> Result<void> {
      UMEC_TRY(node::Configuration::read(options.config));
      std::printf("%s is good\n", options.config.c_str());
      return {};
    };
  });
  CLI::App *show = config->add_subcommand("show", "Print every setting with its value");
  add_options(*show, options);
  show->callback([&chosen] {
    chosen = []() -> Result<void> {
      const auto configuration = UMEC_TRY(configuration_of(options));
      std::fputs(configuration.to_yaml().c_str(), stdout);
      return {};
    };
  });
}

}  // namespace umec::cli
