// umec camera
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

struct CameraOptions {
  std::string name;
  std::string url;
  std::string place;
  std::vector<std::string> watch;
  std::string file;
};

std::string camera_path(const CameraOptions &options) {
  return "/cameras/v1/cameras/" + net::percent_encode(options.name);
}

Result<void> list_cameras(const Global &global) {
  const auto response = UMEC_TRY(call(global, net::Method::get, "/cameras/v1/cameras"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto cameras = UMEC_TRY(json::parse(response.body));
  if (cameras.as_array().empty()) {
    std::puts("There are no cameras. Add one with 'umec camera add NAME URL'.");
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"NAME", "STATE", "SIZE", "FPS", "VIEWERS", "URL", "DETAIL"}};
  for (const auto &camera : cameras.as_array()) {
    const std::string size = camera.as_object().contains("width")
                                 ? text_of(camera, "width") + "x" + text_of(camera, "height")
                                 : std::string("-");
    rows.push_back({text_of(camera, "name"), text_of(camera, "state"), size,
                    number_of(camera, "frameRate", 1), text_of(camera, "viewers"), text_of(camera, "url"),
                    text_of(camera, "detail")});
  }
  print_table(rows);
  return {};
}

Result<void> take_picture(const Global &global, const CameraOptions &options) {
  const Progress progress("taking a picture");
  const auto response = UMEC_TRY(call(global, net::Method::get, camera_path(options) + "/picture"));
  const std::string file = options.file.empty() ? options.name + ".jpg" : options.file;
  UMEC_TRY(write_file(file, response.body));
  if (file != "-")
    std::printf("%s: %zu bytes, taken %s\n", file.c_str(), response.body.size(),
                std::string(response.header("X-Picture-Time")).c_str());
  return {};
}

Result<void> add_camera(const Global &global, const CameraOptions &options) {
  json::Object body;
  body["url"] = options.url;
  if (!options.place.empty()) body["place"] = options.place;
  if (!options.watch.empty()) body["watch"] = json::encode(options.watch);
  const auto response = UMEC_TRY(call(global, net::Method::put, camera_path(options), json::write(body)));
  if (global.json)
    std::puts(response.body.c_str());
  else
    std::printf("The camera %s is added.\n", options.name.c_str());
  return {};
}

Result<void> remove_camera(const Global &global, const CameraOptions &options) {
  UMEC_TRY(call(global, net::Method::del, camera_path(options)));
  std::printf("The camera %s is removed.\n", options.name.c_str());
  return {};
}

}  // namespace

void add_camera_commands(CLI::App &app, Global &global, Action &chosen) {
  static CameraOptions options;
  CLI::App *camera = app.add_subcommand("camera", "Cameras and their pictures");
  camera->require_subcommand(1);
  camera->add_subcommand("ls", "List cameras")->callback([&] {
    chosen = [&] { return list_cameras(global); };
  });
  CLI::App *picture = camera->add_subcommand("picture", "Save a picture of now");
  picture->add_option("NAME", options.name, "Camera")->required();
  picture->add_option("-o,--output", options.file, "File, '-' for standard output (default: NAME.jpg)");
  picture->callback([&] { chosen = [&] { return take_picture(global, options); }; });
  CLI::App *add = camera->add_subcommand("add", "Add a camera, or change one");
  add->add_option("NAME", options.name, "Name of the camera")->required();
  add->add_option("URL", options.url, "http(s) MJPEG stream or picture, rtsp, /dev/video0, or a file")
      ->required();
  add->add_option("--place", options.place, "Where it hangs");
  add->add_option("--watch", options.watch, "plates, objects: what the node looks for by itself")
      ->delimiter(',');
  add->callback([&] { chosen = [&] { return add_camera(global, options); }; });
  CLI::App *remove = camera->add_subcommand("rm", "Remove a camera");
  remove->add_option("NAME", options.name, "Camera")->required();
  remove->callback([&] { chosen = [&] { return remove_camera(global, options); }; });
}

}  // namespace umec::cli
