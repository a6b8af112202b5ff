// Any bytes as line protocol; what was read must survive being written and read again, and the log's form.
#include <cstdint>
#include <cstdlib>

#include "timeseries/batch_codec.hpp"
#include "timeseries/line_protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::timeseries;
  const ParsedLines parsed = parse_lines({reinterpret_cast<const char *>(data), size}, 1, 42);
  const auto logged = decode_batch(encode_batch(parsed.batch));
  if (!logged || logged->samples().size() != parsed.batch.samples().size()) std::abort();
  if (format_lines(*logged) != format_lines(parsed.batch)) std::abort();
  return 0;
}
