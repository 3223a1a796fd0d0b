// RE2 for C: the few calls that GoRegexp needs.
#ifndef CRE2_H
#define CRE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled pattern. Reading one from several threads at once is safe.
typedef struct cre2_pattern cre2_pattern;

/// Where a group matched: both negative where it did not.
typedef struct cre2_range {
    ptrdiff_t start;
    ptrdiff_t end;
} cre2_range;

/// Compiles a pattern in UTF-8. Null only where there is no memory; an invalid pattern gives an object with an error.
cre2_pattern *_Nullable cre2_compile(const char *_Nullable pattern, size_t length, int64_t maximum_memory);
void cre2_free(cre2_pattern *_Nonnull pattern);

/// RE2's error code, 0 where there is none.
int cre2_error_code(const cre2_pattern *_Nonnull pattern);
/// The part of the pattern that is in error. Lives as long as the pattern.
const char *_Nonnull cre2_error_argument(const cre2_pattern *_Nonnull pattern, size_t *_Nonnull length);

/// How many groups there are besides the whole match.
int cre2_group_count(const cre2_pattern *_Nonnull pattern);
/// A group's name, null where it has none. Lives as long as the pattern.
const char *_Nullable cre2_group_name(const cre2_pattern *_Nonnull pattern, int group, size_t *_Nonnull length);

/// Finds the first match at or after a start. Writes the ranges of the whole match and of the first `count - 1` groups.
/// Returns 1 for a match, 0 for none.
int cre2_match(
    const cre2_pattern *_Nonnull pattern, const char *_Nullable text, size_t length, size_t start,
    cre2_range *_Nullable ranges, int count);

#ifdef __cplusplus
}
#endif
#endif
