// umec app: web apps that the node serves
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <map>
#include <thread>

#include "cli/command.hpp"
#include "cli/tar.hpp"

namespace umec::cli {
namespace {

struct AppOptions {
  std::string name;
  std::string folder;
  bool watch = false;
};

std::string app_path(const AppOptions &options) {
  return "/apps/v1/web/" + net::percent_encode(options.name);
}

Result<void> upload(const Global &global, const AppOptions &options) {
  auto archive = UMEC_TRY(tar_of_folder(options.folder));
  const Progress progress("uploading");
  const auto response =
      UMEC_TRY(call(global, net::Method::put, app_path(options), std::move(archive), "application/x-tar"));
  if (global.json)
    std::puts(response.body.c_str());
  else
    std::printf("%s is served at %s/apps/%s/\n", options.name.c_str(), global.node.c_str(),
                options.name.c_str());
  std::fflush(stdout);
  return {};
}

/// When the files of a folder were last written, to see a change.
std::map<std::string, std::filesystem::file_time_type> times_of(const std::string &folder) {
  std::map<std::string, std::filesystem::file_time_type> times;
  std::error_code error;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error)) times[entry.path().string()] = entry.last_write_time(error);
  return times;
}

Result<void> serve_folder(const Global &global, const AppOptions &options) {
  UMEC_TRY(upload(global, options));
  if (!options.watch) return {};
  std::puts("Watching for changes; Ctrl-C ends.");
  std::fflush(stdout);
  for (auto last = times_of(options.folder);;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    auto present = times_of(options.folder);
    if (present == last) continue;
    last = std::move(present);
    if (const auto done = upload(global, options); !done)
      std::fprintf(stderr, "umec: %s\n", done.error().detail.c_str());
  }
}

Result<void> list_apps(const Global &global) {
  const auto response = UMEC_TRY(call(global, net::Method::get, "/apps/v1/web"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto apps = UMEC_TRY(json::parse(response.body));
  if (apps.as_array().empty()) {
    std::puts("There are no apps. Add one with 'umec app web NAME FOLDER'.");
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"NAME", "FILES", "BYTES", "UPDATED", "ADDRESS"}};
  for (const auto &app : apps.as_array())
    rows.push_back({text_of(app, "name"), text_of(app, "files"), text_of(app, "bytes"),
                    text_of(app, "updated"), global.node + text_of(app, "path")});
  print_table(rows);
  return {};
}

Result<void> remove_app(const Global &global, const AppOptions &options) {
  UMEC_TRY(call(global, net::Method::del, app_path(options)));
  std::printf("%s is removed.\n", options.name.c_str());
  return {};
}

}  // namespace

void add_app_commands(CLI::App &app, Global &global, Action &chosen) {
  static AppOptions options;
  CLI::App *apps = app.add_subcommand("app", "Apps on the node");
  apps->require_subcommand(1);
  CLI::App *web = apps->add_subcommand("web", "Serve a folder of HTML and JavaScript as an app");
  web->add_option("NAME", options.name, "Name of the app; its address becomes /apps/NAME/")->required();
  web->add_option("DIR", options.folder, "Folder with an index.html")
      ->required()
      ->check(CLI::ExistingDirectory);
  web->add_flag("--watch", options.watch, "Upload again whenever a file changes");
  web->callback([&] { chosen = [&] { return serve_folder(global, options); }; });
  apps->add_subcommand("ls", "List apps")->callback([&] { chosen = [&] { return list_apps(global); }; });
  CLI::App *remove = apps->add_subcommand("rm", "Remove an app");
  remove->add_option("NAME", options.name, "App")->required();
  remove->callback([&] { chosen = [&] { return remove_app(global, options); }; });
}

}  // namespace umec::cli
