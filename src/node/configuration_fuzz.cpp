// Any bytes as a configuration file; what is accepted survives being written and read again.
#include <cstdint>
#include <cstdlib>

#include "node/configuration.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using umec::node::Configuration;
  const auto configuration = Configuration::parse({reinterpret_cast<const char *>(data), size});
  if (!configuration) {
    if (configuration.error().detail.empty()) std::abort();
    return 0;
  }
  const auto again = Configuration::parse(configuration->to_yaml());
  if (!again || again->to_yaml() != configuration->to_yaml()) std::abort();
  return 0;
}
