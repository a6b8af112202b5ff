// The query string of a service list, from any bytes.
#include <cstdint>

#include "mec/routes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  static_cast<void>(umec::mec::read_service_query({reinterpret_cast<const char *>(data), size}));
  return 0;
}
