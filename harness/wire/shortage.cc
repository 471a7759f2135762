#include "harness/wire/shortage.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace authconform {
namespace {

const char* WordsFor(int error_number) {
  switch (error_number) {
    case EMFILE:
    case ENFILE:
      return "too many open files here";
    case ENOMEM:
    case ENOBUFS:
      return "no memory is left here";
    case EAGAIN:
      return "no thread or connection more can be had here";
    case EADDRNOTAVAIL:
      return "there is no local port or address left here to connect from";
    default:
      return nullptr;
  }
}

}  // namespace

std::optional<TransportError> Shortage(int error_number) {
  const char* words = WordsFor(error_number);
  if (words == nullptr) return std::nullopt;
  return TransportError{TransportError::Kind::kShortage, std::string(words) + ", on authconform's side"};
}

std::optional<TransportError> ShortageOfFiles() {
  const int file = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Shortage(errno);
  close(file);
  return std::nullopt;
}

}  // namespace authconform
