#include "cli/command.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

namespace umec::cli {

std::string program_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "." : self.parent_path().string();
}

Result<net::ClientResponse> call(const Global &global, net::Method method, const std::string &path,
                                 std::string body, std::string content_type) {
  net::ClientRequest request;
  request.method = method;
  request.url = global.node + path;
  if (!body.empty()) request.headers.push_back({"Content-Type", std::move(content_type)});
  request.body = std::move(body);
  request.deadline = runtime::Deadline::after(std::chrono::seconds(global.timeout_seconds));
  request.max_response = 256 << 20;
  auto response = net::fetch(request);
  if (!response) {
    Error error = std::move(response.error());
    if (error.code == Errc::io)
      error.detail = fmt::format(
          "no µMEC node answers at {} ({}); start one with 'umec node' or name another with --node",
          global.node, error.detail);
    error.code = error.code == Errc::io ? Errc::unavailable : error.code;
    return std::unexpected(std::move(error));
  }
  if (response->status >= 400) return std::unexpected(net::error_of(*response));
  return response;
}

Result<json::Value> get_json(const Global &global, const std::string &path) {
  const auto response = UMEC_TRY(call(global, net::Method::get, path));
  return json::parse(response.body);
}

Result<std::string> read_file(const std::string &path) {
  if (path == "-")
    return std::string(std::istreambuf_iterator<char>(*std::make_unique<std::ifstream>("/dev/stdin")), {});
  if (std::filesystem::is_directory(path)) return fail(Errc::bad_request, "{} is a folder", path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail_errno(errno, "cannot read {}", path);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<void> write_file(const std::string &path, std::string_view bytes) {
  if (path == "-") {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return {};
  }
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return fail_errno(errno, "cannot write {}", path);
  return {};
}

namespace {

/// Characters, not bytes: enough for names in Latin scripts.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return width;
}

}  // namespace

void print_table(const std::vector<std::vector<std::string>> &rows) {
  std::vector<std::size_t> widths;
  for (const auto &row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  for (const auto &row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - width_of(row[i]) + 2, ' ');
    }
    std::puts(line.c_str());
  }
}

std::string text_of(const json::Value &object, std::string_view member) {
  if (!object.is_object()) return "-";
  const auto found = object.get_object().find(member);
  if (found == object.get_object().end() || found->value().is_null()) return "-";
  if (found->value().is_string()) return std::string(found->value().get_string());
  return json::write(found->value());
}

std::string number_of(const json::Value &object, std::string_view member, int digits) {
  if (!object.is_object()) return "-";
  const auto found = object.get_object().find(member);
  if (found == object.get_object().end() || !found->value().is_number()) return "-";
  return fmt::format("{:.{}f}", found->value().to_number<double>(), digits);
}

struct Progress::State {
  std::mutex mutex;
  std::condition_variable condition;
  bool done = false;
  std::thread thread;
};

Progress::Progress(std::string what) {
  if (isatty(STDERR_FILENO) == 0) return;
  state_ = std::make_unique<State>();
  state_->thread = std::thread([state = state_.get(), what = std::move(what)] {
    std::unique_lock lock(state->mutex);
    for (int seconds = 1;; ++seconds) {
      if (state->condition.wait_for(lock, std::chrono::seconds(1), [state] { return state->done; })) break;
      std::fprintf(stderr, "\r%s ... %d s", what.c_str(), seconds);
    }
    std::fprintf(stderr, "\r\033[K");
  });
}

Progress::~Progress() {
  if (!state_) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->done = true;
  }
  state_->condition.notify_one();
  state_->thread.join();
}

}  // namespace umec::cli
