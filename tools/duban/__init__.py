"""duban (督办): a task-list tracker driven by plain text files in git."""
