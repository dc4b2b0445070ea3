SET LOCAL statement_timeout = '${undo_timeout}';
