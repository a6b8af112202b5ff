// TensorFlow Serving's REST (its documents "RESTful API"), so that its clients work as they are.
#include <algorithm>

#include "base/json.hpp"
#include "vision/routes.hpp"
#include "vision/tensor_json.hpp"

namespace umec::vision {
namespace {

constexpr std::size_t kMostInstances = 64;
constexpr std::size_t kMostBody = 32u << 20;

/// Serving's clients look for {"error": text}; the status is the one our problem details would have.
net::Response told(const Error &error) {
  return net::Response::json(json::write(json::Object{{"error", error.detail}}))
      .with_status(describe(error.code).http_status);
}

template <class F>
net::Handler answered(F handler) {
  return [handler](net::Request &request) -> Result<net::Response> {
    auto response = handler(request);
    if (!response) return told(response.error());
    return response;
  };
}

Result<ModelInfo> find_model(Vision &vision, std::string_view name, runtime::Deadline deadline) {
  auto models = UMEC_TRY(vision.models(deadline));
  auto found = std::ranges::find(models, name, &ModelInfo::name);
  if (found == models.end()) return fail(Errc::not_found, "Could not find any versions of model {}", name);
  return std::move(*found);
}

/// Every model has the one version 1: a changed model is a new file with a new name.
Result<> check_version(std::string_view version, std::string_view name) {
  if (version.empty() || version == "1") return {};
  return fail(Errc::not_found, "Could not find version {} of model {}", version, name);
}

json::Value status_body() {
  json::Object status{{"error_code", "OK"}, {"error_message", ""}};
  json::Object version{{"version", "1"}, {"state", "AVAILABLE"}, {"status", status}};
  return json::Object{{"model_version_status", json::Array{version}}};
}

json::Value forms_body(const std::vector<TensorForm> &forms) {
  json::Object out;
  for (const auto &form : forms) {
    json::Array dim;
    // Serving's JSON comes from protobuf: 64-bit numbers are strings.
    for (auto length : form.shape)
      dim.push_back(json::Object{{"size", std::to_string(length)}, {"name", ""}});
    out[form.name] = json::Object{{"dtype", element_name(form.type)},
                                  {"tensor_shape", json::Object{{"dim", dim}, {"unknown_rank", false}}},
                                  {"name", form.name + ":0"}};
  }
  return out;
}

json::Value metadata_body(const ModelInfo &model) {
  json::Object signature{{"inputs", forms_body(model.inputs)},
                         {"outputs", forms_body(model.outputs)},
                         {"method_name", "tensorflow/serving/predict"}};
  json::Object signatures{{"signature_def", json::Object{{"serving_default", signature}}}};
  return json::Object{
      {"model_spec", json::Object{{"name", model.name}, {"signature_name", ""}, {"version", "1"}}},
      {"metadata", json::Object{{"signature_def", signatures}}}};
}

/// The text of {"b64": text}, or nothing.
const boost::json::string *encoded_text(const json::Value &value) {
  if (!value.is_object() || value.get_object().size() != 1) return nullptr;
  const auto *text = value.get_object().if_contains("b64");
  return text != nullptr ? text->if_string() : nullptr;
}

const TensorForm *form_of(const ModelInfo &model, std::string_view name) {
  auto found = std::ranges::find(model.inputs, name, &TensorForm::name);
  return found == model.inputs.end() ? nullptr : &*found;
}

/// One value for the model's inputs: a picture in base64 or tensors, by name or plainly where there is
/// one input only. `batch`: without the leading dimension, as rows ("instances") are.
Result<Prediction> read_inputs(const ModelInfo &model, const json::Value &value, bool batch,
                               const std::string &at) {
  Prediction call{model.name, {}, {}};
  if (const auto *text = encoded_text(value)) {
    auto bytes = decode_base64(*text);
    if (!bytes) return fail_at(json::pointer_to(at, "b64"), Errc::bad_request, "{}", bytes.error().detail);
    if (bytes->empty())
      return fail_at(json::pointer_to(at, "b64"), Errc::bad_request, "the picture is empty");
    call.picture = std::move(*bytes);
    return call;
  }
  if (!value.is_object()) {
    if (model.inputs.size() != 1)
      return fail_at(at, Errc::bad_request,
                     "the model {} has {} inputs: give an object with one value for each", model.name,
                     model.inputs.size());
    call.inputs.push_back(UMEC_TRY(tensor_from_json(value, model.inputs[0], batch, at)));
    return call;
  }
  for (const auto &member : value.get_object()) {
    std::string_view name = member.key();
    auto where = json::pointer_to(at, name);
    if (encoded_text(member.value()) != nullptr) {
      // Exported models name it b64's way ("image_bytes"), whatever their tensor is called.
      if (value.get_object().size() != 1)
        return fail_at(where, Errc::bad_request, "a picture must be the only input");
      return read_inputs(model, member.value(), batch, where);
    }
    const auto *form = form_of(model, name);
    if (form == nullptr)
      return fail_at(where, Errc::bad_request, "the model {} has no input named {}", model.name, name);
    call.inputs.push_back(UMEC_TRY(tensor_from_json(member.value(), *form, batch, where)));
  }
  return call;
}

void append_outputs(std::string &out, const std::vector<Tensor> &outputs, bool batch) {
  if (outputs.size() == 1) return append_tensor(out, outputs[0], batch);
  out += '{';
  for (const auto &output : outputs) {
    if (&output != &outputs.front()) out += ',';
    out += json::write(json::Value(output.name)) + ":";
    append_tensor(out, output, batch && !output.shape.empty() && output.shape[0] == 1);
  }
  out += '}';
}

Result<net::Response> predict(Vision &vision, net::Request &request, runtime::Deadline deadline) {
  auto name = request.param("name");
  UMEC_TRY(check_version(request.param("version"), name));
  auto body = UMEC_TRY(json::parse(request.body));
  const auto *object = body.if_object();
  if (object == nullptr)
    return fail(Errc::bad_request, "the body must be an object with \"instances\" or \"inputs\"");
  const auto *instances = object->if_contains("instances"), *inputs = object->if_contains("inputs");
  if ((instances == nullptr) == (inputs == nullptr))
    return fail(Errc::bad_request, "the body must have either \"instances\" or \"inputs\"");
  if (const auto *signature = object->if_contains("signature_name"))
    if (!signature->is_string() || signature->get_string() != "serving_default")
      return fail_at("/signature_name", Errc::bad_request, "the only signature is serving_default");
  auto model = UMEC_TRY(find_model(vision, name, deadline));

  if (inputs != nullptr) {  // columns: whole tensors in, whole tensors out
    auto outputs =
        UMEC_TRY(vision.predict(UMEC_TRY(read_inputs(model, *inputs, false, "/inputs")), deadline));
    std::string out = "{\"outputs\":";
    append_outputs(out, outputs, false);
    return net::Response::json(out + "}");
  }
  const auto *rows = instances->if_array();
  if (rows == nullptr || rows->empty() || rows->size() > kMostInstances)
    return fail_at("/instances", Errc::bad_request, "instances must be an array of 1 to {} values",
                   kMostInstances);
  std::string out = "{\"predictions\":[";
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto at = json::pointer_to("/instances", std::to_string(i));
    auto call = UMEC_TRY(read_inputs(model, (*rows)[i], true, at));
    if (i > 0) out += ',';
    append_outputs(out, UMEC_TRY(vision.predict(call, deadline)), true);
  }
  return net::Response::json(out + "]}");
}

}  // namespace

void mount_serving_routes(net::Router &router, Vision &vision, Duration call_time) {
  auto status = answered([&vision, call_time](net::Request &request) -> Result<net::Response> {
    UMEC_TRY(check_version(request.param("version"), request.param("name")));
    UMEC_TRY(find_model(vision, request.param("name"), runtime::Deadline::after(call_time)));
    return net::Response::json(json::write(status_body()));
  });
  auto metadata = answered([&vision, call_time](net::Request &request) -> Result<net::Response> {
    UMEC_TRY(check_version(request.param("version"), request.param("name")));
    auto model = UMEC_TRY(find_model(vision, request.param("name"), runtime::Deadline::after(call_time)));
    return net::Response::json(json::write(metadata_body(model)));
  });
  auto call = answered([&vision, call_time](net::Request &request) {
    return predict(vision, request, runtime::Deadline::after(call_time));
  });
  for (std::string base : {"/v1/models/{name}", "/v1/models/{name}/versions/{version}"}) {
    router.get(base, status);
    router.get(base + "/metadata", metadata);
    router.post(base + ":predict", call, {.max_body = kMostBody});
  }
}

}  // namespace umec::vision
