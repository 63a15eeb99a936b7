# A Debian package, made by CPack: ./do package. What only Debian wants is put in place by stage.cmake, so that
# "cmake --install" stays what other systems expect.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${PROJECT_NAME})
# The project has no mailbox: who hands the package on is who answers for it (./do package takes DEBFULLNAME, DEBEMAIL).
set(CPACK_PACKAGE_CONTACT "The prof2graph authors <prof2graph@localhost.localdomain>" CACHE STRING
    "Who answers for the package: NAME <ADDRESS>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
# Of what is installed, the program: the library for other programs is the component "development".
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${PROJECT_NAME};Unspecified;/")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/stage.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded when they are needed (base/shared_library.h), so dpkg-shlibdeps cannot see them. Only PNG and PDF want Cairo
# and only "--layout dot" wants Graphviz, and the program says which package is missing: a CI image without
# recommended packages has all the rest. Cairo brings a font.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libcairo2 (>= 1.16), libgvc6")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "graphviz")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "call graphs and flame graphs of profiles for code reviews")
set(CPACK_PACKAGE_DESCRIPTION "Turns a profile into a picture that a reviewer can read where the review
happens. Reads the files of Python's cProfile (pstats) and folded stacks, as
perf, py-spy, austin and others give them, plain or compressed.
.
Draws call graphs and flame graphs as SVG, PNG and PDF, writes tables as text,
Markdown and CSV, and DOT, JSON and folded stacks for other programs.
.
Compares two profiles, or several runs of each, and fails a CI job when a limit
is exceeded. The same input gives the same bytes.")

set(CPACK_P2G_CHANGELOG ${CMAKE_CURRENT_BINARY_DIR}/package/changelog)
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in ${CPACK_P2G_CHANGELOG} @ONLY)
include(CPack)
