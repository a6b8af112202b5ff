// MJPEG streams and single pictures over HTTP.
#include <algorithm>
#include <array>
#include <cctype>
#include <deque>

#include "camera/camera_source.hpp"
#include "camera/multipart.hpp"
#include "net/client.hpp"
#include "runtime/runtime.hpp"

namespace umec::camera {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

Error refusal(int status) {
  if (status == 401 || status == 403)
    return {
        Errc::unauthorized, fmt::format("the camera wants other credentials (HTTP status {})", status), {}};
  return {Errc::unavailable, fmt::format("the camera answers with HTTP status {}", status), {}};
}

/// multipart/x-mixed-replace, one part a picture.
class StreamSource : public CameraSource {
 public:
  StreamSource(std::unique_ptr<net::ResponseStream> stream, std::string_view boundary)
      : stream_(std::move(stream)),
        parser_(boundary, kMaxPicture, [this](std::string &&body) { ready_.push_back(std::move(body)); }) {}

  Result<std::string> next(runtime::Deadline deadline) override {
    std::size_t since_picture = 0;
    while (ready_.empty()) {
      // Data without end must neither outlast the deadline nor keep the loop from others.
      if (deadline.passed()) return fail(Errc::timeout, "no picture in time");
      if (since_picture > 2 * kMaxPicture)
        return fail(Errc::corrupt, "the camera sent {} MB without a picture", since_picture >> 20);
      if (runtime::in_fiber()) runtime::yield();
      if (parser_.ended()) return fail(Errc::io, "the camera ended its stream");
      const std::size_t count = UMEC_TRY(stream_->read(buffer_, deadline));
      if (count == 0) return fail(Errc::io, "the camera closed the connection");
      since_picture += count;
      parser_.feed({buffer_.data(), count});
      if (parser_.counts().oversize > oversize_) {
        oversize_ = parser_.counts().oversize;
        return fail(Errc::corrupt, "the camera sent a picture of more than {} MB", kMaxPicture >> 20);
      }
    }
    std::string body = std::move(ready_.front());
    ready_.pop_front();
    return body;
  }

 private:
  std::unique_ptr<net::ResponseStream> stream_;
  std::array<char, 64 << 10> buffer_;
  std::deque<std::string> ready_;  ///< what one read completed: bounded by the buffer
  MultipartParser parser_;
  std::uint64_t oversize_ = 0;
};

/// One picture a request.
class SnapshotSource : public CameraSource {
 public:
  SnapshotSource(std::string url, Duration interval) : url_(std::move(url)), interval_(interval) {}

  Result<std::string> next(runtime::Deadline deadline) override {
    if (asked_ && runtime::sleep_for(interval_) == runtime::Wake::cancelled)
      return fail(Errc::cancelled, "the camera is being stopped");
    asked_ = true;
    auto response = UMEC_TRY(net::fetch({.url = url_, .deadline = deadline, .max_response = kMaxPicture}));
    if (response.status != 200) return std::unexpected(refusal(response.status));
    return std::move(response.body);
  }

 private:
  const std::string url_;
  const Duration interval_;
  bool asked_ = false;
};

}  // namespace

Result<std::unique_ptr<CameraSource>> open_http_source(const CameraAddress &address,
                                                       const SourceOptions &options,
                                                       runtime::Deadline deadline) {
  auto stream = UMEC_TRY(net::open({.url = address.url, .deadline = deadline}));
  if (stream->status() != 200) return std::unexpected(refusal(stream->status()));
  const std::string type = lower(stream->header("Content-Type"));
  if (type.starts_with("multipart/"))
    return std::make_unique<StreamSource>(std::move(stream), boundary_of(stream->header("Content-Type")));
  if (type.starts_with("image/jpeg") || type.starts_with("image/jpg"))
    // The first picture is asked for again: a camera that is polled each second can stand that.
    return std::make_unique<SnapshotSource>(address.url, options.snapshot_interval);
  if (type.starts_with("text/html"))
    return fail(Errc::corrupt, "the address answers with an HTML page instead of pictures");
  return fail(Errc::corrupt, "the address answers with '{}' instead of pictures",
              type.empty() ? "no content type" : type.substr(0, 64));
}

Result<std::unique_ptr<CameraSource>> open_source(const CameraAddress &address, const SourceOptions &options,
                                                  runtime::Deadline deadline) {
  if (address.transport == Transport::http) return open_http_source(address, options, deadline);
  return open_program_source(address, options);
}

}  // namespace umec::camera
