import Documents

/// Of Spark's operator. One that runs is healthy once it has as many executors as it is to have.
@Sendable func sparkHealth(_ application: Value) -> ObjectHealth? {
    let message = application.at("status", "applicationState", "errorMessage")?.string ?? ""
    switch application.at("status", "applicationState", "state")?.string {
    case "COMPLETED": return ObjectHealth(.healthy)
    case "FAILED", "SUBMISSION_FAILED", "FAILING": return ObjectHealth(.degraded, message)
    case "INVALIDATING": return ObjectHealth(.missing, "is invalidated".because(message))
    case "RUNNING": return runningHealth(application)
    case let state?:
        return ObjectHealth(.progressing, (state.isEmpty ? "is not submitted yet" : state).because(message))
    case nil: return ObjectHealth(.progressing, "waits to be submitted")
    }
}

private func runningHealth(_ application: Value) -> ObjectHealth {
    guard let states = application.at("status", "executorState")?.object else {
        return ObjectHealth(.progressing, "waits for executors")
    }
    let running = states.count { $0.value.string == "RUNNING" }
    let range = application.executors
    guard running >= range.least, running <= range.most else {
        let wanted = running < range.least ? "at least \(range.least)" : "at most \(range.most)"
        return ObjectHealth(.progressing, "\(running) executors run, \(wanted) have to")
    }
    return ObjectHealth(.healthy)
}

extension Value {
    /// How many executors there are to be: between the bounds of its allocation, as many as it says, or any.
    fileprivate var executors: (least: Int, most: Int) {
        if let allocation = at("spec", "dynamicAllocation"), allocation["enabled"]?.bool == true {
            return (allocation["minExecutors"]?.integer ?? 0, allocation["maxExecutors"]?.integer ?? .max)
        }
        let prefixes = ["spark.streaming.dynamicAllocation.", "spark.dynamicAllocation."]
        guard let settings = at("spec", "sparkConf"),
            let prefix = prefixes.first(where: { settings["\($0)enabled"]?.string == "true" })
        else { return at("spec", "executor", "instances")?.integer.map { ($0, $0) } ?? (1, .max) }
        func bound(_ key: String) -> Int? { settings["\(prefix)\(key)"]?.string.flatMap { Int($0) } }
        return (bound("minExecutors") ?? 0, bound("maxExecutors") ?? .max)
    }
}
