// Identifiers that nobody can guess or meet twice.
#pragma once

#include <cstddef>
#include <string>

namespace umec {

/// A random UUID, version 4 (RFC 9562), in lower case.
std::string random_uuid();

/// `bytes` random bytes of the system's generator as lower-case hexadecimal text.
std::string random_hex(std::size_t bytes);

}  // namespace umec
