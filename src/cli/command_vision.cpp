// umec vision
#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

struct VisionOptions {
  std::string file;
  std::string country;
  std::string camera;
  double threshold = -1;
  int limit = 20;
};

std::string box_of(const json::Value &thing) {
  const auto &box = thing.at("box");
  return fmt::format("{},{} {}x{}", text_of(box, "x"), text_of(box, "y"), text_of(box, "width"),
                     text_of(box, "height"));
}

Result<void> look_at(const Global &global, const VisionOptions &options, const std::string &path,
                     const char *list, const char *text, const char *score) {
  auto picture = UMEC_TRY(read_file(options.file));
  if (picture.empty()) return fail(Errc::bad_request, "{} is empty", options.file);
  const Progress progress("looking at the picture");
  const bool png = picture.starts_with("\x89PNG");
  const auto response =
      UMEC_TRY(call(global, net::Method::post, path, std::move(picture), png ? "image/png" : "image/jpeg"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto answer = UMEC_TRY(json::parse(response.body));
  if (answer.at(list).as_array().empty()) {
    std::printf("Nothing was found in %s (%s ms).\n", options.file.c_str(),
                number_of(answer, "milliseconds", 0).c_str());
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"WHAT", "SURE", "WHERE"}};
  for (const auto &thing : answer.at(list).as_array())
    rows.push_back({text_of(thing, text), number_of(thing, score), box_of(thing)});
  print_table(rows);
  return {};
}

Result<void> list_models(const Global &global) {
  const Progress progress("asking for the models");
  const auto response = UMEC_TRY(call(global, net::Method::get, "/vision/v1/models"));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto models = UMEC_TRY(json::parse(response.body));
  std::vector<std::vector<std::string>> rows = {{"NAME", "LOADED", "CLASSES"}};
  for (const auto &model : models.as_array()) {
    const auto *labels = model.as_object().if_contains("labels");
    rows.push_back(
        {text_of(model, "name"), text_of(model, "loaded"),
         labels != nullptr && labels->is_array() ? std::to_string(labels->as_array().size()) : "-"});
  }
  print_table(rows);
  return {};
}

Result<void> list_plates(const Global &global, const VisionOptions &options) {
  const auto response = UMEC_TRY(call(global, net::Method::get,
                                      fmt::format("/vision/v1/cameras/{}/plates?limit={}",
                                                  net::percent_encode(options.camera), options.limit)));
  if (global.json) {
    std::puts(response.body.c_str());
    return {};
  }
  const auto plates = UMEC_TRY(json::parse(response.body));
  if (plates.as_array().empty()) {
    std::puts("No plate has been read yet.");
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"TIME", "PLATE", "SURE", "WHERE"}};
  for (const auto &plate : plates.as_array())
    rows.push_back(
        {text_of(plate, "time"), text_of(plate, "text"), number_of(plate, "confidence"), box_of(plate)});
  print_table(rows);
  return {};
}

}  // namespace

void add_vision_commands(CLI::App &app, Global &global, Action &chosen) {
  static VisionOptions options;
  CLI::App *vision = app.add_subcommand("vision", "Understand pictures");
  vision->require_subcommand(1);
  CLI::App *detect = vision->add_subcommand("detect", "Find things in a picture");
  detect->add_option("FILE", options.file, "JPEG or PNG, '-' for standard input")->required();
  detect->add_option("--threshold", options.threshold, "Least certainty, 0 to 1")
      ->check(CLI::Range(0.0, 1.0));
  detect->callback([&] {
    chosen = [&] {
      const std::string query = options.threshold < 0 ? "" : fmt::format("?threshold={}", options.threshold);
      return look_at(global, options, "/vision/v1/detect" + query, "objects", "label", "score");
    };
  });
  CLI::App *plates = vision->add_subcommand("plates", "Read number plates in a picture");
  plates->add_option("FILE", options.file, "JPEG or PNG, '-' for standard input")->required();
  plates->add_option("--country", options.country, "Whose plates to expect")
      ->check(CLI::IsMember({"eu", "us", "br"}));
  plates->callback([&] {
    chosen = [&] {
      const std::string query = options.country.empty() ? "" : "?country=" + options.country;
      return look_at(global, options, "/vision/v1/plates" + query, "plates", "text", "confidence");
    };
  });
  vision->add_subcommand("models", "List the models")->callback([&] {
    chosen = [&] { return list_models(global); };
  });
  CLI::App *reads = vision->add_subcommand("reads", "Plates that a camera's watcher has read");
  reads->add_option("CAMERA", options.camera, "Camera")->required();
  reads->add_option("--limit", options.limit, "At most so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  reads->callback([&] { chosen = [&] { return list_plates(global, options); }; });
}

}  // namespace umec::cli
