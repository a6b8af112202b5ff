// Topic names and patterns as MQTT has them (OASIS MQTT 3.1.1, clause 4.7).
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace umec::bus {

/// Whether `topic` may be published to: 1 to 1024 bytes, no wildcard and no NUL. Errors: bad_request.
Result<void> check_topic(std::string_view topic);

/// Whether `pattern` may be subscribed to: `+` alone in its level, `#` alone and last. Errors:
/// bad_request.
Result<void> check_pattern(std::string_view pattern);

/// Whether a valid topic matches a valid pattern: `+` stands for one level, `#` for all that follow
/// and the parent itself; neither matches a first level that starts with `$`.
bool matches(std::string_view pattern, std::string_view topic);

}  // namespace umec::bus
