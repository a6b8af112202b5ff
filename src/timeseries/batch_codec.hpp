// A write request as it lies in the log until its points have become blocks.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "timeseries/point.hpp"

namespace umec::timeseries {

std::string encode_batch(const Batch &batch);

/// Undoes encode_batch. Errors: corrupt.
Result<Batch> decode_batch(std::string_view bytes);

}  // namespace umec::timeseries
