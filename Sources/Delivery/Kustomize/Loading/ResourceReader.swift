import Documents

/// Makes objects of a file's text, or of a patch.
enum ResourceReader {
    /// In the order of the file, but that what a list of some kind holds comes last.
    ///
    /// Errors have no kustomization; the file's name is the caller's to add.
    static func read(_ bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) -> [Resource] {
        try read(bytes, limits, allowsBrokenKeys: false)
    }

    /// The same for patches.
    static func patches(_ bytes: [UInt8], limits: DocumentLimits) throws(KustomizeError) -> [Resource] {
        try read(bytes, limits, allowsBrokenKeys: true)
    }

    private static func read(
        _ bytes: [UInt8], _ limits: DocumentLimits, allowsBrokenKeys: Bool
    ) throws(KustomizeError) -> [Resource] {
        let parts: [ManifestReader.Part]
        do {
            parts = try ManifestReader.read(bytes, limits: limits, allowsBrokenKeys: allowsBrokenKeys)
        } catch {
            throw KustomizeError(error)
        }
        let mayHaveBrokenKeys = parts.contains(where: \.hasBrokenKey)
        return try objects(unwrapped(parts)).map { part in
            let resource = Resource(part.value)
            resource.origin.line = part.line
            resource.mayHaveBrokenKeys = mayHaveBrokenKeys
            return resource
        }
    }

    /// A `List` that is alone in its file is its items.
    private static func unwrapped(_ parts: [ManifestReader.Part]) -> [ManifestReader.Part] {
        guard parts.count == 1, let part = parts.first, ["List", "ResourceList"].contains(part.value.kindText),
            let object = part.value.object, object.contains("items") || object.contains("functionConfig")
        else { return parts }
        let items = object["items"]?.array ?? []
        return items.map { ManifestReader.Part(value: $0, line: part.line) }
    }

    /// Checks each object, and puts the items of lists of some kind (`ConfigMapList`) behind the others.
    private static func objects(_ parts: [ManifestReader.Part]) throws(KustomizeError) -> [ManifestReader.Part] {
        var pending = try checked(parts)
        let count = pending.count
        var index = 0
        var objects: [ManifestReader.Part] = []
        while index < pending.count {
            let part = pending[index]
            index += 1
            guard part.value.kindText.hasSuffix("List"), let items = part.value["items"] else {
                objects.append(part)
                continue
            }
            if items.isAbsent { continue }
            guard let items = items.array else {
                throw problem("has 'items' in a \(part.value.kindText) that are no list", part)
            }
            // What is in a list in a list went through JSON with that one.
            let isResolved = index > count
            pending += try checked(
                items.map { ManifestReader.Part(value: isResolved ? $0 : Lexical.json($0), line: part.line) })
        }
        return objects
    }

    private static func checked(_ parts: [ManifestReader.Part]) throws(KustomizeError) -> [ManifestReader.Part] {
        var result: [ManifestReader.Part] = []
        for part in parts where !part.value.isNullOrEmpty {
            guard case .object = part.value else {
                throw problem("holds a \(part.value.kindName) where an object is expected", part)
            }
            for key in ["labels", "annotations"] where !part.value.hasMetadataMapping(key) {
                throw problem("has an object whose metadata.\(key) are no mapping", part)
            }
            let kind = part.value.kindText
            guard !kind.isEmpty, part.value["kind"] != .null else {
                throw problem("has an object without a kind", part)
            }
            let isNamed = !part.value.nameText.isEmpty && part.value["metadata"]?["name"] != .null
            guard kind.hasSuffix("List") || isNamed else {
                throw problem("has a \(kind) without metadata.name", part)
            }
            result.append(part)
        }
        return result
    }

    private static func problem(_ message: String, _ part: ManifestReader.Part) -> KustomizeError {
        KustomizeError(.invalid, "\(message), at line \(part.line)")
    }
}

extension KustomizeError {
    init(_ error: DocumentError) {
        let place = error.line.map { ", at line \($0)" } ?? ""
        self.init(error.code == .limit ? .limit : .invalid, "\(error.message)\(place)")
    }
}
