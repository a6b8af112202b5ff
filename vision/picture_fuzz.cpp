// Pictures come from anybody: cameras, uploads, other apps.
#include "picture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  auto picture = umec::vision::decode_picture({data, size});
  if (picture && (picture->bgr.empty() || picture->width < picture->bgr.cols)) __builtin_trap();
  return 0;
}
