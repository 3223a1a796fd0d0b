internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Surroundings

extension Statistics {
    /// `stats --dora`: how often is deployed, how long that takes, how often it fails, and how long it takes to mend that.
    ///
    /// - Parameters:
    ///   - namespace: nil: in all namespaces, a row each; else a row for each application.
    ///   - byEnvironment: a row for each environment instead.
    ///   - days: of which deployments.
    package func showDelivery(in namespace: String?, byEnvironment: Bool, days: Int, _ form: DataForm)
        async throws(CommandError)
    {
        let records: [GitOpsDeployment]
        do throws(KubeError) {
            records = try await client.list(GitOpsDeployment.resource, namespace: namespace, labelSelector: nil)
                .compactMap(GitOpsDeployment.init)
        } catch {
            throw CommandError("cannot read \(GitOpsDeployment.resource.plural)", error)
        }
        let start = KubeTime(client.surroundings) + .seconds(-86_400 * days)
        let kind = byEnvironment ? "environment" : namespace == nil ? "namespace" : "application"
        let groups = Dictionary(grouping: records) { record in
            if byEnvironment { return record.spec.environment.isEmpty ? "-" : record.spec.environment }
            return namespace == nil ? record.key.namespace : record.spec.application.name
        }
        .mapValues { DeliveryFigures($0, since: start) }.filter { $0.value.deployments > 0 }
        .sorted { $0.key < $1.key }
        guard form == .text else {
            let items = groups.map { name, figures in
                figures.told(kind, name, days: days)
            }
            return console.write(form.text(of: ["days": .integer(days), "items": .array(items)]))
        }
        guard !groups.isEmpty else { return console.note("there was no deployment in the last \(days) days") }
        let header = [
            kind.uppercased(), "DEPLOYMENTS", "PER DAY", "LEAD TIME", "90 % WITHIN",
            "FAILED", "MENDED IN",
        ]
        let table = TextTable(header: header, rows: groups.map { $0.value.row($0.key, days: days) })
        console.write(table.written(on: console, hasHeader: true))
    }
}

extension DeliveryFigures {
    private func perDay(_ days: Int) -> Double { Double(completed) / Double(max(days, 1)) }

    fileprivate func row(_ name: String, days: Int) -> [String] {
        func age(_ seconds: Int?) -> String { seconds.map { Age.text(Int64($0)) } ?? "-" }
        let hundredths = Int((perDay(days) * 100).rounded())
        let percent = failureRate.map { "\(Int(($0 * 100).rounded())) %" } ?? "-"
        return [
            name, String(deployments), "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)",
            age(Self.quantile(0.5, of: leadTimes)), age(Self.quantile(0.9, of: leadTimes)), percent,
            age(Self.quantile(0.5, of: recoveryTimes)),
        ]
    }

    fileprivate func told(_ kind: String, _ name: String, days: Int) -> Value {
        var value: Value = [
            "deployments": .integer(deployments), "completed": .integer(completed), "failed": .integer(failed),
            "deploymentsPerDay": .double(perDay(days)),
        ]
        value[kind] = .string(name)
        value["changeFailureRate"] = failureRate.map(Value.double)
        for (name, times) in [("leadTimeSeconds", leadTimes), ("recoverySeconds", recoveryTimes)] {
            guard let median = Self.quantile(0.5, of: times), let most = Self.quantile(0.9, of: times) else { continue }
            value[name] = ["count": .integer(times.count), "median": .integer(median), "p90": .integer(most)]
        }
        return value
    }
}
