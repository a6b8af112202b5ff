// Any bytes as a query, parsed and run over a small store.
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "base/log.hpp"
#include "timeseries/embedded_engine.hpp"
#include "timeseries/influxql_parser.hpp"
#include "timeseries/line_protocol.hpp"
#include "timeseries/result_writer.hpp"

namespace {

using namespace umec::timeseries;

std::unique_ptr<EmbeddedEngine> make_engine() {
  umec::log::set_level(umec::log::Level::off);
  std::string name = (std::filesystem::temp_directory_path() / "umec_influxql_fuzz_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  static struct Remove {
    std::string path;
    ~Remove() { std::filesystem::remove_all(path); }
  } remove{name};
  Storage::Options options;
  options.directory = name;
  auto engine = EmbeddedEngine::open(options);
  if (!engine || !(*engine)->create_database("d", 0)) std::abort();
  std::string lines;
  for (int i = 0; i < 200; ++i)
    lines += fmt::format("m,h={},z=q v={},i={}i,b={},s=\"t{}\" {}\n", i % 3, i / 7.0, i,
                         i % 2 == 0 ? "t" : "f", i % 5, i * 7);
  if (!(*engine)->write("d", parse_lines(lines, umec::kSecond, 0).batch, Durability::committed)) std::abort();
  return std::move(*engine);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  static const std::unique_ptr<EmbeddedEngine> engine = make_engine();
  if (size > 4096) return 0;
  const auto results = engine->query({std::string(reinterpret_cast<const char *>(data), size), "d", true});
  if (!results) return 0;
  std::size_t written = 0;
  const ResultFormat format;
  if (!write_results(*results, format,
                     [&](std::string_view bytes) {
                       written += bytes.size();
                       return umec::Result<void>();
                     }) ||
      written == 0)
    std::abort();
  return 0;
}
