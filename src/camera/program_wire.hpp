// What umec-camera says to the node: frames of one byte kind, four bytes length (big-endian), body.
#pragma once

#include <cstddef>
#include <cstdint>

namespace umec::camera {

enum class ProgramFrame : std::uint8_t {
  picture = 'P',  ///< a JPEG
  failure = 'F',  ///< a sentence; the program ends after it
};

inline constexpr std::size_t kProgramHead = 5;

}  // namespace umec::camera
