internal import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Surroundings

/// `check`: whether a cluster can have Martlet, and whether the one that it has works.
package struct Examination: Sendable {
    /// One thing that was looked at.
    struct Finding: Sendable, Hashable {
        enum Verdict: String, Sendable {
            case good = "ok"
            case doubtful = "warning"
            case bad = "error"
        }

        var verdict: Verdict
        var subject: String
        var message: String
    }

    private let client: KubeClient
    private let console: Console
    private let home: String

    /// - Parameter home: the namespace that the controller is in.
    package init(_ client: KubeClient, _ console: Console, home: String) {
        self.client = client
        self.console = console
        self.home = home
    }

    /// - Parameter isBefore: whether only what an installation needs is looked at.
    /// - Throws: `.not` where something is wrong.
    package func run(isBefore: Bool, _ form: DataForm) async throws(CommandError) {
        var findings = [try await version()]
        findings += isBefore ? await rights() : await installed()
        if form == .text {
            for finding in findings {
                let tint: Tint = finding.verdict == .good ? .good : finding.verdict == .doubtful ? .underWay : .bad
                let mark = console.tinted(finding.verdict.rawValue, tint)
                console.line("\(mark)  \(Plain.line("\(finding.subject): \(finding.message)"))")
            }
        } else {
            let told = findings.map { finding -> Value in
                [
                    "subject": .string(finding.subject), "verdict": .string(finding.verdict.rawValue),
                    "message": .string(finding.message),
                ]
            }
            console.write(form.text(of: ["items": .array(told)]))
        }
        let wrong = findings.filter { $0.verdict == .bad }
        guard wrong.isEmpty else { throw CommandError(.not, "\(wrong.count) of \(findings.count) checks failed") }
    }

    // MARK: Before

    /// The oldest minor version of Kubernetes that Martlet is tested on.
    private static let oldest = 20

    private func version() async throws(CommandError) -> Finding {
        do throws(KubeError) {
            let version = try await client.discovery.serverVersion()
            let isOld = version.major == 1 && version.minor < Self.oldest
            return Finding(
                verdict: isOld ? .bad : .good, subject: "Kubernetes",
                message: "\(version.major).\(version.minor)\(isOld ? ", and 1.\(Self.oldest) is needed" : "")")
        } catch {
            throw CommandError("cannot reach the cluster", error)
        }
    }

    private func rights() async -> [Finding] {
        var findings: [Finding] = []
        for object in Installation.objects(image: nil) {
            guard let id = object.objectID, let kind = object.groupVersionKind else { continue }
            do throws(KubeError) {
                let type = try await client.discovery.resource(for: kind)
                _ = try await client.apply(
                    type, ObjectKey(namespace: id.namespace, name: id.name), body: object, fieldManager: "kubectl",
                    force: false, dryRun: true)
            } catch let error where error.code == .notFound && !id.namespace.isEmpty {
                // Its namespace is made with it.
                continue
            } catch {
                findings.append(Finding(verdict: .bad, subject: "\(id)", message: error.message))
            }
        }
        let message = "everything that belongs to an installation can be applied"
        return findings.isEmpty ? [Finding(verdict: .good, subject: "Installation", message: message)] : findings
    }

    // MARK: Afterwards

    private func installed() async -> [Finding] {
        var findings: [Finding] = []
        for object in Installation.objects(image: nil) where object.kind == "CustomResourceDefinition" {
            findings.append(await definition(object))
        }
        findings += await controller()
        findings += await resources()
        return findings
    }

    private func definition(_ wanted: Value) async -> Finding {
        let name = wanted.name ?? ""
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        do throws(KubeError) {
            let type = try await client.discovery.resource(for: kind)
            let live = try await client.get(type, ObjectKey(namespace: "", name: name))
            let isSame = Self.fields(live).isSuperset(of: Self.fields(wanted))
            return Finding(
                verdict: isSame ? .good : .bad, subject: name,
                message: isSame ? "has all fields of this version" : "lacks fields of this version; see docs/install.md"
            )
        } catch {
            return Finding(verdict: .bad, subject: name, message: error.message)
        }
    }

    /// The paths of all properties of a definition's schema.
    private static func fields(_ definition: Value) -> Set<String> {
        var fields: Set<String> = []
        func add(_ schema: Value?, _ path: String) {
            if let items = schema?["items"] { add(items, "\(path)[]") }
            for (key, member) in schema?["properties"]?.object ?? Object() {
                fields.insert("\(path).\(key)")
                add(member, "\(path).\(key)")
            }
        }
        for version in definition.at("spec", "versions")?.array ?? [] {
            add(version.at("schema", "openAPIV3Schema"), version["name"]?.string ?? "")
        }
        return fields
    }

    private func controller() async -> [Finding] {
        let lease = ResourceType(
            gvk: GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease"), plural: "leases",
            namespaced: true, verbs: ["get"])
        do throws(KubeError) {
            let found = try await client.get(lease, ObjectKey(namespace: home, name: "martlet-controller"))
            let holder = found.at("spec", "holderIdentity")?.string ?? ""
            guard !holder.isEmpty, let renewed = found.at("spec", "renewTime")?.string.flatMap({ KubeTime($0) }) else {
                return [Finding(verdict: .bad, subject: "Controller", message: "none runs in \(home)")]
            }
            let age = KubeTime(client.surroundings) - renewed
            let findings = [
                Finding(verdict: age < .seconds(60) ? .good : .bad, subject: "Controller", message: "\(holder) leads")
            ]
            // Both the controller's clock and ours may be wrong.
            guard age < .seconds(-5) || age > .seconds(60) else { return findings }
            return findings + [
                Finding(
                    verdict: .doubtful, subject: "Clock",
                    message: age < .zero
                        ? "the controller's is ahead of this machine's"
                        : "the controller was last heard of at \(renewed), by its clock")
            ]
        } catch {
            return [
                Finding(
                    verdict: .bad, subject: "Controller",
                    message: "it holds no Lease in \(home), see --home: \(error.message)")
            ]
        }
    }

    /// At most so many are named.
    private static let named = 20

    private func resources() async -> [Finding] {
        var findings: [Finding] = []
        for kind in KindChoice.allCases {
            do throws(KubeError) {
                let objects = try await client.list(kind.type, namespace: nil, labelSelector: nil)
                let unready = objects.filter { Conditions($0.at("status", "conditions"))["Ready"]?.status != .true }
                findings.append(
                    Finding(
                        verdict: .good, subject: kind.type.plural,
                        message: "\(objects.count), of which \(objects.count - unready.count) are ready"))
                for object in unready.prefix(Self.named) {
                    let ready = Conditions(object.at("status", "conditions"))["Ready"]
                    findings.append(
                        Finding(
                            verdict: .doubtful, subject: "\(object.namespace ?? "")/\(object.name ?? "")",
                            message: ready?.message ?? "nothing is known of it yet"))
                }
            } catch {
                findings.append(Finding(verdict: .bad, subject: kind.type.plural, message: error.message))
            }
        }
        return findings
    }
}
