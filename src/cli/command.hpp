// What the commands share: where the node is, how results are shown, how failures end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "net/client.hpp"

namespace CLI {
class App;
}

namespace umec::cli {

/// Options that stand before or after any client command.
struct Global {
  std::string node = "http://127.0.0.1:8080";  ///< also from UMEC_NODE
  bool json = false;                           ///< print the API's answer as it is
  int timeout_seconds = 30;
};

/// A command that was chosen: what to run once the line is parsed.
using Action = std::function<Result<void>()>;

/// Adds one family of subcommands. The chosen one stores its action in `chosen`.
using AddCommands = void (*)(CLI::App &app, Global &global, Action &chosen);

void add_node_commands(CLI::App &app, Global &global, Action &chosen);
void add_status_commands(CLI::App &app, Global &global, Action &chosen);
void add_service_commands(CLI::App &app, Global &global, Action &chosen);
void add_sensor_commands(CLI::App &app, Global &global, Action &chosen);
void add_camera_commands(CLI::App &app, Global &global, Action &chosen);
void add_vision_commands(CLI::App &app, Global &global, Action &chosen);
void add_app_commands(CLI::App &app, Global &global, Action &chosen);
void add_city_commands(CLI::App &app, Global &global, Action &chosen);
void add_completion_commands(CLI::App &app, Global &global, Action &chosen);

/// The folder of this program, where its helpers are.
std::string program_folder();

/// One request to the node; a status of 400 and more becomes the Error that the problem details tell.
Result<net::ClientResponse> call(const Global &global, net::Method method, const std::string &path,
                                 std::string body = {}, std::string content_type = "application/json");
/// GET of a JSON resource.
Result<json::Value> get_json(const Global &global, const std::string &path);

/// Reads a file of the person at the keyboard. Errors: io in a plain sentence.
Result<std::string> read_file(const std::string &path);
/// Writes a file, or standard output for "-".
Result<void> write_file(const std::string &path, std::string_view bytes);

/// A table with aligned columns; the first row is the head.
void print_table(const std::vector<std::vector<std::string>> &rows);
/// The member as text for a person: strings plain, absent as "-".
std::string text_of(const json::Value &object, std::string_view member);
/// A number with at most `digits` decimals, "-" where it is absent.
std::string number_of(const json::Value &object, std::string_view member, int digits = 2);

/// Shows that something is going on, on standard error of a terminal, once it takes over a second.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace umec::cli
