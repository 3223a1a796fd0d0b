package import Documents

/// Makes ours of what Flux has. Depends on the objects alone.
package struct FluxConversion: Sendable {
    package init() {}

    /// - Parameter objects: Kustomizations, HelmReleases and their sources.
    package func convert(_ objects: [Value]) -> Conversion {
        var conversion = Conversion()
        let sources = FluxSources(objects)
        conversion.repositories = sources.repositories(&conversion.notes)
        let kustomizations = objects.compactMap(FluxKustomization.init).sorted { "\($0.id)" < "\($1.id)" }
        for kustomization in kustomizations {
            let isParent = kustomization.managed?.contains(where: Self.isTheirs) ?? false
            guard !isParent, kustomization.id.name != "flux-system" else {
                if isParent { conversion.parents.append(kustomization.id) }
                let message = isParent ? Self.parent : "is Flux' own, and stays as it is"
                conversion.notes.append(MigrationNote(.dropped, kustomization.id, "", message))
                continue
            }
            conversion.applications.append(kustomization.converted(sources, &conversion.notes))
        }
        let releases = objects.compactMap(FluxRelease.init).sorted { "\($0.id)" < "\($1.id)" }
        let names = Self.names(of: releases, besides: Set(conversion.applications.map(\.key)))
        for release in releases {
            conversion.applications.append(release.converted(sources, names: names, &conversion.notes))
        }
        conversion.notes += objects.compactMap(Self.note)
        return conversion
    }

    private static let parent =
        "applies objects of Flux itself: it is stopped, and not migrated; convert its files in git with -f, and make an "
        + "application of ours for what it has besides"

    private static let others: [String: String] = [
        "Alert": "notifications are Flux' own", "Provider": "notifications are Flux' own",
        "Receiver": "requests from outside are not taken here yet", "ImageRepository": "images are not looked for here",
        "ImagePolicy": "images are not looked for here", "ImageUpdateAutomation": "git is not written to here",
    ]

    static func isTheirs(_ id: ObjectID) -> Bool {
        [FluxKustomization.group, FluxRelease.group].contains(id.group)
    }

    /// Both kinds become one, so that one name may be there twice.
    static func names(of releases: [FluxRelease], besides taken: Set<ObjectKey>) -> [ObjectID: String] {
        Dictionary(
            releases.map { release in
                let key = ObjectKey(namespace: release.id.namespace, name: release.id.name)
                return (release.id, taken.contains(key) ? "\(release.id.name)-release" : release.id.name)
            }
        ) { first, _ in first }
    }

    private static func note(_ object: Value) -> MigrationNote? {
        object.kind.flatMap { others[$0] } == nil ? nil : notes(onLeft: object).first
    }

    /// What is to be said of an object that stays in its file.
    static func notes(onLeft object: Value) -> [MigrationNote] {
        guard let id = object.objectID, id.group.hasSuffix(".toolkit.fluxcd.io") else { return [] }
        let message =
            others[id.kind] ?? "is part of the applications that name it now; delete it once Flux needs it no more"
        return [MigrationNote(.dropped, id, "", message)]
    }
}
