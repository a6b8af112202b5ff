// A stream of HCI events, whole and cut into two at a place that the input chooses: both must give the
// same reports.
#include "sensors/hci.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::sensors;
  const auto reports = [&](std::size_t cut) {
    std::vector<Advertisement> heard;
    HciParser parser([&](Advertisement &&advertisement) { heard.push_back(std::move(advertisement)); });
    parser.feed(Bytes(data, cut));
    parser.feed(Bytes(data + cut, size - cut));
    parser.end();
    return heard;
  };
  const auto whole = reports(size);
  const auto halves = reports(size == 0 ? 0 : data[0] % size);
  if (whole.size() != halves.size()) __builtin_trap();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].data != halves[i].data || whole[i].address != halves[i].address) __builtin_trap();
    static_cast<void>(decode_advertisement(whole[i].data));
  }
  return 0;
}
