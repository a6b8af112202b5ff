// Where a camera is: a URL, taken apart and without its secrets.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::camera {

enum class Transport : std::uint8_t {
  http,     ///< http: MJPEG stream or single pictures, read by the node itself
  program,  ///< rtsp, rtsps, https, file, v4l2: read by umec-camera
};

struct CameraAddress {
  Transport transport = Transport::http;
  std::string url;       ///< as given; may hold credentials
  std::string redacted;  ///< fit for logs and answers

  /// Reads `http://...`, `https://...`, `rtsp://...`, `rtsps://...`, `v4l2:/dev/video0` (or the bare
  /// path of a device), `file:PATH` and `file:///PATH`. Errors: bad_request.
  static Result<CameraAddress> parse(std::string_view text);
};

/// A URL without user and password, and with the values of query parameters that hold secrets
/// (password, pwd, pass, token, key, user ...) replaced by "***".
std::string redact_url(std::string_view url);

/// `sentence` with every occurrence of the URL's secrets taken out: libraries like to repeat URLs.
std::string redact_sentence(std::string_view sentence, const CameraAddress &address);

}  // namespace umec::camera
