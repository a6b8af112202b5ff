// AppInfo and the rules for it, from any bytes.
#include <cstdint>
#include <cstdlib>

#include "mec/rules.hpp"
#include "mec/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::mec;
  const auto application = read_app_info({reinterpret_cast<const char *>(data), size});
  if (!application || !check_app_info(*application)) return 0;
  const auto again = read_app_info(write_app_info(*application));
  if (!again || write_app_info(*again) != write_app_info(*application)) std::abort();
  return 0;
}
