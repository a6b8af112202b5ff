#include "mec/http_notification_sender.hpp"

#include "net/client.hpp"

namespace umec::mec {

Result<void> HttpNotificationSender::send(const std::string &callback, const std::string &body) {
  net::ClientRequest request;
  request.method = net::Method::post;
  request.url = callback;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body;
  request.deadline = runtime::Deadline::after(std::chrono::seconds(10));
  request.max_response = 64 << 10;
  const auto response = UMEC_TRY(net::fetch(request));
  if (response.status < 200 || response.status > 299)
    return fail(Errc::unavailable, "the subscriber answered {}", response.status);
  return {};
}

}  // namespace umec::mec
