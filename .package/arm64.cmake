# Toolchain file: arm64 by Debian's cross compiler, with the libraries that sysroot.sh put into build/sysroot-arm64. The
# emulator prints the completions.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)

cmake_path(SET CMAKE_SYSROOT NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot-arm64)
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
foreach(kind LIBRARY INCLUDE PACKAGE)
  set(CMAKE_FIND_ROOT_PATH_MODE_${kind} ONLY)
endforeach()
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
# The compiler has a C library of its own, which gets no security updates; -B puts the sysroot's before it. What CMake
# compiles to learn about the compiler is static, too: the sysroot has no shared C library.
set(CMAKE_EXE_LINKER_FLAGS_INIT "\"-B${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu\"")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
