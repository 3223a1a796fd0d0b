/// What is deleted last.
extension Plan {
    /// With the deletes put off that come only once all the rest is done: everything is applied and well, and whatever else is no
    /// longer desired is gone.
    ///
    /// - Parameters:
    ///   - isUsual: whether that is so of objects that say nothing themselves.
    ///   - isWell: whether all that is desired is healthy.
    package func pruningLast(where isUsual: Bool, unless isWell: @autoclosure () -> Bool) -> Plan {
        func isLast(_ object: PlannedObject) -> Bool { object.live?.pruneLast ?? isUsual }
        let deletes = deletes.joined()
        guard deletes.contains(where: isLast) else { return self }
        let isLeaving = kept.contains { $0.action == .keep(.terminating) && !isLast($0) }
        let isRestDone = applies.isEmpty && deletes.allSatisfy(isLast) && !isLeaving
        guard !isRestDone || !isWell() else { return self }
        var plan = self
        plan.deletes = parts { !isLast($0) }
        plan.postponed = parts(isLast)
        return plan
    }

    private func parts(_ isPart: (PlannedObject) -> Bool) -> [[PlannedObject]] {
        deletes.map { $0.filter(isPart) }.filter { !$0.isEmpty }
    }
}
