// Applications that have joined the platform.
#pragma once

#include <memory>
#include <string>

#include "mec/types.hpp"
#include "store/document_store.hpp"

namespace umec::mec {

/// One application instance.
struct Application {
  AppInfo info;  ///< info.app_instance_id is always set
  bool ready = false;     ///< it has confirmed that it runs (7.2.12)
  bool built_in = false;  ///< a module of this node: comes and goes with the node, not by REST

  const std::string &id() const { return *info.app_instance_id; }
};

/// Shared by the registry and the requests that read it; a change makes a new one.
using ApplicationPtr = std::shared_ptr<const Application>;

}  // namespace umec::mec
