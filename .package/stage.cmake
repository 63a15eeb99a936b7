# Run by CPack between installing into its folder and packing it: Debian's places, compressed documents, one time stamp.
set(here ${CMAKE_CURRENT_LIST_DIR})
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(share ${root}/usr/share)
set(doc ${share}/doc/prof2graph)
set(readable OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)

function(compress from to)
  execute_process(COMMAND gzip -9 -n -c ${from} OUTPUT_FILE ${to} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${share}/man/man*/*.[1-9])
foreach(page ${pages})
  compress(${page} ${page}.gz)
endforeach()
compress(${doc}/CHANGELOG.md ${doc}/changelog.gz)
compress(${CPACK_P2G_CHANGELOG} ${doc}/changelog.Debian.gz)
file(COPY_FILE ${here}/copyright ${doc}/copyright)
# copyright has the licence.
file(REMOVE ${pages} ${doc}/CHANGELOG.md ${doc}/LICENSE)
# Debian's zsh looks here.
file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
file(RENAME ${share}/zsh/site-functions/_prof2graph ${share}/zsh/vendor-completions/_prof2graph)
file(REMOVE_RECURSE ${share}/zsh/site-functions)

# Whatever the umask: folders 755, documents 644.
file(GLOB_RECURSE paths LIST_DIRECTORIES true ${root}/*)
foreach(path ${paths})
  if(IS_DIRECTORY ${path})
    file(CHMOD ${path} PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
  elseif(NOT path MATCHES "/usr/bin/")
    file(CHMOD ${path} PERMISSIONS ${readable})
  endif()
endforeach()
