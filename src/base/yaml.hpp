// YAML read into the same value that JSON is read into, so that one strict reader serves both.
#pragma once

#include <string_view>

#include "base/json.hpp"

namespace umec::yaml {

/// Reads one YAML document (the core schema: null, booleans, integers, floats, strings, sequences,
/// mappings with string keys). Aliases are refused, depth is bounded (32), so a small text cannot
/// become a large value. Errors: bad_request with line and column.
Result<json::Value> parse(std::string_view text);

}  // namespace umec::yaml
