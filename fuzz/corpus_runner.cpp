// Stands in for libFuzzer where there is none: runs a fuzz target over each file of a folder, and
// over a fixed set of mangled variants of it, so that every finding stays a regression test.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

int main(int argc, char **argv) {
  using Bytes = std::vector<std::uint8_t>;
  std::size_t files = 0;
  auto run = [](const Bytes &bytes) { LLVMFuzzerTestOneInput(bytes.data(), bytes.size()); };
  run({});
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      std::fprintf(stderr, "%s is not a folder: a fuzz target needs a seed corpus\n", argv[i]);
      return 1;
    }
    for (const auto &entry : std::filesystem::directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const Bytes bytes((std::istreambuf_iterator<char>(in)), {});
      run(bytes);
      ++files;
      std::mt19937 random(4711);
      for (int round = 0; round < 200 && !bytes.empty(); ++round) {
        Bytes mangled = bytes;
        mangled[random() % mangled.size()] = static_cast<std::uint8_t>(random());
        if (round % 3 == 0) mangled.resize(random() % mangled.size() + 1);
        if (round % 5 == 0) mangled.insert(mangled.end(), bytes.begin(), bytes.end());
        run(mangled);
      }
    }
  }
  std::printf("%zu corpus files\n", files);
  return files == 0 ? 1 : 0;
}
