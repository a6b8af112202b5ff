// Any bytes as a block and as a logged write; what decodes must encode to something that decodes to the same.
#include <cstdint>
#include <cstdlib>

#include "timeseries/batch_codec.hpp"
#include "timeseries/block_codec.hpp"
#include "timeseries/packing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::timeseries;
  const std::string_view bytes(reinterpret_cast<const char *>(data), size);
  // As they are, and as the plain content of an undamaged frame, which reaches deeper.
  const std::string plain = std::string(1, '\0') + std::string(bytes);
  for (const std::string_view block : {bytes, std::string_view(plain)}) {
    if (const auto samples = decode_block(block)) {
      const auto again = decode_block(encode_block(*samples));
      if (!again || again->times != samples->times || again->bits != samples->bits ||
          again->texts != samples->texts)
        std::abort();
    }
    if (const auto batch = decode_batch(block)) {
      const auto again = decode_batch(encode_batch(*batch));
      if (!again || again->samples().size() != batch->samples().size()) std::abort();
    }
  }
  return 0;
}
