# rollpack_add_module(NAME PUBLIC targets... PRIVATE targets...)
#
# Makes the static library rollpack_NAME of this folder's sources. Its public headers are those below
# include/; they are all that a dependant can see, so an include that the module map of
# ARCHITECTURE.md forbids does not compile.
#
# Foreign headers that most sources include are parsed once for all of them. Each source still names what
# it uses: scripts/lint compiles it without.
function(rollpack_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 module "" "" "PUBLIC;PRIVATE")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/include/*.hpp)

    add_library(rollpack_${name} STATIC ${sources})
    target_sources(
        rollpack_${name}
        PUBLIC FILE_SET HEADERS
               BASE_DIRS ${CMAKE_CURRENT_SOURCE_DIR}/include
               FILES ${headers}
    )
    # The headers are compiled alone as well, where the settings of our own targets do not reach.
    target_compile_features(rollpack_${name} PUBLIC cxx_std_20)
    # Private headers are included by their path from the module's folder: "detail/x.hpp".
    target_include_directories(rollpack_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(
        rollpack_${name}
        PUBLIC ${module_PUBLIC}
        PRIVATE rollpack_standard ${module_PRIVATE}
    )
    target_precompile_headers(
        rollpack_${name}
        PRIVATE <algorithm> <chrono> <filesystem> <functional> <map> <optional> <set> <string> <variant> <vector>
                <fmt/format.h> <fmt/ranges.h>
    )
endfunction()
