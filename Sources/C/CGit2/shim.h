#ifndef MARTLET_CGIT2_SHIM_H
#define MARTLET_CGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/transport.h>

// libgit2 "subclasses" a sub-transport by giving it more fields behind its own. `owner` is the Swift object behind it.
typedef struct {
    git_smart_subtransport base;
    void *owner;
} martlet_subtransport;

typedef struct {
    git_smart_subtransport_stream base;
    void *owner;
} martlet_stream;

// A store of objects, and the place where one pack is received, likewise.
typedef struct {
    git_odb_backend base;
    void *owner;
} martlet_odb_backend;

typedef struct {
    git_odb_writepack base;
    void *owner;
} martlet_writepack;

// git_libgit2_opts takes variable arguments, which Swift cannot pass.
static inline int martlet_opt_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int martlet_opt_template_path(const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_TEMPLATE_PATH, path);
}

static inline int martlet_opt_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int martlet_opt_cache_size(ssize_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

static inline int martlet_opt_window_size(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, bytes);
}

static inline int martlet_opt_mapped_limit(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, bytes);
}

static inline int martlet_opt_pack_objects(size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, count);
}

// Shallow fetches came with libgit2 1.7; older ones bring the whole history.
#if LIBGIT2_VER_MAJOR > 1 || (LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR >= 7)
static inline int martlet_can_be_shallow(void) { return 1; }
static inline void martlet_set_depth(git_fetch_options *options, int depth) { options->depth = depth; }
#else
static inline int martlet_can_be_shallow(void) { return 0; }
static inline void martlet_set_depth(git_fetch_options *options, int depth) {
    (void)options;
    (void)depth;
}
#endif

#endif
