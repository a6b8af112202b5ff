// A folder as one tar archive, by libarchive.
#pragma once

#include <string>

#include "base/error.hpp"

namespace umec::cli {

/// The regular files below `folder` with relative names, in a fixed order. Hidden files are left out.
/// Errors: io, too_large (over 64 MB), bad_request (no file at all).
Result<std::string> tar_of_folder(const std::string &folder);

}  // namespace umec::cli
