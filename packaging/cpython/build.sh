#!/usr/bin/env bash
# Cross-compiles CPython for Apple silicon (macOS 14 and later) on Linux, from Debian's source
# packages, with ziglang as compiler and linker. Everything third-party is linked statically.
#
#   packaging/cpython/build.sh --out FOLDER [--work FOLDER] [--sources FOLDER] [--zig FILE]
#                              [--build-python FILE] [--jobs N]
#
# --work holds what is half done: run again after an interruption and finished stages are skipped.
# The result has the shape of python-build-standalone's install_only archive, with a static
# libpython: bin/python3.13, include/, lib/libpython3.13.a, lib/python3.13/ and beside the archive
# the libraries it needs, named in lib/static.json for packaging/launcher/build.py.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
say() { printf '%(%H:%M:%S)T  %s\n' -1 "$*" >&2; }

out='' work='' sources='' zig=${ZIG:-} builder='' jobs=1
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || die "$1 needs a value."
    case $1 in
        --out) out=$2 ;;
        --work) work=$2 ;;
        --sources) sources=$2 ;;
        --zig) zig=$2 ;;
        --build-python) builder=$2 ;;
        --jobs) jobs=$2 ;;
        *) die "unknown option $1; the head of this script names them all." ;;
    esac
    shift 2
done
[ -n "$out" ] || die "--out FOLDER is needed: where the interpreter goes."
mkdir -p "${work:=$out.work}"
work=$(cd -- "$work" && pwd)
case $work in *[[:space:]]*) die "--work may not hold spaces: $work (CPython's makefile)." ;; esac

# --- what the machine must have -----------------------------------------------------------------

python_version=$(sed -n 's/.* python3[.0-9]*_\([0-9.]*\)\.orig.*/\1/p' "$here/sources.txt")
minor=${python_version%.*}
for tool in make patch tar xz perl cc; do
    command -v $tool >/dev/null ||
        die "$tool is missing; install it with 'apt-get install build-essential perl patch xz-utils'."
done
is_right_minor() { "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$minor')" 2>/dev/null; }
for found in "$(command -v "python$minor")" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$minor".*/bin/"python$minor"; do
    [ -n "$builder" ] || { [ -n "$found" ] && is_right_minor "$found" && builder=$found; }
done
[ -n "$builder" ] || die "a Python $minor for this machine is needed to build one for the Mac; install it or pass --build-python."
is_right_minor "$builder" || die "$builder is not a Python $minor that runs."
if [ -z "$zig" ]; then
    for python in "$here/../../.venv/bin/python" python3 "$builder"; do
        zig=$("$python" -c 'import os, ziglang; print(os.path.join(ziglang.__path__[0], "zig"))' \
            2>/dev/null) && break
    done
fi
[ -x "$zig" ] || die "ziglang is missing; install requirements/package.txt or pass --zig."

# --- tools under plain names, so that no folder of this machine gets into what they make --------

export PATH=$work/bin:$PATH
export ZIG_GLOBAL_CACHE_DIR=$work/zig-cache ZIG_LOCAL_CACHE_DIR=$work/zig-cache
export MACOSX_DEPLOYMENT_TARGET=14.0 SOURCE_DATE_EPOCH=1767225600 LC_ALL=C TZ=UTC
unset SDKROOT CFLAGS CPPFLAGS LDFLAGS LIBS PKG_CONFIG_PATH PYTHONPATH PYTHONHOME
export PKG_CONFIG=false  # the host's .pc files would leak in
mkdir -p "$work/bin" "$work/stamps" "$work/tar"
deps=$work/deps
cat >"$work/bin/macos-cc" <<END
#!/bin/sh
exec '$zig' cc -target aarch64-macos.$MACOSX_DEPLOYMENT_TARGET -fno-sanitize=undefined \\
    -Wno-date-time -ffile-prefix-map=$work/= -I$here/sdk/include -F$here/sdk/frameworks "\$@" -g0
END
printf "#!/bin/sh\nexec '%s' ar \"\$@\"\n" "$zig" >"$work/bin/macos-ar"
printf "#!/bin/sh\nexec '%s' ranlib \"\$@\"\n" "$zig" >"$work/bin/macos-ranlib"
chmod +x "$work"/bin/macos-*
host=(--host=aarch64-apple-darwin "--build=$(cc -dumpmachine)")
tools=(CC=macos-cc AR=macos-ar RANLIB=macos-ranlib)

# --- stages -------------------------------------------------------------------------------------

# fetch FILE FOLDER SHA256: into $work/tar, from --sources or through apt.
fetch() {
    local to=$work/tar/$1
    [ -e "$to" ] && sha256sum --quiet -c <<<"$3  $to" 2>/dev/null && return
    if [ -n "$sources" ]; then
        cp -- "$sources/$1" "$to" || die "$1 is not in $sources."
    else
        local mirror
        # shellcheck disable=SC2016  # apt-get fills these in
        mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(SITE)' 2>/dev/null |
            sed -n 's/^Debian Debian //p' | head -1)
        [ -n "$mirror" ] || die "apt knows no Debian mirror here: run 'apt-get update', or pass --sources."
        say "fetching $1"
        /usr/lib/apt/apt-helper download-file "$mirror/$2/$1" "$to" "SHA256:$3" >&2 ||
            die "$mirror no longer has $2/$1: pass --sources with a folder that holds it."
    fi
    sha256sum --quiet -c <<<"$3  $to" || die "$1 differs from its pin in sources.txt."
}

# unpack NAME: a fresh folder $work/NAME, left as current folder.
unpack() {
    local archive
    archive=$(echo "$work/tar/$1"*_*.orig.tar.*)
    rm -rf "${work:?}/$1" && mkdir "$work/$1" && cd "$work/$1"
    tar -xf "$archive" --strip-components=1
}

# stage NAME: runs build_NAME once, its output in NAME.log.
stage() {
    [ -e "$work/stamps/$1" ] && return
    local began=$SECONDS
    say "$1 ..."
    # Not under "||": the shell would then ignore every failure inside.
    trap 'tail -30 "$work/$current.log" >&2; die "$current failed; all of it is in $work/$current.log."' ERR
    current=$1
    (set -e; "build_$1") >"$work/$1.log" 2>&1
    trap - ERR
    touch "$work/stamps/$1"
    say "$1: $((SECONDS - began)) s"
}

# library NAME [FLAG...] -- SOURCE...: compiles files straight into a static library.
library() {
    local name=$1 flags=() source objects=()
    shift
    while [ "$1" != -- ]; do flags+=("$1"); shift; done
    shift
    for source; do
        macos-cc -O2 "${flags[@]}" -c "$source" -o "${source%.*}.o"
        objects+=("${source%.*}.o")
    done
    mkdir -p "$deps/lib" "$deps/include"
    rm -f "$deps/lib/lib$name.a"
    macos-ar rcs "$deps/lib/lib$name.a" "${objects[@]}"
}

build_zlib() {
    unpack zlib
    library z -DHAVE_UNISTD_H -DHAVE_STDARG_H -- adler32.c compress.c crc32.c deflate.c gzclose.c \
        gzlib.c gzread.c gzwrite.c infback.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c
    cp zlib.h zconf.h "$deps/include/"
}

build_bzip2() {
    unpack bzip2
    library bz2 -- blocksort.c bzlib.c compress.c crctable.c decompress.c huffman.c randtable.c
    cp bzlib.h "$deps/include/"
}

build_sqlite3() {
    unpack sqlite3
    CC=cc ./configure --disable-tcl --disable-readline
    make sqlite3.c sqlite3.h
    library sqlite3 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_RTREE \
        -DSQLITE_THREADSAFE=1 -DHAVE_USLEEP=1 -- sqlite3.c
    cp sqlite3.h "$deps/include/"
}

build_xz() {
    unpack xz
    ./configure "${host[@]}" "${tools[@]}" CFLAGS=-O2 --prefix="$deps" --disable-shared --disable-nls \
        --disable-doc --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-scripts
    make -j"$jobs" -C src/liblzma install
}

build_libffi() {
    unpack libffi
    local version
    version=$(sed -n 's/^AC_INIT(\[libffi\],\[\([0-9.]*\)\].*/\1/p' configure.ac)
    sed -e "s/@VERSION@/$version/; s/@FFI_VERSION_STRING@/$version/; s/@TARGET@/AARCH64/" \
        -e "s/@FFI_VERSION_NUMBER@/$(sed -n 's/^FFI_VERSION_NUMBER=//p' configure.ac)/" \
        -e 's/@HAVE_LONG_DOUBLE@/0/; s/@FFI_EXEC_TRAMPOLINE_TABLE@/1/' include/ffi.h.in >include/ffi.h
    cp src/aarch64/ffitarget.h include/
    library ffi -Iinclude -Isrc -- src/prep_cif.c src/types.c src/raw_api.c src/java_raw_api.c \
        src/closures.c src/tramp.c src/aarch64/ffi.c src/aarch64/sysv.S
    cp include/ffi.h include/ffitarget.h "$deps/include/"
}

build_openssl() {
    unpack openssl
    # Certificates of the system (macOS keeps a PEM file there); nothing is loaded from --prefix.
    ./Configure darwin64-arm64-cc "${tools[@]}" -O2 --prefix=/nonexistent --libdir=lib \
        --openssldir=/private/etc/ssl no-shared no-module no-engine no-apps no-tests no-docs no-async \
        no-comp no-dso no-ssl3 no-weak-ssl-ciphers
    make -j"$jobs" build_libs
    make install_dev DESTDIR="$work/openssl/staged"
    cp -R staged/nonexistent/include/openssl "$deps/include/"
    cp staged/nonexistent/lib/*.a "$deps/lib/"
}

build_configure() {
    unpack python
    patch -p1 <"$here/configure.patch"
    local name
    for name in ZLIB:z BZIP2:bz2 LIBLZMA:lzma LIBSQLITE3:sqlite3 LIBFFI:ffi; do
        export "${name%:*}_CFLAGS=-I$deps/include" "${name%:*}_LIBS=-L$deps/lib -l${name#*:}"
    done
    # Modules that need what only Apple's SDK has (curses, readline, Tk), or that nothing here uses.
    for name in _curses _curses_panel readline _tkinter _dbm _gdbm; do
        export "py_cv_module_$name=n/a"
    done
    # What configure would find out by running a program there; left alone it takes the worst for
    # granted: a weaker hash of strings, a slower interpreter loop, no time.tzset.
    export ac_cv_file__dev_ptmx=yes ac_cv_file__dev_ptc=no ac_cv_buggy_getaddrinfo=no \
        ac_cv_aligned_required=no ac_cv_working_tzset=yes ac_cv_pthread_is_default=yes \
        ac_cv_pthread_system_supported=yes
    MODULE_BUILDTYPE=static ./configure "${host[@]}" "${tools[@]}" --prefix=/install \
        --with-build-python="$builder" --with-openssl="$deps" --with-ensurepip=no \
        --with-system-libmpdec=no --with-computed-gotos --disable-test-modules --without-readline
}

build_python() {
    cd "$work/python"
    # The makefile asks "python -c" for this name, with the new release's library under the build
    # Python: those two need not fit, where they are different patch releases.
    make pybuilddir.txt
    echo "darwin-$MACOSX_DEPLOYMENT_TARGET-arm64-$minor" >platform
    make -j"$jobs"
}

build_install() {
    cd "$work/python"
    rm -rf "$work/image"
    # -x . : nothing is compiled to .pyc here; the bundle does that in its own way.
    make install DESTDIR="$work/image" ENSUREPIP=no COMPILEALL_OPTS='-x .'
    local image=$work/image/install
    find "$image" -name __pycache__ -prune -exec rm -rf {} +
    rm -rf "$image/lib/python$minor/test" "$image/share" "$image/lib/pkgconfig"
    # Libraries that CPython builds for itself, and ours, in the order of need.
    local libraries=(Modules/_decimal/libmpdec/libmpdec.a Modules/expat/libexpat.a Modules/_hacl/*.a
        "$deps"/lib/lib{ssl,crypto,ffi,sqlite3,lzma,bz2,z}.a)
    local library names=()
    for library in "${libraries[@]}"; do
        cp "$library" "$image/lib/"
        names+=("$(basename "$library")")
    done
    "$builder" "$here/describe.py" "$image" "$work" "${names[@]}"
}

while read -r sum file folder; do
    case $sum in '' | '#'*) continue ;; esac
    fetch "$file" "$folder" "$sum"
done <"$here/sources.txt"
for name in zlib bzip2 sqlite3 xz libffi openssl configure python install; do stage $name; done
mkdir -p "$out"
rm -rf "${out:?}"/{bin,include,lib}
cp -R "$work/image/install/." "$out/"
say "done: $out ($(du -sm "$out" | cut -f1) MB)"
