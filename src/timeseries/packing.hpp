// zstd around the store's blobs: one mark byte, then the bytes plain or compressed.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace umec::timeseries {

/// Compresses where it pays; `level` as zstd counts. Never fails: what cannot be compressed stays plain.
std::string pack(std::string_view plain, int level);

/// Undoes `pack`. Errors: corrupt, also where the plain size would exceed `limit`.
Result<std::string> unpack(std::string_view packed, std::size_t limit);

}  // namespace umec::timeseries
