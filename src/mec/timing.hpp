// Time of day as the platform knows it (MEC 011 clause 7.2.9, 7.2.10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mec/types.hpp"

namespace umec::mec {

enum class TimeSourceStatus : std::uint8_t { TRACEABLE, NONTRACEABLE };
BOOST_DESCRIBE_ENUM(TimeSourceStatus, TRACEABLE, NONTRACEABLE)

/// CurrentTime (7.1.2.5).
struct CurrentTime {
  std::uint32_t seconds = 0;
  std::uint32_t nano_seconds = 0;
  TimeSourceStatus time_source_status = TimeSourceStatus::NONTRACEABLE;
};
BOOST_DESCRIBE_STRUCT(CurrentTime, (), (seconds, nano_seconds, time_source_status))

enum class NtpServerAddrType : std::uint8_t { IP_ADDRESS, DNS_NAME };
BOOST_DESCRIBE_ENUM(NtpServerAddrType, IP_ADDRESS, DNS_NAME)
enum class AuthenticationOption : std::uint8_t { NONE, SYMMETRIC_KEY, AUTO_KEY };
BOOST_DESCRIBE_ENUM(AuthenticationOption, NONE, SYMMETRIC_KEY, AUTO_KEY)

/// One of TimingCaps.ntpServers (7.1.2.4).
struct NtpServer {
  NtpServerAddrType ntp_server_addr_type = NtpServerAddrType::DNS_NAME;
  std::string ntp_server_addr;
  std::uint32_t min_polling_interval = 6;   ///< 2^n seconds (RFC 5905)
  std::uint32_t max_polling_interval = 10;  ///< 2^n seconds (RFC 5905)
  std::uint32_t local_priority = 1;
  AuthenticationOption authentication_option = AuthenticationOption::NONE;
  std::uint32_t authentication_key_num = 0;
};
BOOST_DESCRIBE_STRUCT(NtpServer, (),
                      (ntp_server_addr_type, ntp_server_addr, min_polling_interval, max_polling_interval,
                       local_priority, authentication_option, authentication_key_num))

/// TimingCaps (7.1.2.4).
struct TimingCaps {
  TimeStamp time_stamp;
  std::optional<std::vector<NtpServer>> ntp_servers;  ///< what this node was told to offer
};
BOOST_DESCRIBE_STRUCT(TimingCaps, (), (time_stamp, ntp_servers))

/// The clock of this machine, and whether the kernel holds it to be synchronised.
CurrentTime current_time();

}  // namespace umec::mec
