// JSON from any bytes: what is read can be written and read again. (Not always to the last bit of a
// number: Boost.JSON reads long decimals to within one unit in the last place.)
#include "base/json.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

struct Leaf {
  std::string text;
  std::optional<std::int32_t> number;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (text, number))

struct Tree {
  std::optional<double> real;
  std::optional<std::uint64_t> whole;
  std::vector<Leaf> leaves;
  std::map<std::string, bool> truths;
  std::optional<umec::json::AnyText> anything;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (real, whole, leaves, truths, anything))

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  std::string quoted;
  json::append_string(quoted, text);
  if (!json::parse(quoted)) std::abort();
  const auto value = json::parse(text);
  if (!value) return 0;
  const auto again = json::parse(json::write(*value));
  if (!again || again->kind() != value->kind()) std::abort();
  for (const json::Options options : {json::Options{}, json::kLenient, json::kConfiguration}) {
    const auto tree = json::decode<Tree>(*value, options);
    if (tree && !json::decode<Tree>(json::encode(*tree), options)) std::abort();
    if (!tree && (tree.error().code != Errc::bad_request || tree.error().detail.empty())) std::abort();
  }
  return 0;
}
