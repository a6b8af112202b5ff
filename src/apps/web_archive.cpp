#include "apps/web_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace umec::apps {

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > 512) return false;
  for (const char c : path)
    if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 0x7f) return false;
  while (true) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || part.starts_with('.') || part.size() > 200) return false;
    if (part.size() == path.size()) return true;
    path.remove_prefix(part.size() + 1);
  }
}

Result<WebFiles> read_web_archive(std::string_view bytes) {
  const std::unique_ptr<archive, int (*)(archive *)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  const auto broken = [&] {
    const char *reason = archive_error_string(reader.get());
    return fail(Errc::bad_request, "this is not a tar archive that can be read: {}",
                reason != nullptr ? reason : "it is damaged");
  };
  if (bytes.empty()) return fail(Errc::bad_request, "the archive is empty");
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return broken();
  WebFiles files;
  std::size_t total = 0;
  for (;;) {
    archive_entry *entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK) return broken();
    const char *name = archive_entry_pathname(entry);
    std::string path = name != nullptr ? name : "";
    while (path.starts_with("./")) path.erase(0, 2);
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      return fail(Errc::bad_request, "'{}' is not a plain file; links and devices have no place in a web app",
                  path.substr(0, 100));
    if (!is_plain_path(path))
      return fail(Errc::bad_request, "'{}' is not a path that a web app may have", path.substr(0, 100));
    if (files.size() >= kMaxFiles) return fail(Errc::too_large, "a web app has at most {} files", kMaxFiles);
    std::string content;
    char piece[16384];
    for (;;) {
      const la_ssize_t count = archive_read_data(reader.get(), piece, sizeof piece);
      if (count < 0) return broken();
      if (count == 0) break;
      total += static_cast<std::size_t>(count);
      if (total > kMaxContent)
        return fail(Errc::too_large, "a web app holds at most {} MB", kMaxContent >> 20);
      content.append(piece, static_cast<std::size_t>(count));
    }
    files[std::move(path)] = std::move(content);
  }
  if (files.empty()) return fail(Errc::bad_request, "the archive holds no files");
  // A file that is also a folder of another cannot be laid out.
  for (auto file = files.begin(), next = std::next(file); next != files.end(); ++file, ++next)
    if (next->first.starts_with(file->first + '/'))
      return fail(Errc::bad_request, "'{}' is both a file and a folder", file->first);
  return files;
}

}  // namespace umec::apps
