internal import Documents

/// GitHub's `push`, which Gitea, Forgejo and Gogs send as well.
enum GitHubReading {
    static func push(_ body: Value) -> Reading {
        guard let repository = body["repository"], let reference = body["ref"]?.string else {
            return .malformed("a push without repository or ref")
        }
        let change = Announcement.Change(reference: reference, commit: body["after"]?.string)
        return .announcements([
            Announcement(
                addresses: repository.texts("clone_url", "ssh_url", "html_url", "git_url", "svn_url"), changes: [change]
            )
        ])
    }
}

/// GitLab's `push` and `tag_push`, of projects and of the whole installation.
enum GitLabReading {
    static func push(_ body: Value) -> Reading {
        switch body["object_kind"]?.string ?? body["event_name"]?.string {
        case "push", "tag_push", "repository_update": break
        default: return .irrelevant
        }
        guard let project = body["project"] else { return .malformed("a push without project") }
        let addresses = project.texts("git_http_url", "git_ssh_url", "web_url", "http_url", "ssh_url", "url")
        // Of a whole installation a push may tell several.
        let several = (body["changes"]?.array ?? []).compactMap(change)
        guard let reference = body["ref"]?.string else {
            return several.isEmpty
                ? .malformed("a push without ref")
                : .announcements([Announcement(addresses: addresses, changes: several)])
        }
        let change = Announcement.Change(reference: reference, commit: body["after"]?.string)
        return .announcements([Announcement(addresses: addresses, changes: [change] + several)])
    }

    private static func change(_ value: Value) -> Announcement.Change? {
        value["ref"]?.string.map { Announcement.Change(reference: $0, commit: value["after"]?.string) }
    }
}

/// Bitbucket's two products, which have little in common.
enum BitbucketReading {
    /// Of the cloud: several changes, with names that do not say of what. A branch that is gone is `null`.
    static func push(_ body: Value) -> Reading {
        guard let repository = body["repository"], let changes = body.at("push", "changes")?.array else {
            return .malformed("a push without repository or changes")
        }
        var addresses = [repository.at("links", "html", "href")?.string].compactMap(\.self)
        if let name = repository["full_name"]?.string { addresses.append("https://bitbucket.org/\(name)") }
        return .announcements([Announcement(addresses: addresses, changes: changes.compactMap(change))])
    }

    private static func change(_ value: Value) -> Announcement.Change? {
        let isThere = value["new"]?.object != nil
        guard let place = isThere ? value["new"] : value["old"], let name = place["name"]?.string else { return nil }
        let folder = place["type"]?.string == "tag" || place["type"]?.string == "annotated_tag" ? "tags" : "heads"
        return Announcement.Change(
            reference: "refs/\(folder)/\(name)", commit: isThere ? place.at("target", "hash")?.string : nil)
    }

    /// Of a server or data center.
    static func refsChanged(_ body: Value) -> Reading {
        guard let repository = body["repository"], let changes = body["changes"]?.array else {
            return .malformed("a push without repository or changes")
        }
        let links = repository["links"]
        let addresses = ["clone", "self"].flatMap { (links?[$0]?.array ?? []).compactMap { $0["href"]?.string } }
        return .announcements([
            Announcement(
                addresses: addresses,
                changes: changes.compactMap { change in
                    (change.at("ref", "id") ?? change["refId"])?.string.map {
                        Announcement.Change(reference: $0, commit: change["toHash"]?.string)
                    }
                })
        ])
    }
}

/// Azure DevOps' `git.push`.
enum AzureReading {
    static func push(_ body: Value) -> Reading {
        guard body["eventType"]?.string == "git.push" else { return .irrelevant }
        guard let repository = body.at("resource", "repository") else { return .malformed("a push without repository") }
        let changes = (body.at("resource", "refUpdates")?.array ?? []).compactMap { update in
            update["name"]?.string.map { Announcement.Change(reference: $0, commit: update["newObjectId"]?.string) }
        }
        return .announcements([
            Announcement(addresses: repository.texts("remoteUrl", "sshUrl", "webUrl"), changes: changes)
        ])
    }
}

/// What people send from their own programs: `repository`, `ref` and `revision`, of which none has to be there.
enum GenericReading {
    static func announcement(_ body: Value) -> Reading {
        let addresses =
            [body["repository"]?.string].compactMap(\.self) + (body["repositories"]?.array ?? []).compactMap(\.string)
        let change = body["ref"]?.string.map {
            Announcement.Change(reference: full($0), commit: body["revision"]?.string)
        }
        let changes = [change].compactMap(\.self)
        guard !addresses.isEmpty else { return .announcements([Announcement(addresses: [], changes: changes)]) }
        return .announcements(addresses.prefix(64).map { Announcement(addresses: [$0], changes: changes) })
    }

    private static func full(_ reference: String) -> String {
        reference.hasPrefix("refs/") ? reference : "refs/heads/\(reference)"
    }
}
