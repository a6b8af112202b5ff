// What the other end of the socket sends: the child trusts the node, the node must not trust the child.
#include "vision/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::vision::wire;
  if (size == 0) return 0;
  std::span<const std::uint8_t> body(data + 1, size - 1);
  switch (data[0] % 7) {
    case 0: (void)read_detections(body); break;
    case 1: (void)read_plate_reads(body); break;
    case 2: (void)read_tensors(body); break;
    case 3: (void)read_models(body); break;
    case 4: (void)read_prediction(body); break;
    case 5: (void)read_detect_call(body); break;
    case 6: (void)read_plates_call(body); break;
  }
  return 0;
}
