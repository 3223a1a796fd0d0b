internal import GoValues

/// Versions of semver.org.
enum VersionFunctions {
    static let global: [String: Function] = [
        "semver": Function(1...2) { (meter, values) throws(Fault) in
            .extended(.version(try version("semver", values, &meter).get()))
        },
        "isSemver": Function(1...2) { (meter, values) throws(Fault) in
            if case .success = try version("isSemver", values, &meter) { .bool(true) } else { .bool(false) }
        },
    ]

    static let member: [String: Function] = [
        "major": number("major", 0), "minor": number("minor", 1), "patch": number("patch", 2),
    ]

    private static func version(
        _ name: String, _ values: [CELValue], _ meter: inout Meter
    ) throws(Fault) -> Result<StrictVersion, Fault> {
        guard case .string(let text) = values[0] else { throw Fault.noOverload(name, values) }
        var isLenient = false
        if values.count > 1 {
            guard case .bool(let given) = values[1] else { throw Fault.noOverload(name, values) }
            isLenient = given
        }
        try meter.charge(text.count + NetworkFunctions.costOfReading)
        do throws(Fault) {
            return .success(try StrictVersion(text.string, isLenient: isLenient))
        } catch {
            return .failure(error)
        }
    }

    private static func number(_ name: String, _ index: Int) -> Function {
        Function(1) { (_, values) throws(Fault) in
            guard case .extended(.version(let version)) = values[0] else { throw Fault.noOverload(name, values) }
            guard let number = Int64(exactly: version.numbers[index]) else {
                throw Fault.evaluation("integer overflow")
            }
            return .int(number)
        }
    }
}
