#include "node/node.hpp"

#include <filesystem>
#include <thread>

#include "base/log.hpp"
#include "net/server.hpp"
#include "node/api_documents.hpp"
#include "node/health.hpp"
#include "node/offer.hpp"
#include "node/role.hpp"
#include "node/roles.hpp"
#include "node/same_origin.hpp"

namespace umec::node {

struct Node::State {
  explicit State(Configuration given) : configuration(std::move(given)) {}

  Configuration configuration;
  Health health;
  net::Router router;
  net::Router influx_router;
  std::unique_ptr<runtime::Runtime> runtime;
  std::unique_ptr<Surroundings> surroundings;
  std::vector<std::unique_ptr<Role>> roles;
  std::unique_ptr<net::Server> server;
  std::unique_ptr<net::Server> influx_server;
};

Node::Node(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Node>> Node::start(Configuration configuration, std::string program_folder,
                                          SteadyTime started) {
  UMEC_TRY(configuration.check());
  auto state = std::make_unique<State>(std::move(configuration));
  const Configuration &config = state->configuration;
  state->health.configuration = &config;
  state->health.started_at =
      now() - std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started).count();
  const std::string data = config.data_folder();
  std::error_code error;
  std::filesystem::create_directories(data, error);
  if (error) return fail(Errc::io, "cannot make the data folder {}: {}", data, error.message());
  state->runtime = UMEC_TRY(runtime::Runtime::start());

  mount_health(state->router, state->health);
  mount_api_documents(state->router);
  const auto address = UMEC_TRY(net::Address::parse(config.listen));
  state->surroundings = std::make_unique<Surroundings>(
      Surroundings{config, *state->runtime, state->router, state->influx_router, "http://" + address.text(),
                   data, std::move(program_folder)});
  for (const RoleMaker &maker : role_makers()) {
    if (!maker.always && !config.has_role(maker.name)) continue;
    auto role = maker.make(*state->surroundings);
    if (!role) {
      Error reason = std::move(role.error());
      reason.detail = fmt::format("cannot start {}: {}", maker.name, reason.detail);
      while (!state->roles.empty()) state->roles.pop_back();
      return std::unexpected(std::move(reason));
    }
    if (!maker.always) state->health.roles.emplace_back(maker.name);
    state->roles.push_back(std::move(*role));
  }

  auto node = std::unique_ptr<Node>(new Node(std::move(state)));
  State &built = *node->state_;
  net::Server::Options options;
  options.authorize = refuse_other_origins;
  built.server = UMEC_TRY(net::Server::start(*built.runtime, built.router, address, options));
  built.surroundings->origin = node->origin();
  if (!config.influx_listen.empty() && config.has_role("timeseries")) {
    const auto influx_address = UMEC_TRY(net::Address::parse(config.influx_listen));
    built.influx_server =
        UMEC_TRY(net::Server::start(*built.runtime, built.influx_router, influx_address, options));
  }
  for (const auto &role : built.roles) role->listening();
  retire_services(*built.surroundings);
  built.health.ready_milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started)
          .count();
  built.health.ready = true;
  log::info("node.ready", {{"address", node->origin()},
                           {"data", data},
                           {"milliseconds", built.health.ready_milliseconds.load()}});
  return node;
}

Node::~Node() {
  State &state = *state_;
  state.health.draining = true;
  log::info("node.stopping");
  const auto deadline = runtime::Deadline::after(std::chrono::seconds(5));
  if (state.server) state.server->drain(deadline);
  if (state.influx_server) state.influx_server->drain(deadline);
  for (auto role = state.roles.rbegin(); role != state.roles.rend(); ++role) (*role)->stop();
  // Later roles hold references to what earlier ones made.
  while (!state.roles.empty()) state.roles.pop_back();
  state.server.reset();
  state.influx_server.reset();
  state.runtime.reset();
  log::info("node.stopped");
}

std::uint16_t Node::port() const { return state_->server->port(); }

std::string Node::origin() const {
  auto address = *net::Address::parse(state_->configuration.listen);
  address.port = port();
  if (address.host == "0.0.0.0") address.host = "127.0.0.1";
  if (address.host == "::") address.host = "::1";
  return "http://" + address.text();
}

Duration Node::time_to_ready() const { return std::chrono::milliseconds(state_->health.ready_milliseconds); }

}  // namespace umec::node
