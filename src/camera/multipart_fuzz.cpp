// A multipart stream: the first byte chooses how it is cut into pieces, which must not matter.
#include "camera/multipart.hpp"

#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::camera;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
  constexpr std::size_t kBound = 200;
  std::size_t largest = 0;
  MultipartParser parser(data[0] % 2 == 0 ? "frame" : "", kBound,
                         [&](std::string &&body) { largest = std::max(largest, body.size()); });
  const std::size_t piece = data[0] / 2 + 1;
  for (std::size_t at = 0; at < text.size(); at += piece) parser.feed(text.substr(at, piece));
  if (largest > kBound + piece) __builtin_trap();
  static_cast<void>(boundary_of(text));
  return 0;
}
