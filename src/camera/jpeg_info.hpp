// A look at the markers of a JPEG (ITU-T T.81), without decoding it.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace umec::camera {

struct JpegInfo {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
};

/// Whether the bytes are one whole JPEG: start of image, well-formed segments up to a start of scan, a
/// frame header with dimensions from 1 to 16384, and an end of image with nothing after it but padding.
/// Errors: bad_request with what is wrong ("an HTML page" where it is one).
Result<JpegInfo> jpeg_info(std::string_view bytes);

}  // namespace umec::camera
