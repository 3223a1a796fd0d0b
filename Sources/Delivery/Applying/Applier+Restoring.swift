internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// Bringing objects back that were kept before they went.
extension Applier {
    /// What became of one.
    package enum Return: Sendable {
        case restored
        /// There is one of its name, which is left as it is.
        case present
        case failed(ObjectProblem)
    }

    /// How objects come back.
    package struct Homecoming: Sendable {
        /// The annotation that tells of it, and what it says. What carries this already has come back before.
        package var annotation: String
        package var origin: String
        /// Whether to learn only what would come of it.
        package var isTrial: Bool
        /// Namespaces that come with them.
        package var coming: Set<String>

        package init(annotation: String, origin: String, isTrial: Bool, coming: Set<String>) {
            self.annotation = annotation
            self.origin = origin
            self.isTrial = isTrial
            self.coming = coming
        }
    }

    /// Makes an object as it was kept, as nobody's: what an application has and does not want it would delete again.
    package func bringBack(_ object: PreparedObject, _ homecoming: Homecoming) async -> Return {
        let served = homecoming.isTrial ? object : await serving(object)
        guard served.type.isServed else {
            // Its definition may come with it.
            return homecoming.isTrial
                ? .restored
                : .failed(
                    ObjectProblem(
                        object.desired.id,
                        KubeError(.unknownKind, "the server does not serve \(served.type.gvk.groupKind) any more")))
        }
        var manifest = Keepsake.unmarked(served.manifest)
        manifest.set(
            Pointer(tokens: ["metadata", "annotations", homecoming.annotation]), to: .string(homecoming.origin))
        do throws(KubeError) {
            do throws(KubeError) {
                try await make(manifest, of: served, homecoming)
            } catch {
                // Others may have its addresses by now.
                guard error.code == .invalid, let free = manifest.withoutAddresses else { throw error }
                try await make(free, of: served, homecoming)
            }
            return .restored
        } catch {
            return await answer(to: error, served, homecoming)
        }
    }

    private func make(
        _ manifest: Value, of object: PreparedObject, _ homecoming: Homecoming
    ) async throws(KubeError) {
        guard homecoming.isTrial else {
            _ = try await create(manifest, of: object)
            return
        }
        _ = try await client.tryToCreate(
            object.type, namespace: object.type.namespaced ? object.key.namespace : nil, body: manifest)
    }

    private func answer(to error: KubeError, _ object: PreparedObject, _ homecoming: Homecoming) async -> Return {
        let namespace = object.key.namespace
        switch error.code {
        case .alreadyExists:
            let live = try? await index.client.find(object.type, object.key)
            return live?.annotation(homecoming.annotation) == homecoming.origin ? .restored : .present
        case .notFound
        where homecoming.isTrial && (homecoming.coming.contains(namespace) || namespace == createNamespace):
            return .restored
        default: return .failed(ObjectProblem(object.desired.id, error))
        }
    }
}

extension Value {
    /// A Service without the addresses and ports that a server gives out once each; nil where there are none.
    fileprivate var withoutAddresses: Value? {
        guard kind == "Service", apiVersion == "v1", let spec = self["spec"]?.object,
            spec["clusterIP"]?.string != "None"
        else { return nil }
        var free = self
        for field in ["clusterIP", "clusterIPs", "healthCheckNodePort"] {
            free.remove(Pointer(tokens: ["spec", field]))
        }
        for index in spec["ports"]?.array?.indices ?? 0..<0 {
            free.remove(Pointer(tokens: ["spec", "ports", String(index), "nodePort"]))
        }
        return free == self ? nil : free
    }
}
