#!/usr/bin/python3
"""embed.py OUTPUT PAGE DOCUMENT...: writes the C++ source that holds the page and the documents."""
import pathlib
import sys

output, page, *documents = map(pathlib.Path, sys.argv[1:])


def literal(path):
    data = path.read_bytes()
    rows = (", ".join(f"'\\x{byte:02x}'" for byte in data[at : at + 32]) for at in range(0, len(data), 32))
    return "{" + ",\n".join(rows) + "}"


parts = ['#include "api/documents.hpp"\n', "namespace umec::api {", "namespace {"]
for number, path in enumerate([page, *documents]):
    parts.append(f"constexpr char kText{number}[] = {literal(path)};")
entries = ",\n".join(
    f'    {{"{path.stem}", {{kText{number}, sizeof kText{number}}}}}' for number, path in enumerate(documents, 1)
)
parts.append(f"constexpr Document kDocuments[] = {{\n{entries}}};")
parts.append("}  // namespace")
parts.append("std::span<const Document> documents() { return kDocuments; }")
parts.append("std::string_view page() { return {kText0, sizeof kText0}; }")
parts.append("}  // namespace umec::api\n")
output.write_text("\n".join(parts))
