package import Documents

/// Makes ours of what Argo CD has. Depends on the objects alone.
package struct ArgoConversion: Sendable {
    /// The service account that everything is applied as; nil for the controller's default.
    private let account: String?

    package init(serviceAccount: String?) { account = serviceAccount }

    /// - Parameter objects: Applications, ApplicationSets, AppProjects, and the Secrets and ConfigMaps beside them.
    package func convert(_ objects: [Value]) -> Conversion {
        var conversion = Conversion()
        var (repositories, credentials) = (RepositoryNames(), ArgoCredentials(objects))
        let projects = objects.filter {
            $0.objectID?.groupKind == GroupKind(group: ArgoApplication.group, kind: "AppProject")
        }
        for application in objects.compactMap(ArgoApplication.init).sorted(by: { "\($0.id)" < "\($1.id)" }) {
            guard !isOfTheToolItself(application) else {
                conversion.notes.append(
                    MigrationNote(.dropped, application.id, "", "is Argo CD's own, and stays as it is"))
                continue
            }
            if application.managed?.contains(where: Self.isTheirs) == true {
                conversion.parents.append(application.id)
                conversion.notes.append(MigrationNote(.dropped, application.id, "", Self.parent))
                continue
            }
            conversion.applications.append(
                application.converted(
                    &repositories, &credentials,
                    account: account ?? ArgoProject.account(for: application, in: projects),
                    &conversion.notes))
        }
        for project in projects { conversion.notes += ArgoProject.notes(of: project) }
        for object in objects {
            guard let id = object.objectID,
                id.groupKind == GroupKind(group: ArgoApplication.group, kind: "ApplicationSet")
            else { continue }
            conversion.parents.append(id)
            conversion.notes += ArgoSet.notes(of: object, id)
        }
        conversion.finish(repositories, Array(credentials.made.values))
        conversion.notes += credentials.secretNotes
        return conversion
    }

    private static let parent =
        "applies objects of Argo CD itself: it is stopped, and not migrated; convert its files in git with -f, and make an "
        + "application of ours for what it has besides"

    static func isTheirs(_ id: ObjectID) -> Bool {
        id.group == ArgoApplication.group && ["Application", "ApplicationSet"].contains(id.kind)
    }

    /// Argo CD that applies itself would be stopped in the middle of it.
    private func isOfTheToolItself(_ application: ArgoApplication) -> Bool {
        application.id.name == "argocd"
            || application.managed?.contains {
                $0.groupKind == GroupKind(group: "apps", kind: "StatefulSet")
                    && $0.name.hasSuffix("argocd-application-controller")
            } ?? false
    }
}

extension Conversion {
    /// Adds what applications need.
    mutating func finish(_ names: RepositoryNames, _ made: [ConvertedSecret]) {
        repositories += names.repositories.values.sorted { $0.key < $1.key }
        secrets += made.sorted { $0.key < $1.key }
        for repository in repositories {
            for problem in repository.check() {
                notes += repository.origins.map { MigrationNote(.blocks, $0, "spec", "its repository, \(problem)") }
            }
        }
    }
}

/// What is to be said of an AppProject: who may do what is RBAC here.
enum ArgoProject {
    private static let rights = "what may be applied, and where, is said by the rights of the service account here"
    private static let table = FieldTable([
        "description": .inherent,
        "sourceRepos": .says(.dropped, "who may name a repository is a matter of its namespace"),
        "destinations": .says(.dropped, rights), "clusterResourceWhitelist": .says(.dropped, rights),
        "clusterResourceBlacklist": .says(.dropped, rights), "namespaceResourceWhitelist": .says(.dropped, rights),
        "namespaceResourceBlacklist": .says(.dropped, rights), "destinationServiceAccounts": .inherent,
        "roles": .says(.dropped, "bind the roles of RBAC that docs/tenancy.md names; tokens are ServiceAccounts'"),
        "syncWindows": .says(.dropped, "there are no windows here"),
        "orphanedResources": .says(.dropped, "objects of nobody are not looked for"),
        "signatureKeys": .says(.dropped, "signatures of commits are not checked here"),
        "sourceIntegrity": .says(.dropped, "signatures of commits are not checked here"),
        "sourceNamespaces": .says(.dropped, "applications are in any namespace here"),
        "permitOnlyProjectScopedClusters": .inherent,
    ])

    static func notes(of project: Value) -> [MigrationNote] {
        guard let id = project.objectID, id.name != "default" else { return [] }
        var notes = FieldNotes(id, at: "spec")
        var draft = Draft()
        table.read(project["spec"], into: &draft, &notes)
        return notes.notes
    }

    /// The account that the application's project names for its destination.
    static func account(for application: ArgoApplication, in projects: [Value]) -> String? {
        let name = application.object.at("spec", "project")?.string ?? "default"
        let namespace = application.object.at("spec", "destination", "namespace")?.string ?? ""
        let accounts =
            projects.first { $0.name == name && $0.namespace == application.id.namespace }?
            .at("spec", "destinationServiceAccounts")?.array ?? []
        let found = accounts.first { ["*", namespace].contains($0["namespace"]?.string ?? "*") }
        return found?["defaultServiceAccount"]?.string?.split(separator: ":").last.map(String.init)
    }
}

/// What is to be said of an ApplicationSet: there are none here, and what it has made is migrated as it is.
enum ArgoSet {
    private static let table = FieldTable([
        "generators": .says(
            .dropped, "the Applications that it has made are migrated as they are; new ones are not made"),
        "template": .inherent, "goTemplate": .inherent, "goTemplateOptions": .inherent, "syncPolicy": .inherent,
        "templatePatch": .inherent,
        "strategy": .says(.dropped, "an order between applications is said by dependsOn here"),
        "preservedFields": .inherent, "ignoreApplicationDifferences": .inherent,
        "applyNestedSelectors": .inherent,
    ])

    static func notes(of object: Value, _ id: ObjectID) -> [MigrationNote] {
        var notes = FieldNotes(id, at: "spec")
        var draft = Draft()
        table.read(object["spec"], into: &draft, &notes)
        return notes.notes
    }
}
