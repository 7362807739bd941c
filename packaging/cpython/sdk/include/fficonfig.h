/* libffi's settings for macOS on arm64. Debian's source package holds no generated configure script,
   and there is one target only. */
#pragma once

#define FFI_EXEC_TRAMPOLINE_TABLE 1 /* closures without memory both writable and executable */
#define HAVE_ALLOCA_H 1
#define HAVE_AS_CFI_PSEUDO_OP 1
#define HAVE_HIDDEN_VISIBILITY_ATTRIBUTE 1
#define HAVE_INTTYPES_H 1
#define HAVE_STDINT_H 1
#define SIZEOF_DOUBLE 8
#define SIZEOF_LONG_DOUBLE 8
#define SIZEOF_SIZE_T 8
#define STDC_HEADERS 1

#ifdef LIBFFI_ASM
#define FFI_HIDDEN(name) .private_extern name
#else
#define FFI_HIDDEN __attribute__((visibility("hidden")))
#endif
