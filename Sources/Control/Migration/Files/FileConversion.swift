internal import Documents
internal import GitOpsAPI
internal import YAML

/// Files of a checkout in which their objects are replaced by ours, document by document; not a byte of anything else changes.
/// Pure.
package struct FileConversion: Sendable {
    /// A text file of a checkout.
    package struct File: Sendable, Hashable {
        /// From the checkout's root.
        package var path: String
        package var text: String

        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// What a conversion came to.
    package struct Outcome: Sendable {
        /// Those that differ now.
        package var changed: [File] = []
        package var notes: [MigrationNote] = []
        /// Files that seem to hold something of the tool and cannot be read, such as templates, and why.
        package var unread: [(path: String, why: String)] = []
    }

    private let tool: MigratedTool
    private let serviceAccount: String?

    package init(_ tool: MigratedTool, serviceAccount: String?) {
        self.tool = tool
        self.serviceAccount = serviceAccount
    }

    /// Converts all files together: what an object names may stand in another.
    package func convert(_ files: [File]) -> Outcome {
        var outcome = Outcome()
        var texts = files.map { ManifestText($0.text) }
        for (index, file) in files.enumerated() where file.text.contains(marker) {
            if let why = texts[index].problem { outcome.unread.append((file.path, why)) }
        }
        let objects = texts.flatMap(\.objects)
        switch tool {
        case .argocd: replaceArgo(&texts, files.map(\.path), objects, &outcome)
        case .flux: replaceFlux(&texts, objects, &outcome)
        }
        for (file, text) in zip(files, texts) where text.isChanged {
            outcome.changed.append(File(path: file.path, text: text.text))
        }
        return outcome
    }

    private var marker: String { tool == .argocd ? "\(ArgoApplication.group)/" : ".toolkit.fluxcd.io/" }

    // MARK: Argo CD

    private func replaceArgo(
        _ texts: inout [ManifestText], _ paths: [String], _ objects: [Value], _ outcome: inout Outcome
    ) {
        var (names, credentials) = (RepositoryNames(), ArgoCredentials([]))
        var written: Set<String> = []
        for index in texts.indices {
            let folder = paths[index].split(separator: "/").dropLast().joined(separator: "/")
            for place in texts[index].places {
                guard let object = texts[index].object(at: place) else { continue }
                guard let application = ArgoApplication(object), application.id.name != "argocd" else {
                    outcome.notes += ArgoConversion(serviceAccount: nil).convert([object]).notes
                    continue
                }
                var conversion = Conversion()
                let made = application.converted(
                    &names, &credentials,
                    account: serviceAccount ?? ArgoProject.account(for: application, in: objects), &conversion.notes)
                conversion.repositories = names.repositories.values.sorted { $0.key < $1.key }
                let repositories = conversion.repositories(of: made)
                for repository in repositories {
                    conversion.notes += repository.check().map {
                        MigrationNote(.blocks, application.id, "spec", "its repository, \($0)")
                    }
                }
                outcome.notes += conversion.notes
                guard !conversion.isBlocked(application.id) else { continue }
                let new = repositories.filter { written.insert("\(folder) \($0.key)").inserted }
                outcome.notes += new.map {
                    MigrationNote(
                        .remark, application.id, "",
                        "the GitOpsRepository \($0.key) stands before it; name a Secret in its secretRef where one is needed"
                    )
                }
                texts[index].replace(place, by: new.map(\.file) + [made.file])
            }
        }
    }

    // MARK: Flux

    private func replaceFlux(_ texts: inout [ManifestText], _ objects: [Value], _ outcome: inout Outcome) {
        let kustomizations = objects.compactMap(FluxKustomization.init).map {
            ObjectKey(namespace: $0.id.namespace, name: $0.id.name)
        }
        let names = FluxConversion.names(of: objects.compactMap(FluxRelease.init), besides: Set(kustomizations))
        for index in texts.indices {
            let own = texts[index].objects
            // Of two clusters in one checkout, what stands in the same file counts.
            let sources = FluxSources(objects + own)
            for place in texts[index].places {
                guard let object = texts[index].object(at: place), let id = object.objectID else { continue }
                var notes: [MigrationNote] = []
                let made: Value?
                if id.name == "flux-system", id.group != FluxRelease.group {
                    notes = [MigrationNote(.dropped, id, "", "is Flux' own, and stays as it is")]
                    made = nil
                } else if let kustomization = FluxKustomization(object) {
                    made = kustomization.converted(sources, &notes).file
                } else if let release = FluxRelease(object) {
                    made = release.converted(sources, names: names, &notes).file
                } else if id.groupKind == GroupKind(group: FluxSources.group, kind: "GitRepository") {
                    made = FluxSources([object]).repositories(&notes).first?.file
                } else {
                    made = nil
                    notes = FluxConversion.notes(onLeft: object)
                }
                outcome.notes += notes
                if let made, !notes.contains(where: { $0.severity == .blocks }) {
                    texts[index].replace(place, by: [made])
                }
            }
        }
    }
}

extension ConvertedApplication {
    /// As it stands in files, where nobody goes back from.
    fileprivate var file: Value { manifest.unmarked }
}

extension ConvertedRepository {
    fileprivate var file: Value { manifest.unmarked }
}

extension Value {
    fileprivate var unmarked: Value {
        var file = self
        file["metadata"]?["annotations"] = nil
        for label in MigrationMarks.labels.keys { file.remove(Pointer(tokens: ["metadata", "labels", label])) }
        if file.at("metadata", "labels")?.object?.isEmpty ?? false { file["metadata"]?["labels"] = nil }
        return file
    }
}
