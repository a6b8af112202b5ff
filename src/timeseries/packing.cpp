#include "timeseries/packing.hpp"

#include <zstd.h>

#include <memory>

namespace umec::timeseries {
namespace {

constexpr char kPlain = 0;
constexpr char kZstd = 1;
constexpr std::size_t kWorthwhile = 64;      // below this a zstd frame only adds bytes
constexpr std::size_t kLargest = 256 << 20;  // no caller packs more

struct FreeCompressor {
  void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

std::string pack(std::string_view plain, int level) {
  std::string out;
  if (plain.size() >= kWorthwhile) {
    // Kept per thread: making one costs more than packing a block. Few threads pack.
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    out.resize(1 + ZSTD_compressBound(plain.size()));
    const std::size_t size =
        ZSTD_compressCCtx(context.get(), out.data() + 1, out.size() - 1, plain.data(), plain.size(), level);
    if (!ZSTD_isError(size) && size < plain.size()) {
      out[0] = kZstd;
      out.resize(1 + size);
      out.shrink_to_fit();
      return out;
    }
  }
  out.assign(1, kPlain);
  out += plain;
  return out;
}

Result<std::string> unpack(std::string_view packed, std::size_t limit) {
  if (packed.empty()) return fail(Errc::corrupt, "a stored block is empty");
  const char mark = packed.front();
  packed.remove_prefix(1);
  if (mark == kPlain) {
    if (packed.size() > limit) return fail(Errc::corrupt, "a stored block is longer than {} bytes", limit);
    return std::string(packed);
  }
  if (mark != kZstd)
    return fail(Errc::corrupt, "a stored block has the unknown mark {}", static_cast<int>(mark));
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > limit || size > kLargest)
    return fail(Errc::corrupt, "a stored block does not say a size that can be");
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
  std::string out(size, '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(context.get(), out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != size) return fail(Errc::corrupt, "a stored block does not decompress");
  return out;
}

}  // namespace umec::timeseries
