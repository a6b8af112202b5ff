// umec-vision: the program beside `umec` that decodes pictures and runs models, so that what outside
// data can crash or fill is not the node. The node starts it with a socket; on the command line it
// reads picture files, which is how bench/plates measures it.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>

#include "serve.hpp"

namespace {

using namespace umec;
using namespace umec::vision;

struct Settings {
  std::filesystem::path share;
  std::vector<std::filesystem::path> models;
  int socket = -1;
  int idle_seconds = 0;
  int memory_mib = 1024;
  int threads = 1;
  std::string country;
  float threshold = 0.4f;
  bool fast = false;
  bool video = false;
  std::vector<std::string> files;
};

/// bin/umec-vision belongs to share/umec beside bin.
std::filesystem::path default_share() {
  std::error_code failed;
  auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return self.parent_path().parent_path() / "share" / "umec";
}

Result<> confine(const Settings &settings) {
  // Data (heap and private writable mappings) is what pictures and models grow; address space would
  // also count the library and reserved stacks.
  rlimit memory{rlim_t(settings.memory_mib) << 20, rlim_t(settings.memory_mib) << 20};
  if (::setrlimit(RLIMIT_DATA, &memory) != 0) return fail_errno(errno, "cannot limit the memory");
  rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail_errno(errno, "cannot give up new privileges");
  return {};
}

Result<std::unique_ptr<Engine>> open_engine(Settings settings) {
  UMEC_TRY(confine(settings));
  cv::setNumThreads(settings.threads > 1 ? settings.threads : 0);
  Engine::Options options;
  options.models = std::move(settings.models);
  options.models.push_back(settings.share / "models");
  options.threads = settings.threads;
  auto library = settings.share / "lib" / "libonnxruntime.so.1";
  if (std::filesystem::exists(library)) options.library = library;
  return Engine::open(std::move(options));
}

std::string box_text(const Box &box) {
  return fmt::format(R"({{"x":{},"y":{},"width":{},"height":{}}})", box.x, box.y, box.width, box.height);
}

/// One line of JSON for a picture file; the texts in it are labels and plates, plain ASCII.
Result<std::string> describe_file(Engine &engine, const Settings &settings, bool read_plates,
                                  const std::string &file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(in)), {});
  if (!in) return fail(Errc::not_found, "cannot read {}", file);
  std::string list;
  auto add = [&](const char *key, const std::string &text, const char *number, double value, const Box &box) {
    list += fmt::format(R"({}{{"{}":"{}","{}":{:.3f},"box":{}}})", list.empty() ? "" : ",", key, text, number,
                        value, box_text(box));
  };
  if (read_plates) {
    auto country = UMEC_TRY(parse_country(settings.country));
    auto effort = settings.fast || settings.video ? Effort::fast : Effort::thorough;
    auto found = UMEC_TRY(plates(engine, bytes, {country, effort, settings.video ? "files" : ""}));
    for (const auto &plate : found.plates) add("text", plate.text, "confidence", plate.confidence, plate.box);
    return fmt::format(R"({{"milliseconds":{:.1f},"plates":[{}]}})", found.milliseconds, list);
  }
  auto found = UMEC_TRY(detect(engine, bytes, settings.threshold));
  for (const auto &object : found.objects) add("label", object.label, "score", object.score, object.box);
  return fmt::format(R"({{"milliseconds":{:.1f},"objects":[{}]}})", found.milliseconds, list);
}

Result<> run_files(const Settings &settings, bool read_plates) {
  auto engine = UMEC_TRY(open_engine(settings));
  for (const auto &file : settings.files) {
    std::puts(UMEC_TRY(describe_file(*engine, settings, read_plates, file)).c_str());
    std::fflush(stdout);
  }
  return {};
}

Result<> run_server(const Settings &settings) {
  // Not to outlive the node, also where it is killed. The socket closes then, too, but a model that
  // computes does not look at the socket.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);  // a terminal's Ctrl-C is for the node, which then closes the socket
  // Libraries print about damaged pictures what their callers get as an answer anyway.
  if (int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC); null >= 0) ::dup2(null, STDERR_FILENO);
  auto engine = open_engine(settings);
  return serve(engine, settings.socket, std::chrono::seconds(settings.idle_seconds));
}

}  // namespace

int main(int argc, char **argv) {
  Settings settings;
  settings.share = default_share();
  CLI::App app{"Decodes pictures, finds objects and reads number plates, for the node or for files."};
  app.require_subcommand(1);
  app.add_option("--share", settings.share, "folder with lib/ and models/")->capture_default_str();
  app.add_option("--models", settings.models, "further folder with NAME.onnx; may be repeated");
  app.add_option("--memory", settings.memory_mib, "limit of data memory, MiB")
      ->check(CLI::Range(128, 65536))
      ->capture_default_str();
  app.add_option("--threads", settings.threads, "threads of one inference")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  auto *serve = app.add_subcommand("serve", "answer calls on an inherited socket");
  serve->add_option("--socket", settings.socket, "file descriptor")->required();
  serve->add_option("--idle", settings.idle_seconds, "end after so many seconds without a call; 0: never");
  auto *plates = app.add_subcommand("plates", "read the number plates of picture files");
  plates->add_option("--country", settings.country, "eu, us, br or any");
  plates->add_flag("--fast", settings.fast, "as for the frames of a video");
  plates->add_flag("--video", settings.video, "the files are the frames of one video, in order");
  plates->add_option("files", settings.files)->required();
  auto *detect = app.add_subcommand("detect", "find objects in picture files");
  detect->add_option("--threshold", settings.threshold, "least score")->capture_default_str();
  detect->add_option("files", settings.files)->required();
  CLI11_PARSE(app, argc, argv);

  auto done = serve->parsed() ? run_server(settings) : run_files(settings, plates->parsed());
  if (done) return 0;
  fmt::print(stderr, "umec-vision: {}\n", done.error().detail);
  return umec::describe(done.error().code).exit_code;
}
