// Finds and reads number plates: regions, lines of text, readings, and the choice among them.
#pragma once

#include "engine.hpp"
#include "picture.hpp"
#include "vision/vision.hpp"

namespace umec::vision {

/// Reads the plates of a picture, most confident first; boxes in pixels of the original picture.
Result<std::vector<PlateRead>> read_plates(Engine &engine, const Picture &picture, Country country,
                                           Effort effort);

/// The fast way, on one part of the decoded picture only.
Result<std::vector<PlateRead>> read_plates_in(Engine &engine, const Picture &picture, Country country,
                                              cv::Rect region);

}  // namespace umec::vision
