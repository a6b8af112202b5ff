#include "net/event_stream.hpp"

#include "runtime/runtime.hpp"

namespace umec::net {

std::string format_event(const ServerEvent &event) {
  std::string text;
  if (!event.id.empty()) text += "id: " + event.id + '\n';
  if (!event.event.empty()) text += "event: " + event.event + '\n';
  std::string_view rest = event.data;
  for (;;) {
    const std::size_t end = rest.find('\n');
    text += "data: ";
    text += rest.substr(0, end);
    text += '\n';
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  text += '\n';
  return text;
}

Response event_stream(std::function<std::optional<ServerEvent>(runtime::Deadline)> next) {
  auto response =
      Response::stream("text/event-stream", [next = std::move(next)](BodyWriter &writer) -> Result<void> {
        UMEC_TRY(writer.write(": open\n\n"));
        while (!writer.closed()) {
          const auto deadline = runtime::Deadline::after(std::chrono::seconds(10));
          const auto event = next(deadline);
          if (event)
            UMEC_TRY(writer.write(format_event(*event)));
          else if (deadline.passed())
            UMEC_TRY(writer.write(": still here\n\n"));
          else if (runtime::sleep_for(std::chrono::milliseconds(1)) == runtime::Wake::cancelled)
            break;  // cancelled, or a source that ended: do not spin
        }
        return {};
      });
  return std::move(response).with("Cache-Control", "no-store");
}

}  // namespace umec::net
