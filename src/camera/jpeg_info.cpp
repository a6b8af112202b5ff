#include "camera/jpeg_info.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>

namespace umec::camera {
namespace {

constexpr int kLargest = 16384;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }
int be16(std::string_view bytes, std::size_t at) { return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1); }

/// Start of frame: all of C0..CF but the tables DHT (C4), JPG (C8) and DAC (CC).
bool is_frame_header(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Markers that stand alone: TEM and RST0..RST7.
bool is_bare(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7); }

std::string_view what_else(std::string_view bytes) {
  std::string head(bytes.substr(0, 64));
  std::ranges::transform(head, head.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t text = head.find_first_not_of(" \r\n\t\xEF\xBB\xBF");
  if (text != std::string::npos &&
      (head.compare(text, 5, "<html") == 0 || head.compare(text, 9, "<!doctype") == 0))
    return "an HTML page";
  if (head.starts_with("\x89png")) return "a PNG picture";
  if (head.starts_with("gif8")) return "a GIF picture";
  if (text != std::string::npos && (head[text] == '{' || head[text] == '[')) return "JSON text";
  return "something else";
}

/// The end of image is last, but for zeros and line ends that some cameras add.
bool ends_properly(std::string_view bytes) {
  std::size_t end = bytes.size();
  while (end > 0 && (bytes[end - 1] == '\0' || bytes[end - 1] == '\r' || bytes[end - 1] == '\n')) --end;
  return end >= 2 && byte_at(bytes, end - 2) == 0xFF && byte_at(bytes, end - 1) == 0xD9;
}

}  // namespace

Result<JpegInfo> jpeg_info(std::string_view bytes) {
  if (bytes.size() < 4 || byte_at(bytes, 0) != 0xFF || byte_at(bytes, 1) != 0xD8)
    return fail(Errc::bad_request, "{}, not a JPEG picture", bytes.empty() ? "nothing" : what_else(bytes));
  std::optional<JpegInfo> info;
  std::size_t at = 2;
  while (true) {
    if (at + 2 > bytes.size()) return fail(Errc::bad_request, "a JPEG picture that breaks off in its header");
    if (byte_at(bytes, at) != 0xFF) return fail(Errc::bad_request, "a JPEG picture with a broken header");
    const std::uint8_t marker = byte_at(bytes, at + 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    at += 2;
    if (is_bare(marker)) continue;
    if (marker == 0xD8 || marker == 0xD9 || marker == 0x00)
      return fail(Errc::bad_request, "a JPEG picture without a scan");
    if (at + 2 > bytes.size()) return fail(Errc::bad_request, "a JPEG picture that breaks off in its header");
    const auto length = static_cast<std::size_t>(be16(bytes, at));
    if (length < 2 || at + length > bytes.size())
      return fail(Errc::bad_request, "a JPEG picture that breaks off in its header");
    if (is_frame_header(marker)) {
      // Length, precision, height, width.
      if (length < 8) return fail(Errc::bad_request, "a JPEG picture with a broken frame header");
      info = JpegInfo{be16(bytes, at + 5), be16(bytes, at + 3)};
      if (info->width < 1 || info->height < 1 || info->width > kLargest || info->height > kLargest)
        return fail(Errc::bad_request, "a JPEG picture of {}x{} pixels, which is not plausible", info->width,
                    info->height);
    }
    at += length;
    if (marker == 0xDA) break;  // what follows the scan header is coded data
  }
  if (!info) return fail(Errc::bad_request, "a JPEG picture without dimensions");
  if (!ends_properly(bytes.substr(at))) return fail(Errc::bad_request, "a JPEG picture that breaks off");
  return *info;
}

}  // namespace umec::camera
