// The body of a gateway's post.
#include "sensors/gateway.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::sensors;
  const auto report = parse_gateway_report({reinterpret_cast<const char *>(data), size});
  if (!report) return 0;
  for (const auto &heard : report->heard) {
    if (heard.time && *heard.time <= 0) __builtin_trap();
    static_cast<void>(decode_advertisement(heard.advertisement.data));
  }
  return 0;
}
