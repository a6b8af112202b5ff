// Anything that claims to be a JPEG.
#include "camera/jpeg_info.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const auto info = umec::camera::jpeg_info({reinterpret_cast<const char *>(data), size});
  if (info && (info->width < 1 || info->height < 1 || info->width > 16384 || info->height > 16384))
    __builtin_trap();
  if (!info && info.error().detail.empty()) __builtin_trap();
  return 0;
}
