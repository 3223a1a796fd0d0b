import Documents
import Testing

@testable import CEL

/// The specification's own tests. Left out is what is about protocol buffers, and what cel-go, and so Kubernetes, does otherwise.
@Suite("Conformance", .enabled(if: Corpus.file != nil, "the corpus is not there; MARTLET_CORPUS says where it is"))
struct ConformanceTests {
    /// By begins of ids.
    private static let leftOut = [
        ("block_ext/", "cel.block is what compilers make, and Kubernetes does not have it"),
        ("encoders_ext/", "Kubernetes does not have base64"),
        ("enums/", "enums are protocol buffers'"),
        ("namespace/namespace/", "containers are protocol buffers'"),
        ("namespace/namespace_shadowing/basic", "containers are protocol buffers'"),
        ("network_ext/ipv4/ipv4_equals_ipv6", "Kubernetes does not allow IPv4-mapped addresses"),
        ("network_ext/ipv4/ipv4_not_equals_ipv6", "Kubernetes does not allow IPv4-mapped addresses"),
        ("timestamps/duration_converters/get_milliseconds", "in Kubernetes it is all of the duration"),
        ("timestamps/timestamp_selectors_tz/getDate", "time zones by name need a database"),
        ("timestamps/timestamp_selectors_tz/getDayOfMonth_name_pos", "time zones by name need a database"),
        ("timestamps/timestamp_selectors_tz/getDayOfMonth_name_neg", "time zones by name need a database"),
        ("timestamps/timestamp_selectors_tz/getDayOfYear", "time zones by name need a database"),
        ("timestamps/timestamp_selectors_tz/getMinutes", "time zones by name need a database"),
        ("basic/functions/unbound_is_runtime_error", "unknown functions are refused early"),
        ("parse/receiver_function_names/", "unknown functions are refused early"),
        ("type_deduction/", "there is no type checker: types are found when values are there"),
        ("unknowns/", "there are no unknowns"),
    ]

    @Test("the specification's tests give what they expect")
    func conformance() throws {
        var (passed, skipped) = (0, [String: Int]())
        for row in try Corpus.cases(in: try #require(Corpus.file)) {
            if let reason = try Self.reasonToLeaveOut(row) {
                skipped[reason, default: 0] += 1
                continue
            }
            guard let difference = try Self.difference(row) else {
                passed += 1
                continue
            }
            Issue.record("\(row.id): \(row.expression): \(difference)")
        }
        print("conformance: \(passed) as specified")
        for (reason, count) in skipped.sorted(by: { $0.value > $1.value }) { print("left out: \(count): \(reason)") }
    }

    private static func reasonToLeaveOut(_ row: Corpus.Case) throws -> String? {
        if let (_, reason) = leftOut.first(where: { row.id.hasPrefix($0.0) }) { return reason }
        if row.row["macros_off"]?.bool == true { return "macros cannot be turned off" }
        let words = ["TestAllTypes", "TestRequired", "Value{", "google.protobuf.", "GlobalEnum", "proto.", "msg."]
        let known = ["google.protobuf.Timestamp ", "google.protobuf.Duration "]
        let mentions = words.filter { row.expression.contains($0) }
        if !mentions.isEmpty, !known.contains(where: { row.expression.contains($0) }) {
            return "messages of protocol buffers"
        }
        if let expected = row.expected, try TypedValue.read(expected) == nil { return "messages of protocol buffers" }
        for (_, value) in row.variables where try TypedValue.read(value) == nil {
            return "messages of protocol buffers"
        }
        return nil
    }

    /// Nil where what comes out is what is expected.
    private static func difference(_ row: Corpus.Case) throws -> String? {
        var variables: [String: CELValue] = [:]
        for (name, value) in row.variables { variables[name] = try TypedValue.read(value) }
        do throws(CELError) {
            let value = try CELExpression(row.expression, variables: nil, limits: .kubernetes)
                .evaluate(CELVariables(variables))
            guard let expected = row.expected else { return "gives \(TypedValue.text(value)), an error is expected" }
            let (ours, theirs) = (TypedValue.text(value), try? TypedValue.read(expected).map(TypedValue.text))
            return ours == theirs ? nil : "gives \(ours), not \(theirs ?? "that")"
        } catch {
            return row.expected == nil ? nil : "fails: \(error)"
        }
    }
}
