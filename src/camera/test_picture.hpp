// The smallest thing with the markers of a JPEG, for tests that need no decoder.
#pragma once

#include <string>

namespace umec::camera {

inline std::string test_picture(int width, int height, std::string_view scan = "scan") {
  std::string text("\xFF\xD8\xFF\xE0\x00\x04\x00\x00\xFF\xC0\x00\x0B\x08", 13);
  for (const int number : {height, width}) {
    text += static_cast<char>(number >> 8);
    text += static_cast<char>(number);
  }
  text += std::string("\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 14);
  text += scan;
  return text + "\xFF\xD9";
}

}  // namespace umec::camera
