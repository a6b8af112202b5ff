# umec_module(NAME DEPENDS <modules> [LIBRARIES <targets>] [TEST_LIBRARIES <targets>])
#
# One folder under src/ is one library, umec_NAME, that may include the folders it names and those
# they name: a header reached any other way does not compile, which is how the order of the house
# is kept. NAME_test.cpp files become one GoogleTest binary, NAME_fuzz.cpp files one fuzzer each.
add_library(umec_headers INTERFACE)

# All unit tests and corpus runners: what the sanitizer presets build. In them a test is another
# test, and is named so: asan.base_test.
add_custom_target(unit_tests)
set(UMEC_TEST_PREFIX "")
if(UMEC_SANITIZE MATCHES "address")
  set(UMEC_TEST_PREFIX "asan.")
elseif(UMEC_SANITIZE MATCHES "thread")
  set(UMEC_TEST_PREFIX "tsan.")
endif()

function(umec_module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cpp$")

  # Each module sees its dependencies through a private include root of links, so that "x/y.hpp"
  # of a module it does not name is not found.
  set(root ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)

  if(sources)
    add_library(umec_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(umec_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(umec_${name} ${scope} ${root})
  foreach(dependency ${M_DEPENDS})
    target_link_libraries(umec_${name} ${scope} umec_${dependency})
  endforeach()
  target_link_libraries(umec_${name} ${scope} ${M_LIBRARIES} Threads::Threads)

  if(UMEC_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test umec_${name} ${M_TEST_LIBRARIES} GTest::gmock_main)
    target_compile_definitions(${name}_test PRIVATE
      UMEC_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared" UMEC_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${UMEC_TEST_PREFIX}${name}_test COMMAND ${name}_test)
    set_tests_properties(${UMEC_TEST_PREFIX}${name}_test PROPERTIES TIMEOUT 240 LABELS unit)
    add_dependencies(unit_tests ${name}_test)
  endif()
  foreach(fuzzer ${fuzzers})
    get_filename_component(target ${fuzzer} NAME_WE)
    umec_fuzzer(${target} ${fuzzer} umec_${name})
  endforeach()
endfunction()

# A fuzz target: libFuzzer with clang and -DUMEC_FUZZ=ON; otherwise a plain program that runs the
# regression corpus in <folder>/corpus/<target>/ and is a ctest of its own.
set(UMEC_FUZZ OFF CACHE BOOL "Build libFuzzer targets (needs clang)")
function(umec_fuzzer target source library)
  if(NOT UMEC_TESTS)
    return()
  endif()
  get_filename_component(folder ${source} DIRECTORY)
  if(UMEC_FUZZ)
    add_executable(${target} ${source})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${target} ${source} ${CMAKE_SOURCE_DIR}/fuzz/corpus_runner.cpp)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/corpus)
    add_test(NAME ${UMEC_TEST_PREFIX}${target} COMMAND ${target} ${folder}/corpus/${target})
    set_tests_properties(${UMEC_TEST_PREFIX}${target} PROPERTIES TIMEOUT 120 LABELS fuzz)
    add_dependencies(unit_tests ${target})
  endif()
  target_link_libraries(${target} PRIVATE ${library})
endfunction()
