internal import Documents

extension Checks {
    func validate(into problems: inout ProblemList) {
        for (list, checks) in [("before", before), ("after", after)] {
            var names: Set<String> = []
            for (index, check) in checks.enumerated() {
                let field = "checks.\(list)[\(index)]"
                problems.check("\(field).name", Names.problem(source: check.name))
                problems.require(check.name.utf8.count <= 32, "\(field).name", "must not be longer than 32 characters")
                problems.require(
                    names.insert(check.name).inserted, "\(field).name", "must not be the name of another check")
                check.validate(at: field, into: &problems)
            }
        }
    }
}

extension Check {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        problems.require(interval >= .seconds(1), "\(field).interval", "must be at least 1s")
        problems.require(timeout >= .seconds(1), "\(field).timeout", "must be at least 1s")
        for (name, count) in [("successes", successes), ("failures", failures)] {
            problems.require((1...100).contains(count), "\(field).\(name)", "must be 1 to 100")
            problems.require(
                job == nil || count == 1, "\(field).\(name)",
                "must be 1 where the check is a Job, which runs once; how often its Pods are tried says its backoffLimit"
            )
        }
        http?.validate(at: "\(field).http", into: &problems)
        job?.validate(at: "\(field).job", into: &problems)
        prometheus?.validate(at: "\(field).prometheus", into: &problems)
    }
}

extension HTTPCheck {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        problems.check("\(field).url", CheckURL.problem(url))
        problems.require(
            statuses != nil, "\(field).status", "must be a status from 100 to 599, or two of them such as 200-299")
        problems.require(
            method == .get || bodyContains.isEmpty, "\(field).bodyContains", "needs the method GET: HEAD has no body")
        caRef?.validate(at: "\(field).caRef", into: &problems)
    }
}

extension CAReference {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        problems.check("\(field).name", Names.problem(objectName: name))
    }
}

extension JobCheck {
    private static let metadata: Set = ["labels", "annotations"]

    func validate(at field: String, into problems: inout ProblemList) {
        problems.require(
            template.at("spec", "template", "spec", "containers")?.array?.isEmpty == false, "\(field).template",
            "must have a Job's spec, with spec.template.spec.containers")
        let unknown = Set(template.object?.keys ?? []).subtracting(["metadata", "spec"]).sorted()
        problems.require(unknown.isEmpty, "\(field).template", "must have no other members than metadata and spec")
        let metadata = template["metadata"]?.object.map { Set($0.keys) } ?? []
        problems.require(
            metadata.isSubset(of: Self.metadata), "\(field).template.metadata",
            "must have no other members than labels and annotations; name and namespace are given")
    }
}

extension PrometheusCheck {
    fileprivate func validate(at field: String, into problems: inout ProblemList) {
        problems.check("\(field).address", CheckURL.problem(address))
        problems.require(
            !address.contains("?") && !address.contains("#"), "\(field).address",
            "must be the address of Prometheus, without a query")
        problems.require(min != nil || max != nil, field, "must have min, max, or both")
        if let min, let max { problems.require(min <= max, "\(field).max", "must not be less than min") }
        caRef?.validate(at: "\(field).caRef", into: &problems)
    }
}

/// What we accept as the address of something to be asked.
enum CheckURL {
    static let lengthLimit = 2_048

    static func problem(_ url: String) -> String? {
        guard url.utf8.count <= lengthLimit else { return "must not be longer than \(lengthLimit) bytes" }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return "must not hold spaces, control characters or others than ASCII; write those with %"
        }
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else {
            return "must begin with https:// or http://"
        }
        let authority = url.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }
        // It would be everybody's who may read the application.
        guard !authority.contains("@") else { return "must not hold user and password" }
        guard let first = authority.first, first != ":" else { return "must name a host" }
        return nil
    }
}
