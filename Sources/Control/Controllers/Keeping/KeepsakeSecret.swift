internal import Applying
internal import Documents
internal import FoundationEssentials
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing

/// What is kept of one deployment, as the Secret of the controller's own namespace that holds it.
struct KeepsakeSecret: Sendable {
    /// Names the installation: whose Secrets these are.
    static let label = "\(APIGroup.name)/keepsakes"
    private static let deploymentAnnotation = "\(APIGroup.name)/kept-of"
    /// Of all that is kept of a deployment, encrypted. A server takes a Secret of a megabyte.
    static let mostBytes = 768 << 10
    static let mostObjects = 1_000

    let place: KeepsakePlace
    /// Encrypted, by `KeepsakeSeal.name`.
    private(set) var entries: [String: [UInt8]] = [:]
    /// Of the object that was read; nil where there is none.
    private(set) var version: KeptSecret.Version?

    init(_ place: KeepsakePlace) { self.place = place }

    static func name(for place: KeepsakePlace) -> String { OwnSecrets.keepsake(of: place.owner, place.deployment) }

    /// What a Secret counts for: what it holds, and something for being there.
    var bytes: Int { entries.reduce(1 << 10) { $0 + $1.value.count } }
}

extension KeepsakeSecret {
    /// Nil where it is no Secret of ours.
    init?(_ object: Value) {
        guard let owner = KeptSecret.owner(of: object), let version = KeptSecret.version(of: object),
            let deployment = object.at("metadata", "annotations", Self.deploymentAnnotation)?.string
        else { return nil }
        self.init(KeepsakePlace(owner: owner, deployment: deployment))
        guard object.name == Self.name(for: place) else { return nil }
        self.version = version
        for (name, text) in object["data"]?.object ?? [:] {
            entries[name] = text.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
        }
    }

    /// With the version that was read, so that a server refuses to replace another one.
    func object(in home: String, installation: String) -> Value {
        var annotations = KeptSecret.annotations(place.owner)
        annotations[Self.deploymentAnnotation] = .string(place.deployment)
        var metadata: Object = [
            "name": .string(Self.name(for: place)), "namespace": .string(home),
            "labels": [Self.label: .string(installation)], "annotations": .object(annotations),
        ]
        metadata["resourceVersion"] = (version?.resourceVersion).map(Value.string)
        let data = entries.sorted { $0.key < $1.key }.map {
            ($0.key, Value.string(Data($0.value).base64EncodedString()))
        }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata), "data": .object(Object(data)),
        ]
    }
}

extension KeepsakeSecret {
    /// What it holds, as far as it can be read, and what cannot be.
    func opened(by seal: KeepsakeSeal) -> (objects: [Keepsake], broken: [KeepsakeSeal.Broken]) {
        var (objects, broken): ([Keepsake], [KeepsakeSeal.Broken]) = ([], [])
        for (name, sealed) in entries.sorted(by: { $0.key < $1.key }) {
            do throws(KeepsakeSeal.Broken) { objects.append(try seal.open(sealed, named: name, of: place)) } catch {
                broken.append(error)
            }
        }
        return (objects, broken)
    }

    /// Takes objects in, as far as there is room. Of the same object the newest state counts; another of its name does not take its place:
    /// what there was before the deployment is worth more than what that has made and replaced again.
    ///
    /// - Returns: whether it is to be written, and why some were not taken in.
    mutating func take(
        _ keepsakes: [Keepsake], _ seal: KeepsakeSeal
    ) -> (isNews: Bool, failures: [ObjectID: KubeError]) {
        var (isNews, failures) = (false, [ObjectID: KubeError]())
        for keepsake in keepsakes.sorted(by: { $0.id.description < $1.id.description }) {
            let name = KeepsakeSeal.name(keepsake.id)
            if let known = entries[name].flatMap({ try? seal.open($0, named: name, of: place) }),
                known.uid != keepsake.uid || known == keepsake
            {
                continue
            }
            do throws(KeepsakeSeal.Broken) {
                let sealed = try seal.close(keepsake, of: place)
                let rest = bytes - (entries[name]?.count ?? 0)
                guard rest + sealed.count <= Self.mostBytes, entries[name] != nil || entries.count < Self.mostObjects
                else {
                    throw KeepsakeSeal.Broken(
                        message:
                            "what is kept of a deployment may be \(Self.mostObjects) objects and \(Self.mostBytes) bytes, encrypted"
                    )
                }
                entries[name] = sealed
                isNews = true
            } catch {
                failures[keepsake.id] = KubeError(.tooLarge, error.message)
            }
        }
        return (isNews, failures)
    }
}
