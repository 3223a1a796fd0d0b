package import Documents
internal import EmbeddedFiles
internal import YAML

/// What `kubectl apply -f Deploy/install.yaml` of this version installs.
package enum Installation {
    /// Its objects, in the order in which they are applied.
    ///
    /// - Parameter image: instead of that of the file; nil for none.
    package static func objects(image: String?) -> [Value] {
        let documents =
            (try? YAML.parse(Array(EmbeddedFiles.installation.utf8), file: "install.yaml", limits: .file)) ?? []
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
