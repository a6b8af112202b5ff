// ServiceInfo and the rules for it, from any bytes.
#include <cstdint>
#include <cstdlib>

#include "mec/rules.hpp"
#include "mec/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::mec;
  const auto service = read_service_info({reinterpret_cast<const char *>(data), size});
  if (!service || !check_service_info(*service, true)) return 0;
  // What was accepted can be stored and read back as the same thing.
  const auto again = read_service_info(write_service_info(*service));
  if (!again || write_service_info(*again) != write_service_info(*service)) std::abort();
  return 0;
}
