#include "picture.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <opencv2/imgcodecs.hpp>

namespace umec::vision {
namespace {

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view magic) {
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return std::uint8_t(a) == b; });
}

Result<> check_size(std::int64_t width, std::int64_t height) {
  if (width < 8 || height < 8)
    return fail(Errc::unprocessable, "the picture has {}x{} pixels, which is too small", width, height);
  // Divided, as the sides of a PNG may be so long that their product is no number any more.
  if (width > kMostPixels / height)
    return fail(Errc::unprocessable, "the picture has {}x{} pixels, more than {} million are not decoded",
                width, height, kMostPixels / 1'000'000);
  return {};
}

/// The EXIF orientation (1..8) that a camera wrote, TIFF tag 0x0112 of the JPEG's APP1 segment; 1
/// where there is none or it is damaged.
int orientation(std::span<const std::uint8_t> jpeg) {
  auto be16 = [&](std::size_t at) { return at + 2 <= jpeg.size() ? jpeg[at] << 8 | jpeg[at + 1] : 0; };
  for (std::size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == 0xFF && jpeg[at + 1] != 0xDA;
       at += 2 + std::max(2, be16(at + 2))) {
    if (jpeg[at + 1] != 0xE1 || !starts_with(jpeg.subspan(at + 4), std::string_view("Exif\0\0", 6))) continue;
    std::size_t tiff = at + 10;
    if (tiff + 8 > jpeg.size()) return 1;
    bool little = jpeg[tiff] == 'I';
    auto u16 = [&](std::size_t p) -> unsigned {
      if (p + 2 > jpeg.size()) return 0;
      return little ? jpeg[p] | jpeg[p + 1] << 8 : jpeg[p] << 8 | jpeg[p + 1];
    };
    auto u32 = [&](std::size_t p) { return little ? u16(p) | u16(p + 2) << 16 : u16(p) << 16 | u16(p + 2); };
    std::size_t directory = tiff + u32(tiff + 4);
    for (unsigned i = 0, count = u16(directory); i < count && directory + 14 + 12 * i <= jpeg.size(); ++i) {
      std::size_t entry = directory + 2 + 12 * i;
      if (u16(entry) != 0x0112) continue;
      unsigned value = u16(entry + 8);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
  }
  return 1;
}

cv::Mat upright(const cv::Mat &picture, int orientation) {
  cv::Mat out = picture;
  if (orientation == 5 || orientation == 6 || orientation == 7 || orientation == 8) cv::transpose(out, out);
  if (orientation == 2 || orientation == 6) cv::flip(out, out, 1);
  if (orientation == 4 || orientation == 8) cv::flip(out, out, 0);
  if (orientation == 3 || orientation == 7) cv::flip(out, out, -1);
  return out;
}

Result<Picture> decode_jpeg(std::span<const std::uint8_t> bytes) {
  std::unique_ptr<void, int (*)(tjhandle)> decoder(tjInitDecompress(), tjDestroy);
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (tjDecompressHeader3(decoder.get(), bytes.data(), bytes.size(), &width, &height, &subsampling,
                          &colours) != 0)
    return fail(Errc::unprocessable, "the JPEG is damaged: {}", tjGetErrorStr2(decoder.get()));
  UMEC_TRY(check_size(width, height));
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    return fail(Errc::unsupported_media, "JPEGs in CMYK are not read");
  tjscalingfactor factor{1, 1};
  while (std::max(TJSCALED(width, factor), TJSCALED(height, factor)) > kLongestSide && factor.denom < 8)
    factor.denom *= 2;
  Picture out;
  out.bgr.create(TJSCALED(height, factor), TJSCALED(width, factor), CV_8UC3);
  if (tjDecompress2(decoder.get(), bytes.data(), bytes.size(), out.bgr.data, out.bgr.cols,
                    static_cast<int>(out.bgr.step), out.bgr.rows, TJPF_BGR, 0) != 0 &&
      tjGetErrorCode(decoder.get()) == TJERR_FATAL)
    return fail(Errc::unprocessable, "the JPEG is damaged: {}", tjGetErrorStr2(decoder.get()));
  int turn = orientation(bytes);
  out.bgr = upright(out.bgr, turn);
  out.width = turn >= 5 ? height : width;
  out.height = turn >= 5 ? width : height;
  out.scale = factor.denom;
  return out;
}

Result<Picture> decode_png(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 33) return fail(Errc::unprocessable, "the PNG is damaged: it ends in its header");
  auto be32 = [&](std::size_t at) {
    return std::int64_t(bytes[at]) << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  };
  UMEC_TRY(check_size(be32(16), be32(20)));  // of IHDR, the first chunk
  Picture out;
  try {
    cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t *>(bytes.data()));
    out.bgr = cv::imdecode(raw, cv::IMREAD_COLOR);
  } catch (const cv::Exception &) {
    out.bgr.release();
  }
  if (out.bgr.empty()) return fail(Errc::unprocessable, "the PNG is damaged");
  out.width = out.bgr.cols;
  out.height = out.bgr.rows;
  return out;
}

}  // namespace

Box Picture::original(const cv::Rect2f &box) const {
  auto scaled = [&](float value, int most) {
    return std::clamp(static_cast<int>(std::lround(value * scale)), 0, most);
  };
  Box out;
  out.x = scaled(box.x, width);
  out.y = scaled(box.y, height);
  out.width = scaled(box.x + box.width, width) - out.x;
  out.height = scaled(box.y + box.height, height) - out.y;
  return out;
}

Result<Picture> decode_picture(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMostPictureBytes)
    return fail(Errc::too_large, "the picture has more than {} MiB", kMostPictureBytes >> 20);
  if (starts_with(bytes, "\xFF\xD8\xFF")) return decode_jpeg(bytes);
  if (starts_with(bytes, "\x89PNG\r\n\x1A\n")) return decode_png(bytes);
  return fail(Errc::unsupported_media, "the picture is neither a JPEG nor a PNG");
}

}  // namespace umec::vision
