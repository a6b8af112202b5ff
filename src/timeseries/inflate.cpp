#include "timeseries/inflate.hpp"

#include <zlib.h>

#include <algorithm>

namespace umec::timeseries {

Result<std::string> gunzip(std::string_view packed, std::size_t limit) {
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK)
    return fail(Errc::unavailable, "no memory to unpack the body");
  struct End {
    z_stream &stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    const std::size_t had = out.size();
    if (had >= limit) return fail(Errc::too_large, "the unpacked body has more than {} bytes", limit);
    out.resize(std::min(limit, std::max<std::size_t>(had * 2, 16 << 10)));
    stream.next_out = reinterpret_cast<Bytef *>(out.data() + had);
    stream.avail_out = static_cast<uInt>(out.size() - had);
    code = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = out.size() - had - stream.avail_out;
    out.resize(had + got);
    if (code != Z_OK && code != Z_STREAM_END) return fail(Errc::bad_request, "the body is not valid gzip");
    if (code == Z_OK && got == 0 && stream.avail_in == 0)
      return fail(Errc::bad_request, "the gzip body ends too early");
    // A gzip file may have several members.
    if (code == Z_STREAM_END && stream.avail_in > 0) {
      if (inflateReset(&stream) != Z_OK) return fail(Errc::bad_request, "the body is not valid gzip");
      code = Z_OK;
    }
  }
  return out;
}

}  // namespace umec::timeseries
