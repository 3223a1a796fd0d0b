#include "CRE2.h"

#include <map>
#include <new>
#include <string>
#include <vector>

#include <re2/re2.h>

struct cre2_pattern {
    cre2_pattern(re2::StringPiece text, const RE2::Options &options)
        : expression(text, options), names(expression.CapturingGroupNames()) {}

    RE2 expression;
    std::map<int, std::string> names;
};

static RE2::Options options(int64_t maximum_memory) {
    RE2::Options result;
    result.set_log_errors(false);
    result.set_max_mem(maximum_memory);
    return result;
}

cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t maximum_memory) {
    return new (std::nothrow) cre2_pattern(re2::StringPiece(pattern, length), options(maximum_memory));
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

int cre2_error_code(const cre2_pattern *pattern) { return pattern->expression.error_code(); }

const char *cre2_error_argument(const cre2_pattern *pattern, size_t *length) {
    const std::string &argument = pattern->expression.error_arg();
    *length = argument.size();
    return argument.data();
}

int cre2_group_count(const cre2_pattern *pattern) { return pattern->expression.NumberOfCapturingGroups(); }

const char *cre2_group_name(const cre2_pattern *pattern, int group, size_t *length) {
    auto name = pattern->names.find(group);
    if (name == pattern->names.end()) {
        return nullptr;
    }
    *length = name->second.size();
    return name->second.data();
}

int cre2_match(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, cre2_range *ranges, int count) {
    // RE2 takes an empty piece without an address for no match at all, so that an empty text needs one.
    re2::StringPiece piece(text == nullptr ? "" : text, length);
    std::vector<re2::StringPiece> groups(count);
    if (!pattern->expression.Match(piece, start, length, RE2::UNANCHORED, groups.data(), count)) {
        return 0;
    }
    for (int group = 0; group < count; group++) {
        const char *found = groups[group].data();
        ranges[group].start = found == nullptr ? -1 : found - piece.data();
        ranges[group].end = found == nullptr ? -1 : ranges[group].start + static_cast<ptrdiff_t>(groups[group].size());
    }
    return 1;
}
