"""Binds the system's libraries and Bazel's own rule sets, so that no build needs the network."""

def _fail_missing(what, package):
    fail("\n\n{} is missing: install the Debian package {} (tools/setup installs all of them)\n".format(what, package))

def _system_library_impl(ctx):
    flags = []
    if ctx.attr.pkg_config:
        found = ctx.execute(["pkg-config", "--cflags", "--libs"] + ctx.attr.pkg_config)
        if found.return_code != 0:
            _fail_missing("The library " + ctx.name, ctx.attr.package)
        flags = [f for f in found.stdout.strip().split(" ") if f]
    header = ctx.path("/usr/include/" + ctx.attr.header)
    if not header.exists:
        _fail_missing("The header /usr/include/" + ctx.attr.header, ctx.attr.package)

    # A repository is made anew only when its rule or attributes change; a symlink into it makes an
    # upgraded header count as a change too.
    ctx.symlink(header, "watched_header")
    ctx.file("BUILD", """
cc_library(
    name = "{name}",
    defines = {defines},
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
""".format(
        name = ctx.name,
        defines = repr([f[2:] for f in flags if f.startswith("-D")]),
        linkopts = repr([f for f in flags if f.startswith("-l") or f.startswith("-L") or f == "-pthread"]),
    ))

_system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {
        "header": attr.string(mandatory = True, doc = "below /usr/include; for header-only libraries the proof of presence"),
        "package": attr.string(mandatory = True, doc = "the Debian package a missing library is to be had from"),
        "pkg_config": attr.string_list(doc = "pkg-config modules; none for header-only libraries without a .pc file"),
    },
    configure = True,
    local = True,
)

def system_libraries():
    """One repository a library, each with one target of the same name: @sqlite3 and so on."""
    _system_library(name = "archive", header = "archive.h", package = "libarchive-dev", pkg_config = ["libarchive"])
    _system_library(name = "brotli", header = "brotli/decode.h", package = "libbrotli-dev", pkg_config = ["libbrotlidec"])
    _system_library(name = "cli11", header = "CLI/CLI.hpp", package = "libcli11-dev")
    _system_library(name = "cmark_gfm", header = "cmark-gfm.h", package = "libcmark-gfm-dev", pkg_config = ["libcmark-gfm"])
    _system_library(name = "cpp_httplib", header = "httplib.h", package = "libcpp-httplib-dev", pkg_config = ["cpp-httplib", "openssl"])
    _system_library(name = "gtest", header = "gtest/gtest.h", package = "libgtest-dev", pkg_config = ["gtest"])
    _system_library(name = "gmock", header = "gmock/gmock.h", package = "libgmock-dev", pkg_config = ["gmock"])
    _system_library(name = "gumbo", header = "gumbo.h", package = "libgumbo-dev", pkg_config = ["gumbo"])
    _system_library(name = "jwt", header = "jwt.h", package = "libjwt-dev", pkg_config = ["libjwt"])
    _system_library(name = "openssl", header = "openssl/ssl.h", package = "libssl-dev", pkg_config = ["openssl"])
    _system_library(name = "pugixml", header = "pugixml.hpp", package = "libpugixml-dev", pkg_config = ["pugixml"])
    _system_library(name = "rapidjson", header = "rapidjson/reader.h", package = "rapidjson-dev")
    _system_library(name = "re2", header = "re2/re2.h", package = "libre2-dev", pkg_config = ["re2"])
    _system_library(name = "sodium", header = "sodium.h", package = "libsodium-dev", pkg_config = ["libsodium"])
    _system_library(name = "sqlite3", header = "sqlite3.h", package = "libsqlite3-dev", pkg_config = ["sqlite3"])
    _system_library(name = "valijson", header = "valijson/validator.hpp", package = "libvalijson-dev")
    _system_library(name = "yaml_cpp", header = "yaml-cpp/yaml.h", package = "libyaml-cpp-dev", pkg_config = ["yaml-cpp"])
    _system_library(name = "zlib", header = "zlib.h", package = "zlib1g-dev", pkg_config = ["zlib"])
    _system_library(name = "zstd", header = "zstd.h", package = "libzstd-dev", pkg_config = ["libzstd"])

def _debian_repository_impl(ctx):
    root = ctx.path(ctx.attr.path)
    if not root.exists:
        _fail_missing(ctx.attr.path, ctx.attr.package)
    for entry in root.readdir():
        ctx.symlink(entry, entry.basename)

_debian_repository = repository_rule(
    implementation = _debian_repository_impl,
    attrs = {
        "package": attr.string(mandatory = True),
        "path": attr.string(mandatory = True),
    },
    local = True,
)

def _own_repository_impl(ctx):
    for entry in ctx.path(ctx.attr.workspace_file).dirname.readdir():
        ctx.symlink(entry, entry.basename)

# A folder of authconform as a repository, wherever authconform itself is: it may be one of a vendor's repositories.
_own_repository = repository_rule(
    implementation = _own_repository_impl,
    attrs = {"workspace_file": attr.label(mandatory = True, allow_single_file = True)},
    local = True,
)

def bazel_repositories():
    """What Debian's Bazel 4.2 would otherwise look for online."""
    _debian_repository(name = "bazel_skylib", path = "/usr/share/bazel/tools/skylib", package = "bazel-skylib")
    _debian_repository(name = "platforms", path = "/usr/share/bazel/tools/platforms", package = "bazel-platforms")
    _debian_repository(name = "rules_java", path = "/usr/share/bazel/rules/java", package = "bazel-rules-java")
    _debian_repository(name = "rules_proto", path = "/usr/share/bazel/rules/proto", package = "bazel-rules-proto")
    _own_repository(name = "rules_cc", workspace_file = Label("//third_party/rules_cc:WORKSPACE"))
    _own_repository(name = "remote_coverage_tools", workspace_file = Label("//third_party/remote_coverage_tools:WORKSPACE"))
