# What `cmake --install` brings, and the manual pages and completions that the built program makes of
# itself. Paths are those of GNUInstallDirs.
set(manual_folder ${CMAKE_CURRENT_BINARY_DIR}/man)
set(completion_folder ${CMAKE_CURRENT_BINARY_DIR}/completions)
set(documentation_stamp ${CMAKE_CURRENT_BINARY_DIR}/documentation.stamp)

# A page of a command that is no longer there must not stay.
add_custom_command(
    OUTPUT ${documentation_stamp}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual_folder} ${completion_folder}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${completion_folder}
    COMMAND rollpack manual ${manual_folder}
    COMMAND find ${manual_folder} -name "*.1" -exec gzip -9n {} +
    COMMAND rollpack completion bash > ${completion_folder}/rollpack
    COMMAND rollpack completion zsh > ${completion_folder}/_rollpack
    COMMAND rollpack completion fish > ${completion_folder}/rollpack.fish
    COMMAND ${CMAKE_COMMAND} -E touch ${documentation_stamp}
    DEPENDS rollpack
    COMMENT "Making manual pages and completions"
    VERBATIM
)
add_custom_target(rollpack_documentation ALL DEPENDS ${documentation_stamp})

set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE
)
install(TARGETS rollpack RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${manual_folder}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${completion_folder}/rollpack
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
)
install(FILES ${completion_folder}/_rollpack DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${completion_folder}/rollpack.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
)
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/rollpack/schemas
        FILES_MATCHING PATTERN "*.json"
)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
# The scripts among the samples stay executable.
install(DIRECTORY samples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples USE_SOURCE_PERMISSIONS)
install(FILES cmake/packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
