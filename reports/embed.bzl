"""A text file into a header that holds it as a constant."""

def embed_text(name, src, out, constant):
    """`out` defines `constant`, a std::string_view with the bytes of `src`, which must not hold `)text"`."""
    native.genrule(
        name = name,
        srcs = [src],
        outs = [out],
        cmd = """{
            printf '// %s, as it is.\\n#pragma once\\n#include <string_view>\\n'
            printf 'namespace authconform {\\ninline constexpr std::string_view %s = R"text('
            cat $<
            printf ')text";\\n}\\n'
        } > $@""" % (src, constant),
    )
