internal import CInstallation
package import Documents
internal import YAML

/// What `kubectl apply -f Deploy/install.yaml` of this version installs.
package enum Installation {
    /// The file, as it is in the repository.
    package static var text: String {
        // SAFETY: a constant of the program, of exactly this size.
        unsafe String(
            decoding: UnsafeRawBufferPointer(start: martlet_installation(), count: martlet_installation_size()),
            as: UTF8.self)
    }

    /// Its objects, in the order in which they are applied.
    ///
    /// - Parameter image: instead of that of the file; nil for none.
    package static func objects(image: String?) -> [Value] {
        let documents = (try? YAML.parse(Array(text.utf8), file: "install.yaml", limits: .file)) ?? []
        return documents.map { document in
            var object = document.value
            guard let image, object.kind == "Deployment",
                case .array(var containers)? = object.at("spec", "template", "spec", "containers")
            else { return object }
            for place in containers.indices { containers[place]["image"] = .string(image) }
            object["spec"]?["template"]?["spec"]?["containers"] = .array(containers)
            return object
        }
    }
}
