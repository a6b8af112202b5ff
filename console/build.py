#!/usr/bin/python3
"""build.py OUTPUT_DIR: builds the console and writes OUTPUT_DIR/assets.cpp, which holds every file of
it compressed (see assets.hpp).
"""
import gzip
import hashlib
import pathlib
import subprocess
import sys

from packages import Missing, install, program

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def build(source: pathlib.Path, site: pathlib.Path) -> None:
    vite = source / "node_modules" / "vite" / "bin" / "vite.js"
    command = [program("node"), str(vite), "build", "--logLevel", "warn", "--outDir", str(site), "--emptyOutDir"]
    done = subprocess.run(command, cwd=source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Missing(f"the console does not build:\n{done.stdout.strip()}")


def source_text(site: pathlib.Path) -> str:
    arrays, rows = [], []
    for number, file in enumerate(sorted(path for path in site.rglob("*") if path.is_file())):
        if file.suffix not in TYPES:
            raise Missing(f"{file.name}: build.py knows no content type for {file.suffix}")
        data = file.read_bytes()
        packed = gzip.compress(data, 9, mtime=0)  # no time in it: the same source makes the same program
        digits = ",".join(map(str, packed))
        arrays.append(f"constexpr unsigned char kFile{number}[] = {{{digits}}};")
        etag = hashlib.sha256(data).hexdigest()[:16]
        name = file.relative_to(site).as_posix()
        rows.append(f'    {{"/{name}", "{TYPES[file.suffix]}", "\\"{etag}\\"", {len(data)}, kFile{number}}},')
    lines = ["// Made by console/build.py.", '#include "console/assets.hpp"', "", "namespace umec::console {", "namespace {"]
    lines += [*arrays, "constexpr Asset kAssets[] = {", *rows, "};", "}  // namespace", ""]
    lines += ["std::span<const Asset> assets() { return kAssets; }", "", "}  // namespace umec::console", ""]
    return "\n".join(lines)


def main() -> None:
    source = pathlib.Path(__file__).resolve().parent
    output = pathlib.Path(sys.argv[1]).resolve()
    install(source)
    build(source, output / "site")
    (output / "assets.cpp").write_text(source_text(output / "site"))


if __name__ == "__main__":
    try:
        main()
    except Missing as missing:
        sys.exit(f"console: {missing}")
