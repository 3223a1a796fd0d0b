package import Documents

/// What has to hold before something is applied, and once it is.
package struct Checks: Sendable, Hashable {
    package var before: [Check] = []
    package var after: [Check] = []

    package var isEmpty: Bool { before.isEmpty && after.isEmpty }

    /// Of each of the two.
    package static let limit = 16
}

/// One question, asked until its answer is known.
package struct Check: Sendable, Hashable {
    package var name = ""
    package var interval = APIDuration.seconds(10)
    package var timeout = APIDuration.minutes(5)
    package var initialDelay = APIDuration.seconds(0)
    package var successes = 1
    package var failures = 1
    /// Of these three there is one.
    package var http: HTTPCheck?
    package var job: JobCheck?
    package var prometheus: PrometheusCheck?

    package init() {}

    package var caReference: CAReference? { http?.caRef ?? prometheus?.caRef }
    package var value: Value { fieldValue }
}

/// That a URL answers as it should.
package struct HTTPCheck: Sendable, Hashable {
    /// How it is asked.
    package enum Method: String, Sendable, Hashable, CaseIterable, FieldChoice {
        case get = "GET"
        case head = "HEAD"
    }

    package var url = ""
    package var method = Method.get
    /// One, or the first and the last.
    package var status = "200-299"
    package var bodyContains = ""
    package var caRef: CAReference?

    /// Nil where the text says no such thing.
    package var statuses: ClosedRange<Int>? {
        let parts = status.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count <= 2, let first = parts.first ?? nil, let last = parts.last ?? nil, first <= last,
            (100...599).contains(first), (100...599).contains(last)
        else { return nil }
        return first...last
    }
}

/// Certificates of authorities, in a ConfigMap of the same namespace.
package struct CAReference: Sendable, Hashable {
    package var name = ""
    package var key = "ca.crt"
}

/// That a Job completes.
package struct JobCheck: Sendable, Hashable {
    /// A Job's metadata, as far as those are labels and annotations, and its specification.
    package var template: Value = .object(Object())
}

/// That a query of Prometheus has a value within bounds.
package struct PrometheusCheck: Sendable, Hashable {
    /// What it means that there is no value.
    package enum NoData: String, Sendable, Hashable, CaseIterable, FieldChoice {
        /// Nothing is known yet.
        case hold = "Hold"
        case fail = "Fail"
        case pass = "Pass"
    }

    package var address = ""
    package var query = ""
    package var min: Double?
    package var max: Double?
    package var noData = NoData.hold
    package var caRef: CAReference?
}

extension Checks: Recorded {
    static let record = Record(
        Self(), "What has to hold before something new is applied, and once it is.",
        [
            .optional(
                "before", \.before, "Checks that have to pass before anything is written.", .keyed(by: "name"),
                .count(atMost: limit)),
            .optional(
                "after", \.after, "Checks that have to pass once everything is applied and healthy.",
                .keyed(by: "name"), .count(atMost: limit)),
        ])
}

extension Check: Recorded {
    private static let kinds = ["http", "job", "prometheus"]

    static let record = Record(
        Self(), "One check: exactly one of `http`, `job` and `prometheus`.",
        [
            .required("name", \.name, "Its name.", .pattern(Names.sourcePattern), .length(atLeast: 1, atMost: 32)),
            .defaulted("interval", \.interval, "How long after one look the next is due."),
            .defaulted(
                "timeout", \.timeout, "How long it may take to pass, after `initialDelay`; then it has failed."),
            .defaulted("initialDelay", \.initialDelay, "How long to wait before the first look."),
            .defaulted(
                "successes", \.successes, "Looks in a row that it takes to pass.", .number(from: 1, to: 100)),
            .defaulted("failures", \.failures, "Looks in a row that it takes to fail.", .number(from: 1, to: 100)),
            .optional("http", \.http),
            .optional("job", \.job),
            .optional("prometheus", \.prometheus),
        ]
    ).exactlyOne(of: kinds).checked { check throws(APIError) in
        let given = [check.http != nil, check.job != nil, check.prometheus != nil].count { $0 }
        guard given == 1 else {
            throw APIError(.invalid, "", "must have exactly one of \(kinds.joined(separator: ", "))")
        }
    }
}

extension HTTPCheck: Recorded {
    static let record = Record(
        Self(), "That a URL answers as it should.",
        [
            .required(
                "url", \.url, "The URL, without user and password. Its host has to be allowed by the controller.",
                .length(atLeast: 1, atMost: CheckURL.lengthLimit)),
            .defaulted("method", \.method, "How it is asked."),
            .defaulted(
                "status", \.status, "The status that is expected, as a text: `\"204\"`, or the first and the last.",
                .length(atMost: 7)),
            .optional(
                "bodyContains", \.bodyContains, "What the first 64 KiB of the answer have to contain.",
                .length(atMost: 1_024)),
            .optional("caRef", \.caRef),
        ])
}

extension CAReference: Recorded {
    static let record = Record(
        Self(), "A ConfigMap in the application's namespace with the authorities to trust, instead of the system's.",
        [
            .required("name", \.name, "The name of the ConfigMap.", .objectName),
            .defaulted(
                "key", \.key, "The entry of its data that holds them, as PEM.", .length(atLeast: 1, atMost: 253)),
        ])
}

extension JobCheck: Recorded {
    static let record = Record(
        Self(), "That a Job completes, which is made once for an operation, as the application's account.",
        [
            .required(
                "template", \.template,
                "The Job: `spec` as in a Job, and `metadata` with labels and annotations.")
        ])
}

extension PrometheusCheck: Recorded {
    static let record = Record(
        Self(), "That every value of a query of Prometheus lies within bounds.",
        [
            .required(
                "address", \.address,
                "Where Prometheus is, without user and password. Its host has to be allowed by the controller.",
                .length(atLeast: 1, atMost: CheckURL.lengthLimit)),
            .required(
                "query", \.query, "The query in PromQL: a scalar or a vector.", .length(atLeast: 1, atMost: 2_048)),
            .optional("min", \.min, "The least that a value may be."),
            .optional("max", \.max, "The most that a value may be."),
            .defaulted(
                "noData", \.noData,
                "What it means that there is no value: with `Hold` that nothing is known yet."),
            .optional("caRef", \.caRef),
        ])
}
