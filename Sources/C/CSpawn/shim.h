#include <spawn.h>

/* In glibc since 2.34, but hidden from Swift's module of it, which is made without _GNU_SOURCE. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
