// Frames of a video: only what changed is read again.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "plate_reader.hpp"

namespace umec::vision {

/// What is remembered of one video.
struct Stream {
  cv::Mat seen;                  ///< grey, one pixel a cell: each cell as it was when it was last read
  std::vector<PlateRead> plates; ///< of the last frame, boxes in pixels of the original
  std::uint64_t used = 0;
};

/// Remembers the last few videos.
class StreamMemory {
 public:
  /// The video of that name; emptied where the pictures' size has changed.
  Stream &of(const std::string &name, const Picture &picture);

 private:
  static constexpr std::size_t kMost = 64;
  std::map<std::string, Stream> streams_;
  std::uint64_t clock_ = 0;
};

/// Reads the plates of the next frame. A cell that differs from when it was last read has changed, so
/// that slow motion and slow light add up until they count; noise does not.
Result<std::vector<PlateRead>> read_stream_plates(Engine &engine, const Picture &picture, Country country,
                                                  Stream &stream);

}  // namespace umec::vision
