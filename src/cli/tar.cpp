#include "cli/tar.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "cli/command.hpp"

namespace umec::cli {
namespace {

constexpr std::size_t kMaxArchive = 64 << 20;

la_ssize_t append(archive *, void *out, const void *data, std::size_t size) {
  static_cast<std::string *>(out)->append(static_cast<const char *>(data), size);
  return static_cast<la_ssize_t>(size);
}

bool hidden(const std::filesystem::path &relative) {
  return std::ranges::any_of(relative, [](const auto &part) { return part.string().starts_with('.'); });
}

}  // namespace

Result<std::string> tar_of_folder(const std::string &folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error) && !hidden(entry.path().lexically_relative(folder)))
      files.push_back(entry.path());
  if (error) return fail(Errc::io, "cannot read {}: {}", folder, error.message());
  if (files.empty()) return fail(Errc::bad_request, "{} holds no files", folder);
  std::ranges::sort(files);

  std::string out;
  const std::unique_ptr<archive, int (*)(archive *)> writer(archive_write_new(), archive_write_free);
  archive_write_set_format_pax_restricted(writer.get());
  if (archive_write_open(writer.get(), &out, nullptr, append, nullptr) != ARCHIVE_OK)
    return fail(Errc::internal, "cannot start an archive: {}", archive_error_string(writer.get()));
  for (const auto &path : files) {
    const std::string content = UMEC_TRY(read_file(path.string()));
    if (out.size() + content.size() > kMaxArchive)
      return fail(Errc::too_large, "{} holds more than {} MB", folder, kMaxArchive >> 20);
    const std::unique_ptr<archive_entry, void (*)(archive_entry *)> entry(archive_entry_new(),
                                                                          archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.lexically_relative(folder).c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK ||
        archive_write_data(writer.get(), content.data(), content.size()) !=
            static_cast<la_ssize_t>(content.size()))
      return fail(Errc::io, "cannot pack {}: {}", path.string(), archive_error_string(writer.get()));
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK)
    return fail(Errc::io, "cannot finish the archive: {}", archive_error_string(writer.get()));
  return out;
}

}  // namespace umec::cli
