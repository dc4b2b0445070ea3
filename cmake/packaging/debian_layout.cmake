# Run by CPack on the installed tree before it is packed: what Debian wants other than `cmake --install`.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)

file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
file(RENAME ${share}/zsh/site-functions/_rollpack ${share}/zsh/vendor-completions/_rollpack)
file(REMOVE ${share}/zsh/site-functions)

execute_process(
    COMMAND gzip -9nc ${CPACK_ROLLPACK_CHANGELOG}
    OUTPUT_FILE ${share}/doc/rollpack/changelog.gz
    COMMAND_ERROR_IS_FATAL ANY
)

# Whatever umask the sources were cloned with, everybody can read them.
execute_process(
    COMMAND chmod -R u=rwX,go=rX ${CPACK_TEMPORARY_INSTALL_DIRECTORY} COMMAND_ERROR_IS_FATAL ANY
)
