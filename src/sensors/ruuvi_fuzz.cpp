// Advertising data from anyone, as far as a reading that is judged and completed.
#include "sensors/advertisement.hpp"
#include "sensors/derived.hpp"
#include "sensors/plausibility.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::sensors;
  const Bytes bytes(data, size);
  static_cast<void>(decode_ruuvi(bytes));
  static_cast<void>(decode_ruuvi_url({reinterpret_cast<const char *>(data), size}));
  const auto payload = decode_advertisement(bytes);
  if (!payload || !*payload) return 0;
  Track track;
  RejectionCounts counts{};
  for (int i = 0; i < 3; ++i) {
    Reading reading{
        .format = std::string((*payload)->format), .time = i * umec::kSecond, .values = (*payload)->values};
    if (track.judge(reading, (*payload)->sequence_modulus, counts)) continue;
    derive(reading.values);
    for (const auto &[quantity, value] : reading.values)
      if (!(value == value) || name(quantity).empty()) __builtin_trap();
  }
  return 0;
}
