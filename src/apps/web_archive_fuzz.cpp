// Any bytes as the archive of a web app.
#include <cstdint>
#include <cstdlib>

#include "apps/web_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::apps;
  const auto files = read_web_archive({reinterpret_cast<const char *>(data), size});
  if (!files) return 0;
  for (const auto &[path, content] : *files)
    if (!is_plain_path(path) || path.find("..") == 0) std::abort();
  return 0;
}
