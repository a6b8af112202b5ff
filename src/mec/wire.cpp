#include "mec/wire.hpp"

#include "base/json.hpp"

namespace umec::mec {

namespace {

// Bodies that exist only on the wire, or only in the store.
struct SubscriptionBody {
  std::string subscription_type;
  std::string callback_reference;
  std::optional<FilteringCriteria> filtering_criteria;
  std::optional<std::string> app_instance_id;
};
BOOST_DESCRIBE_STRUCT(SubscriptionBody, (),
                      (subscription_type, callback_reference, filtering_criteria, app_instance_id))

struct ReadyBody {
  std::string indication;
};
BOOST_DESCRIBE_STRUCT(ReadyBody, (), (indication))

struct TerminationBody {
  OperationAction operation_action = OperationAction::STOPPING;
};
BOOST_DESCRIBE_STRUCT(TerminationBody, (), (operation_action))

struct LivenessBody {
  ServiceState state = ServiceState::ACTIVE;
};
BOOST_DESCRIBE_STRUCT(LivenessBody, (), (state))

std::string link_to(std::string_view href) {
  std::string text = R"({"href":)";
  json::append_string(text, href);
  return text += '}';
}

std::string subscription_uri(const Subscription &subscription) {
  return fmt::format("{}/applications/{}/subscriptions/{}", subscription.root, subscription.app_id,
                     subscription.id);
}

}  // namespace

BOOST_DESCRIBE_STRUCT(Application, (), (info, ready, built_in))
BOOST_DESCRIBE_STRUCT(Subscription, (),
                      (id, app_id, kind, callback_reference, filtering_criteria, root, since))
BOOST_DESCRIBE_STRUCT(DeliveryProgress, (), (released, behind))

Result<ServiceInfo> read_service_info(std::string_view text) {
  return json::decode_text<ServiceInfo>(text, json::kLenient);
}
Result<AppInfo> read_app_info(std::string_view text) {
  return json::decode_text<AppInfo>(text, json::kLenient);
}

Result<Subscription> read_subscription(SubscriptionKind kind, std::string_view text) {
  auto body = UMEC_TRY(json::decode_text<SubscriptionBody>(text, json::kLenient));
  const std::string_view type = boost::describe::enum_to_string(kind, "");
  if (body.subscription_type != type)
    return fail_at("/subscriptionType", Errc::bad_request, "the subscriptionType here is {}", type);
  Subscription subscription;
  subscription.kind = kind;
  subscription.callback_reference = std::move(body.callback_reference);
  if (kind == SubscriptionKind::AppTerminationNotificationSubscription) {
    if (!body.app_instance_id)
      return fail_at("/appInstanceId", Errc::bad_request, "the attribute 'appInstanceId' is missing");
    subscription.app_id = std::move(*body.app_instance_id);
  } else {
    subscription.filtering_criteria = std::move(body.filtering_criteria);
  }
  return subscription;
}

Result<void> read_ready_confirmation(std::string_view text) {
  const auto body = UMEC_TRY(json::decode_text<ReadyBody>(text, json::kLenient));
  if (body.indication != "READY")
    return fail_at("/indication", Errc::bad_request, "the only indication is READY");
  return {};
}

Result<OperationAction> read_termination_confirmation(std::string_view text) {
  return UMEC_TRY(json::decode_text<TerminationBody>(text, json::kLenient)).operation_action;
}

Result<void> read_liveness_update(std::string_view text) {
  const auto body = UMEC_TRY(json::decode_text<LivenessBody>(text, json::kLenient));
  if (body.state != ServiceState::ACTIVE)
    return fail_at("/state", Errc::bad_request,
                   "a heartbeat can only say ACTIVE; PUT the service to change its state");
  return {};
}

std::string stored_application(const Application &application) { return json::encode_text(application); }
Result<Application> read_stored_application(std::string_view text) {
  auto application = UMEC_TRY(json::decode_text<Application>(text, json::kLenient));
  if (!application.info.app_instance_id) return fail(Errc::corrupt, "a stored application has no id");
  return application;
}
std::string stored_subscription(const Subscription &subscription) { return json::encode_text(subscription); }
Result<Subscription> read_stored_subscription(std::string_view text) {
  return json::decode_text<Subscription>(text, json::kLenient);
}
std::string stored_change(const ServiceChange &change) { return json::encode_text(change); }
Result<ServiceChange> read_stored_change(std::string_view text) {
  return json::decode_text<ServiceChange>(text, json::kLenient);
}
std::string stored_progress(const DeliveryProgress &progress) { return json::encode_text(progress); }
Result<DeliveryProgress> read_stored_progress(std::string_view text) {
  return json::decode_text<DeliveryProgress>(text, json::kLenient);
}

std::string write_service_info(const ServiceInfo &service) { return json::encode_text(service); }
std::string write_app_info(const AppInfo &application) { return json::encode_text(application); }
std::string write_transports(const std::vector<TransportInfo> &transports) {
  return json::encode_text(transports);
}
std::string write_liveness(const ServiceLivenessInfo &liveness) { return json::encode_text(liveness); }
std::string write_current_time(const CurrentTime &time) { return json::encode_text(time); }
std::string write_timing_caps(const TimingCaps &caps) { return json::encode_text(caps); }

std::string write_subscription(const Subscription &subscription, const std::string &self) {
  json::Object object;
  object["subscriptionType"] = boost::describe::enum_to_string(subscription.kind, "");
  object["callbackReference"] = subscription.callback_reference;
  object["_links"] = json::Object{{"self", json::Object{{"href", self}}}};
  if (subscription.kind == SubscriptionKind::AppTerminationNotificationSubscription)
    object["appInstanceId"] = subscription.app_id;
  if (subscription.filtering_criteria)
    object["filteringCriteria"] = json::encode(*subscription.filtering_criteria);
  return json::write(object);
}

std::string write_subscription_links(const std::string &self,
                                     std::span<const SubscriptionPtr> subscriptions) {
  json::Array list;
  for (const SubscriptionPtr &subscription : subscriptions) {
    const char *type = boost::describe::enum_to_string(subscription->kind, "");
    list.push_back(
        json::Object{{"href", self + "/" + subscription->id}, {"rel", type}, {"subscriptionType", type}});
  }
  return json::write(json::Object{
      {"_links", json::Object{{"self", json::Object{{"href", self}}}, {"subscriptions", std::move(list)}}}});
}

std::string write_availability_notification(const Subscription &subscription,
                                            std::span<const ServiceChangePtr> changes) {
  std::string text = R"({"notificationType":"SerAvailabilityNotification","serviceReferences":[)";
  for (const ServiceChangePtr &change : changes) {
    if (text.back() != '[') text += ',';
    text += '{';
    if (change->type != ChangeType::REMOVED)
      text += R"("link":)" + link_to(subscription.root + "/services/" + change->service_id) + ',';
    text += R"("serName":)";
    json::append_string(text, change->name);
    text += R"(,"serInstanceId":)";
    json::append_string(text, change->service_id);
    text += fmt::format(R"(,"state":"{}","changeType":"{}"}})",
                        boost::describe::enum_to_string(change->state, ""),
                        boost::describe::enum_to_string(change->type, ""));
  }
  text += R"(],"_links":{"subscription":)" + link_to(subscription_uri(subscription));
  return text += "}}";
}

std::string write_termination_notification(const Subscription &subscription, OperationAction action,
                                           std::uint32_t grace) {
  return fmt::format(
      R"({{"notificationType":"AppTerminationNotification","operationAction":"{}","maxGracefulTimeout":{},)"
      R"("_links":{{"subscription":{},"confirmTermination":{}}}}})",
      boost::describe::enum_to_string(action, ""), grace, link_to(subscription_uri(subscription)),
      link_to(fmt::format("{}/applications/{}/confirm_termination", subscription.root, subscription.app_id)));
}

void append_service(std::string &out, const ServiceRecord &service, std::string_view root,
                    std::string_view self_prefix) {
  // Roots, prefixes and ids hold nothing that JSON would escape: the routes see to that.
  out.append(R"({"_links":{"self":{"href":")")
      .append(root)
      .append(self_prefix)
      .append(service.id)
      .append("\"}");
  if (service.liveness_interval != 0)
    out.append(R"(,"liveness":{"href":")")
        .append(root)
        .append("/applications/")
        .append(service.app_id)
        .append("/services/")
        .append(service.id)
        .append("/liveness\"}");
  out.append("},").append(*service.text, 1);
}

}  // namespace umec::mec
