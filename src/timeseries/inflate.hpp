// gzip bodies of /write, with a bound.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::timeseries {

/// Errors: bad_request (no gzip), too_large (more than `limit` bytes come out).
Result<std::string> gunzip(std::string_view packed, std::size_t limit);

}  // namespace umec::timeseries
