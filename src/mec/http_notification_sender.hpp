// Notifications by HTTP POST to the callback reference.
#pragma once

#include "mec/notifier.hpp"

namespace umec::mec {

class HttpNotificationSender : public NotificationSender {
 public:
  /// Errors: those of net::fetch; unavailable where the answer is not a 2xx.
  Result<void> send(const std::string &callback, const std::string &body) override;
};

}  // namespace umec::mec
