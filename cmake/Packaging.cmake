# The Debian package: `scripts/package`, or `cpack` in a build folder, which packs what is built there.
set(ROLLPACK_MAINTAINER "rollpack authors <authors@rollpack.example>" CACHE STRING "Who answers for the package")

# The changelog's first line names the version, so a new version needs an entry.
file(STRINGS cmake/packaging/changelog changelog_begin LIMIT_COUNT 1)
if(NOT changelog_begin MATCHES "^rollpack \\(${PROJECT_VERSION}\\) ")
    message(FATAL_ERROR "cmake/packaging/changelog does not begin with version ${PROJECT_VERSION}")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rollpack)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${ROLLPACK_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "roll a Flyway-migrated PostgreSQL database back to a release")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${CMAKE_CURRENT_SOURCE_DIR}/cmake/packaging/description)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/packaging/debian_layout.cmake)
set(CPACK_ROLLPACK_CHANGELOG ${CMAKE_CURRENT_SOURCE_DIR}/cmake/packaging/changelog)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Programs that rollpack runs: git verifies signed tags, ssh-keygen signs and verifies packages. Those of
# a server are for `rollpack scratch` only.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "git, openssh-client")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql (>= 12), postgresql-client")
include(CPack)
