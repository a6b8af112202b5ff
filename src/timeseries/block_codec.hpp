// The bytes of one block: a run of one column, small on disk and quick to read.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "timeseries/samples.hpp"

namespace umec::timeseries {

inline constexpr std::size_t kMaxBlockSamples = 8192;

/// Encodes a sorted run of 1 to kMaxBlockSamples samples without loss. Times become steps of their
/// greatest common divisor; decimal floats (24.305) become integers and then differences; what is
/// not decimal is stored as it is; the whole goes through zstd.
std::string encode_block(const Samples &samples);

/// Undoes encode_block. Errors: corrupt, for any other bytes.
Result<Samples> decode_block(std::string_view block);

}  // namespace umec::timeseries
