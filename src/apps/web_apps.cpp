#include "apps/web_apps.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include "base/id.hpp"
#include "base/log.hpp"

namespace umec::apps {
namespace {

namespace fs = std::filesystem;

/// Folders of versions that are not live: being written, or replaced.
constexpr std::string_view kScratch = ".new-";

std::string etag_of(std::string_view content) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(content.data(), content.size(), digest, &size, EVP_sha256(), nullptr);
  std::string text = "\"";
  for (unsigned i = 0; i < 12; ++i) text += fmt::format("{:02x}", digest[i]);
  return text + '"';
}

/// Makes what was written to a path survive a power cut.
Result<void> sync_path(const fs::path &path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail_errno(errno, "cannot open {}", path.string());
  const int failed = fsync(fd);
  const int error = errno;
  ::close(fd);
  if (failed != 0) return fail_errno(error, "cannot write {} to the disk", path.string());
  return {};
}

Result<void> write_version(const fs::path &folder, const WebFiles &files) {
  std::error_code error;
  for (const auto &[path, content] : files) {
    const fs::path target = folder / path;
    fs::create_directories(target.parent_path(), error);
    if (error) return fail(Errc::io, "cannot make {}: {}", target.parent_path().string(), error.message());
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) return fail_errno(errno, "cannot write {}", target.string());
    UMEC_TRY(sync_path(target));
  }
  return sync_path(folder);
}

Result<std::string> read_whole(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail_errno(errno, "cannot read {}", path.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

bool is_app_name(std::string_view name) {
  if (name.empty() || name.size() > 63 || name.front() == '-' || name.back() == '-') return false;
  return std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Result<std::unique_ptr<WebApps>> WebApps::open(std::string folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Errc::io, "cannot make the folder {}: {}", folder, error.message());
  std::unique_ptr<WebApps> apps(new WebApps(std::move(folder)));
  for (const auto &entry : fs::directory_iterator(apps->folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kScratch)) {
      fs::remove_all(entry.path(), error);  // an upload that a crash cut short
    } else if (is_app_name(name) && entry.is_directory(error)) {
      auto app = apps->scan(name);
      if (app)
        apps->apps_[name] = std::move(*app);
      else
        log::error("apps.unreadable", {{"app", name}, {"detail", app.error().detail}});
    }
  }
  return apps;
}

Result<std::shared_ptr<const WebApp>> WebApps::scan(const std::string &name) const {
  auto app = std::make_shared<WebApp>();
  app->name = name;
  const fs::path root = fs::path(folder_) / name;
  std::error_code error;
  struct stat status{};
  if (::stat(root.c_str(), &status) != 0) return fail_errno(errno, "cannot read {}", root.string());
  app->updated = status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec;
  for (const auto &entry : fs::recursive_directory_iterator(root, error)) {
    if (!entry.is_regular_file(error)) continue;
    const std::string content = UMEC_TRY(read_whole(entry.path()));
    app->files[entry.path().lexically_relative(root).string()] = {etag_of(content), content.size()};
    app->bytes += content.size();
  }
  if (error) return fail(Errc::io, "cannot read {}: {}", root.string(), error.message());
  return app;
}

Result<bool> WebApps::put(const std::string &name, const WebFiles &files) {
  if (!is_app_name(name))
    return fail(Errc::bad_request, "'{}' is not a name of lower-case letters, digits and '-'",
                name.substr(0, 80));
  if (!files.contains("index.html"))
    return fail(Errc::bad_request, "a web app needs an index.html at its top");
  const std::lock_guard writing(write_mutex_);
  const fs::path live = fs::path(folder_) / name;
  const fs::path scratch = fs::path(folder_) / (std::string(kScratch) + random_hex(8));
  std::error_code error;
  if (auto written = write_version(scratch, files); !written) {
    fs::remove_all(scratch, error);
    return std::unexpected(written.error());
  }
  const bool fresh = !fs::exists(live, error);
  // Old and new change places in one step, so that no moment has neither.
  if (syscall(SYS_renameat2, AT_FDCWD, scratch.c_str(), AT_FDCWD, live.c_str(),
              fresh ? 0 : RENAME_EXCHANGE) != 0) {
    const int number = errno;
    fs::remove_all(scratch, error);
    return fail_errno(number, "cannot put {} in place", live.string());
  }
  UMEC_TRY(sync_path(folder_));
  if (!fresh) fs::remove_all(scratch, error);
  auto app = UMEC_TRY(scan(name));
  const std::lock_guard lock(mutex_);
  apps_[name] = std::move(app);
  return fresh;
}

Result<void> WebApps::remove(const std::string &name) {
  const std::lock_guard writing(write_mutex_);
  {
    const std::lock_guard lock(mutex_);
    if (apps_.erase(name) == 0) return fail(Errc::not_found, "there is no web app '{}'", name.substr(0, 80));
  }
  const fs::path scratch = fs::path(folder_) / (std::string(kScratch) + random_hex(8));
  if (::rename((fs::path(folder_) / name).c_str(), scratch.c_str()) != 0)
    return fail_errno(errno, "cannot remove the web app {}", name);
  UMEC_TRY(sync_path(folder_));
  std::error_code error;
  fs::remove_all(scratch, error);
  return {};
}

std::vector<std::shared_ptr<const WebApp>> WebApps::list() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<const WebApp>> all;
  for (const auto &[name, app] : apps_) all.push_back(app);
  return all;
}

std::shared_ptr<const WebApp> WebApps::find(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = apps_.find(name);
  return found == apps_.end() ? nullptr : found->second;
}

Result<std::string> WebApps::read(const std::string &name, const std::string &path) const {
  const auto app = find(name);
  // Only what the scan saw is opened, so a path cannot lead elsewhere.
  if (!app || !app->files.contains(path))
    return fail(Errc::not_found, "the web app '{}' has no file '{}'", name.substr(0, 80),
                path.substr(0, 200));
  return read_whole(fs::path(folder_) / name / path);
}

}  // namespace umec::apps
