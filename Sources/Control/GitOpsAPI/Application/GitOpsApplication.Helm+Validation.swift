extension GitOpsApplication.Source {
    /// What the schema cannot say of a chart from a repository or registry.
    /// - Parameter field: where this source is in the specification.
    func validateChart(at field: String, into problems: inout ProblemList) {
        let place = "\(field).helm"
        guard helm.isRemote else { return validateLocal(place, into: &problems) }
        problems.check("\(place).chart", ChartRepositoryURL.problem(chart: helm.chart))
        problems.check("\(place).repoURL", ChartRepositoryURL.problem(helm.repoURL))
        problems.check("\(place).version", helm.version.nonEmpty.flatMap(Names.problem(revision:)))
        problems.check("\(place).secretRef.name", helm.secretRef.flatMap { Names.problem(objectName: $0.name) })
        // Indexes have megabytes, and whoever serves them counts requests.
        problems.require(
            helm.interval.isZero || helm.interval >= .seconds(30), "\(place).interval", "must be 0s or at least 30s")
        problems.require(
            type == .auto || type == .helm, "\(field).type",
            "must be Auto or Helm, because helm.chart names a Helm chart")
        guard repositoryRef == nil else { return }
        problems.require(
            revision.isEmpty, "\(field).revision",
            "is a revision of repositoryRef, which is not there; a chart's version goes into helm.version")
        problems.require(
            path.isEmpty, "\(field).path", "is a folder of repositoryRef, which is not there; leave it out")
    }

    private func validateLocal(_ place: String, into problems: inout ProblemList) {
        problems.require(
            helm.chart.isEmpty == helm.repoURL.isEmpty, helm.chart.isEmpty ? "\(place).chart" : "\(place).repoURL",
            "is missing: chart and repoURL belong together")
        guard helm.chart.isEmpty, helm.repoURL.isEmpty else { return }
        let fields = [
            ("version", !helm.version.isEmpty), ("secretRef", helm.secretRef != nil),
            ("passCredentials", helm.passCredentials), ("interval", helm.interval != GitOpsApplication.Helm().interval),
        ]
        for (name, isSet) in fields {
            problems.require(
                !isSet, "\(place).\(name)", "counts only with chart and repoURL; give them, or leave it out")
        }
    }
}

/// What we accept as a place of charts.
enum ChartRepositoryURL {
    static let lengthLimit = RepositoryURL.lengthLimit
    private static let schemes = ["https", "http", "oci"]

    static func problem(_ url: String) -> String? {
        guard let separator = url.firstRange(of: "://"), schemes.contains(String(url[..<separator.lowerBound])) else {
            return "must begin with https://, http:// or oci://"
        }
        // An oci URL has the parts of an https one.
        return RepositoryURL.problem("https\(url[separator.lowerBound...])")
    }

    /// In a registry the name may be a path.
    static func problem(chart: String) -> String? {
        let parts = chart.split(separator: "/", omittingEmptySubsequences: false)
        guard chart.utf8.count <= 250, parts.allSatisfy(isName) else {
            return "must be the name of a chart: letters, digits, '.', '_' and '-'"
        }
        return nil
    }

    private static func isName(_ part: Substring) -> Bool {
        guard let first = part.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic || isDigit(first)
        else { return false }
        return part.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || isDigit($0) || "._-".unicodeScalars.contains($0))
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
