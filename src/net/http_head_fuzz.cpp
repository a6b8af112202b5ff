// Any bytes as an HTTP head, as a chunked body, and as a query string.
#include <cstdlib>

#include "net/http_parser.hpp"
#include "net/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace umec::net;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  Head head;
  if (const auto whole = parse_request_head(text, head); whole && *whole) {
    // What is accepted lies inside the input and cannot be ambiguous.
    if (head.size > size || (head.chunked && head.content_length)) std::abort();
    const std::string_view target = head.start[1];
    if (const auto question = target.find('?'); question != std::string_view::npos)
      static_cast<void>(Query::parse(target.substr(question + 1)));
    if (head.chunked) {
      std::string_view rest = text.substr(head.size);
      std::string out;
      ChunkedDecoder decoder;
      static_cast<void>(decoder.feed(rest, out));
      if (out.size() > size) std::abort();
    }
  }
  static_cast<void>(parse_response_head(text, head));
  // The same bytes decode alike in one piece and in single bytes.
  std::string whole_out;
  std::string split_out;
  ChunkedDecoder whole_decoder;
  ChunkedDecoder split_decoder;
  std::string_view rest = text;
  const bool whole_good = whole_decoder.feed(rest, whole_out).has_value();
  bool split_good = true;
  for (std::size_t i = 0; i < size && split_good && !split_decoder.done(); ++i) {
    std::string_view one = text.substr(i, 1);
    split_good = split_decoder.feed(one, split_out).has_value();
  }
  if (whole_good != split_good || whole_out != split_out) std::abort();
  static_cast<void>(Url::parse(text));
  static_cast<void>(percent_decode(text, true));
  return 0;
}
