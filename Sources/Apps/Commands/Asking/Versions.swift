internal import Documents
package import KubeClient
internal import KubeModel

/// `version`: of this program, of the cluster, and of the controllers in it.
package struct Versions: Sendable {
    private let console: Console
    private let own: String

    package init(_ console: Console, own: String) {
        self.console = console
        self.own = own
    }

    /// Of this program alone.
    package func show(_ form: DataForm) { write([("client", own)], form) }

    /// Of this program, and of what is in a cluster.
    ///
    /// - Parameter home: the namespace that the controller is in.
    package func show(of client: KubeClient, home: String, _ form: DataForm) async throws(CommandError) {
        let deployment = ResourceType(
            gvk: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), plural: "deployments",
            namespaced: true, verbs: ["list"])
        let server: ServerVersion
        do throws(KubeError) {
            server = try await client.discovery.serverVersion()
        } catch {
            throw CommandError("cannot reach the cluster", error)
        }
        // Who may not look there still learns the rest.
        let found = try? await client.list(
            deployment, namespace: home, labelSelector: "app.kubernetes.io/name=martlet")
        let images = (found ?? []).flatMap { object in
            (object.at("spec", "template", "spec", "containers")?.array ?? []).compactMap { $0["image"]?.string }
        }
        write(
            [("client", own), ("kubernetes", "\(server.major).\(server.minor)")]
                + images.map { ("controller", $0) }, form)
    }

    private func write(_ versions: [(String, String)], _ form: DataForm) {
        guard form == .text else {
            return console.write(form.text(of: .object(Object(versions.map { ($0.0, .string($0.1)) }))))
        }
        for (what, version) in versions { console.line(Plain.line("\(what): \(version)")) }
    }
}
