# The headers that programs include: src/library/NAME.h becomes prof2graph/NAME.h, and what they include follows them.
# In the project an include begins at the top of its tree ("src/model/profile.h"); where other projects have a src/ of
# their own that would be ambiguous, so here it begins with the name of the library ("prof2graph/model/profile.h").
# Called when it is installed: cmake -D SOURCE=… -D TARGET=… -P headers.cmake
cmake_minimum_required(VERSION 3.25)

function(installed_name out header)
  string(REGEX REPLACE "^src/(library/)?" "prof2graph/" name ${header})
  string(REGEX REPLACE "^renderers/" "prof2graph/renderers/" name ${name})
  set(${out} ${name} PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${TARGET})
file(GLOB waiting RELATIVE ${SOURCE} ${SOURCE}/src/library/*.h)
set(seen ${waiting})
while(waiting)
  list(POP_FRONT waiting header)
  file(READ ${SOURCE}/${header} text)
  string(REGEX MATCHALL "#include \"[^\"]+\"" includes "${text}")
  foreach(include ${includes})
    string(REGEX REPLACE "#include \"(.*)\"" "\\1" included ${include})
    installed_name(name ${included})
    string(REPLACE "${include}" "#include \"${name}\"" text "${text}")
    if(NOT included IN_LIST seen)
      list(APPEND seen ${included})
      list(APPEND waiting ${included})
    endif()
  endforeach()
  installed_name(name ${header})
  file(WRITE ${TARGET}/${name} "${text}")
endwhile()
