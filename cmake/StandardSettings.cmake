# What every target of ours is compiled with. Only our own code links this target, so third-party
# headers stay quiet and users of an installed library are not bound to our warnings.
add_library(rollpack_standard INTERFACE)
target_compile_features(rollpack_standard INTERFACE cxx_std_20)
target_compile_options(
    rollpack_standard
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wconversion
              -Wsign-conversion
              -Wshadow
              -Wold-style-cast
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              -Wformat=2
              $<$<CXX_COMPILER_ID:GNU>:-Wsuggest-override>
              $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
              $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
              # Optimising, GCC 12 finds copies that overlap in "text" + string: its bug 105651.
              $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-restrict>
              $<$<BOOL:${ROLLPACK_WARNINGS_AS_ERRORS}>:-Werror>
)
target_compile_definitions(
    rollpack_standard INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS> ROLLPACK_VERSION="${PROJECT_VERSION}"
)
set(CMAKE_CXX_EXTENSIONS OFF)
