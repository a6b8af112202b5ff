#include "city/jpeg.hpp"

#include <turbojpeg.h>

namespace umec::city {

JpegEncoder::JpegEncoder() : coder_(tjInitCompress()) {}

JpegEncoder::~JpegEncoder() {
  if (coder_ != nullptr) tjDestroy(coder_);
  tjFree(buffer_);
}

Result<std::string> JpegEncoder::encode(cairo_surface_t *picture, int quality) {
  if (coder_ == nullptr) return fail(Errc::internal, "libturbojpeg gave no encoder");
  cairo_surface_flush(picture);
  const int width = cairo_image_surface_get_width(picture), height = cairo_image_surface_get_height(picture);
  if (buffer_ == nullptr) {
    capacity_ = tjBufSize(width, height, TJSAMP_420);
    buffer_ = tjAlloc(static_cast<int>(capacity_));
  }
  unsigned long size = capacity_;
  const int done = tjCompress2(coder_, cairo_image_surface_get_data(picture), width,
                               cairo_image_surface_get_stride(picture), height, TJPF_BGRX, &buffer_, &size,
                               TJSAMP_420, quality, TJFLAG_NOREALLOC | TJFLAG_FASTDCT);
  if (done != 0) return fail(Errc::internal, "cannot encode a JPEG: {}", tjGetErrorStr2(coder_));
  return std::string(reinterpret_cast<const char *>(buffer_), size);
}

}  // namespace umec::city
