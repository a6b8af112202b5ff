// Pictures as JPEG.
#pragma once

#include <cairo/cairo.h>

#include <memory>
#include <string>

#include "base/error.hpp"

namespace umec::city {

/// Encodes with libturbojpeg (4:2:0). Keeps the coder and its buffer between pictures; one user at a time.
class JpegEncoder {
 public:
  JpegEncoder();
  ~JpegEncoder();
  JpegEncoder(const JpegEncoder &) = delete;
  JpegEncoder &operator=(const JpegEncoder &) = delete;

  /// Errors: internal, with the library's words.
  Result<std::string> encode(cairo_surface_t *picture, int quality = 82);

 private:
  void *coder_;
  unsigned char *buffer_ = nullptr;
  unsigned long capacity_ = 0;
};

}  // namespace umec::city
