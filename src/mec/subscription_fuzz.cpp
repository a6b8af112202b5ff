// Both kinds of subscription, from any bytes; the first byte chooses the kind.
#include <cstdint>
#include <cstdlib>

#include "mec/rules.hpp"
#include "mec/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::mec;
  if (size == 0) return 0;
  const auto subscription = read_subscription(static_cast<SubscriptionKind>(data[0] % 2),
                                              {reinterpret_cast<const char *>(data + 1), size - 1});
  if (!subscription || !check_subscription(*subscription)) return 0;
  if (!read_stored_subscription(stored_subscription(*subscription))) std::abort();
  return 0;
}
