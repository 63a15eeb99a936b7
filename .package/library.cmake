# The library for other programs: headers, the archive and a CMake package. A component of its own, because the Debian
# package of the program has no use for it.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/prof2graph)
set_target_properties(prof2graph_lib PROPERTIES EXPORT_NAME prof2graph)
install(TARGETS prof2graph_lib EXPORT prof2graph-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(EXPORT prof2graph-targets NAMESPACE prof2graph:: DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/prof2graph-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/package/prof2graph-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/package/prof2graph-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/prof2graph-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/package/prof2graph-config-version.cmake
        DESTINATION ${package_dir} COMPONENT development)
set(headers ${CMAKE_CURRENT_BINARY_DIR}/package/include)
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" -D SOURCE=${CMAKE_CURRENT_SOURCE_DIR} -D TARGET=${headers}
                              -P ${CMAKE_CURRENT_LIST_DIR}/headers.cmake COMMAND_ERROR_IS_FATAL ANY)"
        COMPONENT development)
install(DIRECTORY ${headers}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
