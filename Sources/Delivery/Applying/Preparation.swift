internal import Directives
package import Documents
package import KubeClient
package import KubeModel
package import Observing
package import Planning

/// One manifest, ready to be sent: placed in its namespace, marked, cleaned of what only servers write.
package struct PreparedObject: Sendable {
    package var desired: DesiredObject
    package var type: ResourceType
    package var manifest: Value
    package var ignored: IgnoredFields
}

/// What is wrong with one object, for status.
package struct ObjectProblem: Sendable, Hashable {
    package var id: ObjectID
    /// One word in CamelCase, for instance `UnknownKind`.
    package var reason: String
    package var message: String
    /// Whether it may go away without anybody changing anything.
    package var isTransient: Bool

    /// Reasons of objects that no plan holds.
    package static let unknownKind = "UnknownKind"
    package static let outOfReach = "OutOfReach"
    package static let watchForbidden = "WatchForbidden"
    /// Of an object that others change again and again.
    package static let fight = "Fight"
    package static let invalidName = "InvalidName"
    package static let invalidManifest = "InvalidManifest"
    package static let notKept = "NotKept"
    package static let watchFailed = "WatchFailed"
    package static let unanswered = "APIUnavailable"

    package init(id: ObjectID, reason: String, message: String, isTransient: Bool) {
        self.id = id
        self.reason = reason
        self.message = message
        self.isTransient = isTransient
    }

    /// Of an object whose kind could not be found.
    package init(_ id: ObjectID, _ gvk: GroupVersionKind, notFound error: KubeError) {
        guard error.code == .unknownKind || error.code == .notFound else {
            self = .unanswered(id, "the API \(gvk.apiVersion) cannot be asked for its kinds", error)
            return
        }
        self.init(id: id, reason: ObjectProblem.unknownKind, message: error.message, isTransient: false)
    }

    /// Whether it is that somebody lacks a right.
    package var isOfRights: Bool { reason == "Forbidden" }

    /// The problem of an object about which the server, or what stands behind it, did not answer a question.
    package static func unanswered(_ id: ObjectID, _ what: String, _ error: KubeError) -> ObjectProblem {
        ObjectProblem(id: id, reason: unanswered, message: "\(what): \(error.message)", isTransient: true)
    }

    /// Of an object that a confined controller does not touch.
    package static func outOfReach(_ id: ObjectID, _ why: String) -> ObjectProblem {
        ObjectProblem(
            id: id, reason: outOfReach,
            message: "\(why); take it out of the source, or run the controller without --confine", isTransient: false)
    }
}

/// Why an object is not applied, whoever might.
package struct Refusal: Sendable, Hashable {
    /// One word in CamelCase.
    package var reason: String
    package var message: String

    package init(reason: String, message: String) {
        self.reason = reason
        self.message = message
    }
}

/// Turns manifests into objects for one application and one cluster.
package struct Preparation: Sendable {
    package var marks: Marks
    /// For namespaced objects that name none.
    package var namespace: String
    package var rules: [IgnoreRule]
    package var key: DigestKey
    package var discovery: Discovery
    /// The namespace outside of which objects are refused; nil where there is none.
    package var confinement: String?
    /// What is not applied for this application, whatever its account's rights.
    package var refusal: @Sendable (ObjectID) -> Refusal?

    package init(
        marks: Marks, namespace: String, rules: [IgnoreRule], key: DigestKey, discovery: Discovery,
        confinement: String?, refusal: @escaping @Sendable (ObjectID) -> Refusal?
    ) {
        self.marks = marks
        self.namespace = namespace
        self.rules = rules
        self.key = key
        self.discovery = discovery
        self.confinement = confinement
        self.refusal = refusal
    }

    /// One bad object does not hide the others, nor does an API that does not answer: what cannot be prepared is returned as
    /// problems. Throws only where the work is broken off.
    ///
    /// - Parameter definitions: manifests among which CustomResourceDefinitions may define the kinds of others.
    package func prepare(
        _ manifests: some Sequence<(value: Value, place: String)>, definitions: some Sequence<Value>
    ) async throws(KubeError) -> (objects: [PreparedObject], problems: [ObjectProblem]) {
        // Who is confined applies no definitions.
        var types = TypeFinder(
            discovery: discovery, defined: confinement == nil ? DefinedTypes(in: definitions) : DefinedTypes())
        var objects: [PreparedObject] = []
        var problems: [ObjectProblem] = []
        // Each question may take long to fail.
        var failures: [GroupVersionKind: KubeError] = [:]
        for manifest in manifests {
            guard let gvk = manifest.value.groupVersionKind, let id = manifest.value.objectID else { continue }
            do throws(KubeError) {
                if let failure = failures[gvk] { throw failure }
                let type = try await types.type(of: gvk)
                let object = prepare(manifest.value, place: manifest.place, id: id, type: type)
                let problem = refusal(of: object) ?? ManifestFault.problem(manifest.value, object.desired.id)
                if let problem { problems.append(problem) } else { objects.append(object) }
            } catch {
                guard error.code != .cancelled else { throw error }
                failures[gvk] = error
                problems.append(ObjectProblem(id, gvk, notFound: error))
            }
        }
        return (objects, problems)
    }

    private func refusal(of object: PreparedObject) -> ObjectProblem? {
        let id = object.desired.id
        if let fault = ObjectNames.fault(of: id) {
            return ObjectProblem(id: id, reason: ObjectProblem.invalidName, message: fault, isTransient: false)
        }
        guard object.type.isKept else {
            return ObjectProblem(
                id: id, reason: ObjectProblem.notKept,
                message: "the server takes objects of this kind as requests and keeps none; take it out of the source",
                isTransient: false)
        }
        if let refusal = refusal(id) {
            return ObjectProblem(id: id, reason: refusal.reason, message: refusal.message, isTransient: false)
        }
        guard let confinement, object.key.namespace != confinement else { return nil }
        let place = object.type.namespaced ? "is for the namespace \(object.key.namespace)" : "belongs to no namespace"
        return .outOfReach(id, "\(place), and this controller is confined to \(confinement)")
    }

    private func prepare(_ value: Value, place: String, id: ObjectID, type: ResourceType) -> PreparedObject {
        var manifest = PlainSecrets.writing(Preparation.withoutServerFields(value))
        manifest = ServerFields.leaving(OldServerForms.writing(manifest))
        let placed = type.namespaced ? (id.namespace.isEmpty ? namespace : id.namespace) : ""
        if type.namespaced {
            manifest.set(Pointer(tokens: ["metadata", "namespace"]), to: .string(placed))
        } else {
            manifest.remove(Pointer(tokens: ["metadata", "namespace"]))
        }
        manifest = marks.marking(manifest)
        let id = ObjectID(group: id.group, kind: id.kind, namespace: placed, name: id.name)
        let ignored = IgnoredFields(rules, for: id)
        let directives = Directives(lenient: manifest)
        let desired = DesiredObject(
            id: id, version: type.gvk.version, digest: key.digest(of: manifest, ignoring: ignored), place: place,
            rerun: Rerun(manifest), wave: directives.wave, options: directives.options)
        return PreparedObject(desired: desired, type: type, manifest: manifest, ignored: ignored)
    }

    /// Exports of live objects carry fields that only a server may write; applying them would be refused, or would
    /// pin a resource version.
    static func withoutServerFields(_ value: Value) -> Value {
        var manifest = value
        manifest["status"] = nil
        // With the time of its deletion an object is made that is on its way out, and stays so.
        for field in [
            "managedFields", "resourceVersion", "uid", "generation", "selfLink", "creationTimestamp",
            "deletionTimestamp", "deletionGracePeriodSeconds",
        ] {
            manifest.remove(Pointer(tokens: ["metadata", field]))
        }
        return manifest
    }
}
