// Server-sent events (WHATWG HTML, 9.2).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace umec::net {

struct ServerEvent {
  std::string event;  ///< type; empty for the default "message"
  std::string data;
  std::string id;  ///< empty for none
};

/// A response that sends events until the client leaves or the node stops. `next` waits at most until
/// the deadline it is given; nothing then makes a comment line go out, so that both ends see a dead
/// peer. It is destroyed when the stream ends, which is where a subscription should be released.
Response event_stream(std::function<std::optional<ServerEvent>(runtime::Deadline)> next);

/// Formats one event; line breaks in the data become several data lines.
std::string format_event(const ServerEvent &event);

}  // namespace umec::net
